"""First letters of headwords, for the A-to-Z index."""

from index.analysis.folding import fold

ALPHABET = (*"abcdefghijklmnopqrstuvwxyz", "other")


def first_letter(headword: str) -> str:
    """Return the letter of `ALPHABET` under which a headword is listed."""
    start = fold(headword)[:1]
    return start if start in ALPHABET else "other"
