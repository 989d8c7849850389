"""First letters of headwords, for the A-to-Z index and its sections."""

from index.analysis.folding import fold

ALPHABET = (*"abcdefghijklmnopqrstuvwxyz", "other")


def first_letter(headword: str) -> str:
    """Return the letter of `ALPHABET` under which a headword is listed."""
    start = fold(headword)[:1]
    return start if start in ALPHABET else "other"


def section(headword: str) -> str:
    """Return the section of its letter: two letters (`ca`), of `other` only one.

    In alphabetical order, the entries of a section follow each other.
    """
    is_other = first_letter(headword) == "other"
    return fold(headword)[: 1 if is_other else 2].strip()
