"""Respellings taken apart, so that stressed syllables can be shown as such."""

import re
from dataclasses import dataclass

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a respelling; joined, the pieces give all of it."""

    text: str
    stress: bool = False


def pieces(respelling: str) -> tuple[Piece, ...]:
    """The pieces of a respelling; syllables of two or more capitals are stressed."""
    found, end = [], 0
    for match in _LETTERS.finditer(respelling):
        if match.group().isupper() and len(match.group()) > 1:
            found.append(Piece(respelling[end : match.start()]))
            found.append(Piece(match.group(), stress=True))
            end = match.end()
    found.append(Piece(respelling[end:]))
    return tuple(piece for piece in found if piece.text)
