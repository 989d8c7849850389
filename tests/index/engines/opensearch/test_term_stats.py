"""What a process keeps of a glossary's words."""

from hypothesis import given
from hypothesis import strategies as st

from index.engines.opensearch.schema.term_stats import Count, Lexicon, lexicon_parts

COUNTS = st.dictionaries(st.text(), st.integers(1, 1_000_000))


@given(COUNTS, st.text())
def test_counts_come_back_and_nothing_else(counts: dict[str, int], other: str) -> None:
    lexicon = Lexicon(lexicon_parts({Count.HOLDING: counts}))

    found = {text: lexicon.count(Count.HOLDING, text) for text in (*counts, other)}

    assert found == {other: 0} | counts
    assert lexicon.count(Count.ROOTED, other) == 0


def test_a_large_lexicon_is_kept_in_parts() -> None:
    counts = {f"word {number}": number + 1 for number in range(120_000)}

    parts = list(lexicon_parts({Count.KNOWN: counts}))

    assert len(parts) == 3
    assert Lexicon(parts).count(Count.KNOWN, "word 77777") == 77_778
