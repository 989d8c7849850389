"""What words and phrases mean: static word vectors from an installed package.

The vectors come from the installed `wordllama` wheel: two of its files are read, its
code is not imported, and nothing is ever downloaded. A word's vector is the sum over
its parts, a phrase's the sum over its words: the training gave frequent words short
vectors, so that a plain sum weighs words by itself. (Measured against that: weights by
inverse frequency, and removing the common component as in Arora, Liang and Ma, "A
Simple but Tough-to-Beat Baseline for Sentence Embeddings", 2017, made it worse.)
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.model.errors import MeaningUnavailableError

Floats = NDArray[np.float32]
Vectors = NDArray[np.floating]
_WEIGHTS_FILE = "weights/l2_supercat_256.safetensors"
_WEIGHTS_NAME = "embedding.weight"
_TOKENIZER_FILE = "tokenizers/l2_supercat_tokenizer_config.json"
TINY = np.float32(1e-9)  # against a division by nothing


class WordVectors:
    """Static vectors for any word, from a table of vectors for parts of words."""

    def __init__(self) -> None:
        """Read the two files of the wheel; raises MeaningUnavailableError."""
        folder = _wheel_folder()
        try:
            from safetensors.numpy import load_file
            from tokenizers import Tokenizer

            table: Vectors = load_file(folder / _WEIGHTS_FILE)[_WEIGHTS_NAME]
            tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER_FILE))
        except Exception as error:
            # The libraries raise plain Exception for a file that is not theirs.
            raise MeaningUnavailableError("The word vectors cannot be read.") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._table, self._tokenizer = table, tokenizer
        self.dimensions = int(table.shape[1])

    def embed(self, words: Sequence[str]) -> Floats:
        """For every word the sum of the vectors of its parts."""
        if not words:
            return np.zeros((0, self.dimensions), np.float32)
        # Word by word: for so few, the threads of `encode_batch` cost ten times more.
        encode = self._tokenizer.encode
        encoded = (encode(word, add_special_tokens=False) for word in words)
        parts = [code.ids or [0] for code in encoded]  # 0 is the unknown part
        starts = np.cumsum([0, *map(len, parts[:-1])])
        rows = self._table[np.concatenate(parts)].astype(np.float32)
        summed: Floats = np.add.reduceat(rows, starts, axis=0)
        return summed


def is_installed() -> bool:
    """Whether there are word vectors to read."""
    return find_spec("wordllama") is not None


def normalize(vectors: Vectors) -> Floats:
    """Vectors scaled to length one; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Floats = (vectors / np.maximum(lengths, TINY)).astype(np.float32)
    return scaled


def load_installed_vectors() -> WordVectors | None:
    """The word vectors, unless they are not installed or not as expected."""
    try:
        return WordVectors()
    except MeaningUnavailableError:
        return None


def _wheel_folder() -> Path:
    """The folder of the installed wheel, found without importing it."""
    spec = find_spec("wordllama")
    if spec is None or not spec.submodule_search_locations:
        raise MeaningUnavailableError("The package wordllama is not installed.")
    return Path(spec.submodule_search_locations[0])
