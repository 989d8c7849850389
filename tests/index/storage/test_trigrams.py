"""Trigram index: rows that share most trigrams with a text."""

from pathlib import Path

from index.storage.trigrams import TrigramIndex, write_trigrams


def test_most_similar_returns_row_with_most_shared_trigrams(tmp_path: Path) -> None:
    rows = [b"placebo", b"plasma", b"edema", b"marrow", b""]
    write_trigrams(tmp_path, "trigrams", rows)
    index = TrigramIndex(tmp_path, "trigrams")

    assert index.most_similar("placebos", limit=1, max_postings=1000).tolist() == [0]
    assert index.most_similar("zzz", limit=3, max_postings=1000).tolist() == []


def test_most_similar_searches_all_columns_of_a_row(tmp_path: Path) -> None:
    write_trigrams(tmp_path, "trigrams", [b"kat", b"dog"], [b"cat", b""])
    index = TrigramIndex(tmp_path, "trigrams")

    rows = [
        index.most_similar(text, limit=5, max_postings=100).tolist()
        for text in ("cat", "kat")
    ]

    assert rows == [[0], [0]]
