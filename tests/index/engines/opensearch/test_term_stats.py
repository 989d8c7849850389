"""Term statistics: counts survive encoding, in one document or several."""

from hypothesis import given
from hypothesis import strategies as st

from index.engines.opensearch.schema.term_stats import (
    TermCount,
    TermStats,
    term_stats_parts,
)

COUNTS = st.dictionaries(st.text(), st.integers(1, 1_000_000))


@given(COUNTS, st.text())
def test_term_stats_return_encoded_counts_and_else_zero(
    counts: dict[str, int], other: str
) -> None:
    stats = TermStats(term_stats_parts({TermCount.COVERING: counts}), len(counts))

    found = {text: stats.count(TermCount.COVERING, text) for text in (*counts, other)}

    assert found == {other: 0} | counts
    assert stats.count(TermCount.ROOT, other) == 0


def test_term_stats_of_many_words_span_several_documents() -> None:
    counts = {f"word {number}": number + 1 for number in range(120_000)}

    parts = list(term_stats_parts({TermCount.EXACT_FORM: counts}))

    stats = TermStats(parts, len(counts))
    assert len(parts) == 3
    assert stats.count(TermCount.EXACT_FORM, "word 77777") == 77_778
