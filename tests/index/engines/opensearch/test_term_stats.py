"""What a process keeps of a glossary's words."""

from hypothesis import given
from hypothesis import strategies as st

from index.engines.opensearch.schema.term_stats import (
    TermCount,
    TermStats,
    term_stats_parts,
)

COUNTS = st.dictionaries(st.text(), st.integers(1, 1_000_000))


@given(COUNTS, st.text())
def test_counts_come_back_and_nothing_else(counts: dict[str, int], other: str) -> None:
    lexicon = TermStats(term_stats_parts({TermCount.HOLDING: counts}), len(counts))

    found = {text: lexicon.count(TermCount.HOLDING, text) for text in (*counts, other)}

    assert found == {other: 0} | counts
    assert lexicon.count(TermCount.ROOTED, other) == 0


def test_a_large_lexicon_is_kept_in_parts() -> None:
    counts = {f"word {number}": number + 1 for number in range(120_000)}

    parts = list(term_stats_parts({TermCount.KNOWN: counts}))

    assert len(parts) == 3
    assert TermStats(parts, len(counts)).count(TermCount.KNOWN, "word 77777") == 77_778
