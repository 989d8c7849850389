"""Common words: the ordinary words of a language, which are no misspellings.

The frequencies come from the word lists in the installed `pyspellchecker` wheel (MIT),
counted in film subtitles. Its code is not imported. A language without a list, or an
installation without the wheel, has no common words.
"""

import gzip
import json
from collections.abc import Iterable
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzers import primary_tag
from index.analysis.folding import fold
from index.storage.columns import read_column, write_column

# Of all words counted. "Contagious" has 1.5 in a million, "cancerous" 0.4; from 0.2 on,
# a list of English has 30,000 words.
_MIN_FREQUENCY = 2e-7
_COLUMN = "common_words"


class CommonWords:
    """Set of folded words, kept as sorted hashes: 8 bytes a word."""

    def __init__(self, hashes: NDArray[np.uint64]) -> None:
        self._hashes = hashes

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str):
            return False
        position = int(np.searchsorted(self._hashes, _hash(word)))
        return bool((self._hashes[position : position + 1] == _hash(word)).any())


def write_common_words(folder: Path, tags: Iterable[str]) -> None:
    """Write the common words of languages, given by their BCP 47 tags."""
    write_column(folder, _COLUMN, _hashes(tags))


def read_common_words(folder: Path) -> CommonWords:
    """Open the common words in an index folder."""
    return CommonWords(read_column(folder, _COLUMN))


def installed_common_words(
    tags: Iterable[str], min_frequency: float = _MIN_FREQUENCY
) -> CommonWords:
    """Read the common words of languages from the installed lists; takes 0.3 s each."""
    return CommonWords(_hashes(tags, min_frequency))


def _hashes(
    tags: Iterable[str], min_frequency: float = _MIN_FREQUENCY
) -> NDArray[np.uint64]:
    languages = dict.fromkeys(map(primary_tag, tags))
    words = {word for tag in languages for word in _common_words(tag, min_frequency)}
    return np.sort(np.asarray([_hash(word) for word in words], np.uint64))


def _common_words(language: str, min_frequency: float) -> set[str]:
    spec = find_spec("spellchecker")
    if spec is None or not spec.submodule_search_locations:
        return set()
    folder = Path(spec.submodule_search_locations[0]) / "resources"
    file = folder / f"{language}.json.gz"
    if not language.isalpha() or not file.is_file():
        return set()
    counts: dict[str, int] = json.loads(gzip.decompress(file.read_bytes()))
    least = min_frequency * sum(counts.values())
    common = (word for word, count in counts.items() if count >= least)
    return {part for word in common for part in fold(word).split()}


def _hash(word: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(word.encode(), digest_size=8).digest()))
