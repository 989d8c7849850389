"""Static word vectors, read from an installed package.

They come from the `wordllama` wheel: two of its files are read, its code is not
imported, and nothing is downloaded. The vector of a word is the sum over its subwords,
that of a phrase the sum over its words. Training gave frequent words short vectors, so
a plain sum weighs the words. Weighting by inverse frequency, and removing the common
component as in Arora, Liang, and Ma, "A Simple but Tough-to-Beat Baseline for Sentence
Embeddings" (2017), were measured and made results worse.
"""

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.model.errors import MeaningUnavailableError

Floats = NDArray[np.float32]
Vectors = NDArray[np.floating]
_PACKAGE = "wordllama"
_WEIGHTS_FILE = "weights/l2_supercat_256.safetensors"
_WEIGHTS_NAME = "embedding.weight"
_TOKENIZER_FILE = "tokenizers/l2_supercat_tokenizer_config.json"
_ROMANCE = ("es", "fr", "pt", "it", "ca", "gl", "ro")
_GERMANIC = ("en", "de", "nl", "da", "sv", "nb", "nn", "no")
_LAST_LATIN = "\u024f"  # of the blocks that folding leaves
TINY = np.float32(1e-9)  # avoids division by zero


class WordVectors:
    """Static vectors for any word, from a table of subword vectors.

    `folder` holds the files of the wheel; by default the installed one is found. Raises
    MeaningUnavailableError.
    """

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or wheel_folder()
        try:
            from safetensors.numpy import load_file
            from tokenizers import Tokenizer

            table: Vectors = load_file(folder / _WEIGHTS_FILE)[_WEIGHTS_NAME]
            tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER_FILE))
        except Exception as error:
            # the libraries raise plain Exception for a file in another format
            raise MeaningUnavailableError("The word vectors cannot be read.") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._table, self._tokenizer = table, tokenizer
        self.dimensions = int(table.shape[1])

    def embed(self, words: Sequence[str]) -> Floats:
        """Return the vector of every word, of shape (words, `dimensions`)."""
        if not words:
            return np.zeros((0, self.dimensions), np.float32)
        # word by word: for a query, the threads of `encode_batch` cost ten times more
        encode = self._tokenizer.encode
        encoded = (encode(word, add_special_tokens=False) for word in words)
        subwords = [code.ids or [0] for code in encoded]  # 0 is the unknown subword
        starts = np.cumsum([0, *map(len, subwords[:-1])])
        rows = self._table[np.concatenate(subwords)].astype(np.float32)
        summed: Floats = np.add.reduceat(rows, starts, axis=0)
        summed[[not knows_script(word) for word in words]] = 0
        return summed


def knows_script(word: str) -> bool:
    """Return whether the model knows the letters of a folded word: Latin ones.

    It was trained on English. Words in other scripts fall apart into bytes, whose
    vectors are alike for any two words of one script.
    """
    return word.isascii() or not any(c.isalpha() and c > _LAST_LATIN for c in word)


def knows_language(tag: str) -> bool:
    """Return whether vectors help to find entries in a language, by its primary tag.

    They do in English, and with Spanish and French glossaries they were measured to;
    the others share many roots with these.
    """
    return tag in _ROMANCE or tag in _GERMANIC


def can_embed(words: Iterable[str], languages: Iterable[str]) -> bool:
    """Return whether a query has a vector other than zero in a glossary's languages."""
    return any(map(knows_language, languages)) and any(map(knows_script, words))


def is_installed(package: str = _PACKAGE) -> bool:
    """Return whether the package with the word vectors is installed."""
    return find_spec(package) is not None


def normalize(vectors: Vectors) -> Floats:
    """Scale vectors to unit length; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Floats = (vectors / np.maximum(lengths, TINY)).astype(np.float32)
    return scaled


def load_installed_vectors() -> WordVectors | None:
    """Load the installed word vectors; return `None` if they cannot be used."""
    try:
        return WordVectors()
    except MeaningUnavailableError:
        return None


def wheel_folder(package: str = _PACKAGE) -> Path:
    """Return the folder of the installed package without importing it.

    Raises MeaningUnavailableError.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MeaningUnavailableError(f"The package {package} is not installed.")
    return Path(spec.submodule_search_locations[0])
