"""Writer of the sentence index: one vector for each entry.

A vector is reused if an index beside this one contains it already, so that a changed
glossary encodes only what changed.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.analysis.sentence_encoder import DIMENSIONS, MODEL
from index.analysis.word_vectors import Floats, normalize
from index.channels.sentences import VECTORS
from index.model.errors import DamagedIndexError
from index.model.glossary import Entry
from index.storage.columns import read_column, write_column
from index.storage.manifest import Manifest

# Encoding takes 12 ms of CPU for each entry; beyond, a build would take many minutes.
MAX_ENCODED_ENTRIES = 20_000
_MAX_WORDS = 45  # of a definition: the rest describes other things as well
_KEYS = "sentence.keys"
_KEY_BYTES = 16
_Known = dict[bytes, Floats]
_Advance = Callable[[int], None]


class Encoder(Protocol):
    """Encoder of texts."""

    def encode(self, text: str) -> Floats:
        """Return the unit vector of a text."""


def can_encode(entries: Sequence[Entry]) -> bool:
    """Return whether the entries are all English, and not too many.

    The model knows only English: next to entries in another language it would rank
    English ones by chance for a query in that language.
    """
    return 0 < len(entries) <= MAX_ENCODED_ENTRIES and all(
        entry.language.split("-")[0].lower() == "en" for entry in entries
    )


def write_sentence_index(
    folder: Path, entries: Sequence[Entry], encoder: Encoder, advance: _Advance
) -> None:
    """Write the vectors of all entries for `SentenceIndex`.

    `advance` receives the number of entries done.
    """
    both = [encoded_texts(entry) for entry in entries]
    keys = [_key(texts) for texts in both]
    known = _read_known(folder.parent)
    vectors = np.empty((len(both), DIMENSIONS), np.float32)
    for number, (texts, key) in enumerate(zip(both, keys, strict=True)):
        vector = known.get(key)
        if vector is None:
            vector = normalize(np.sum([encoder.encode(text) for text in texts], axis=0))
        vectors[number] = vector
        advance(number + 1)
    write_column(folder, VECTORS, vectors)
    write_column(
        folder, _KEYS, np.frombuffer(b"".join(keys), np.uint8).reshape(-1, _KEY_BYTES)
    )


def encoded_texts(entry: Entry) -> tuple[str, str]:
    """Return the texts whose mean is the entry's vector.

    They are the definition's beginning with and without the headword, because readers
    who describe a thing do not name it, but readers who name it otherwise do.
    """
    definition = " ".join(entry.definition.text.split()[:_MAX_WORDS])
    return f"{entry.headword}: {definition}", definition


def _key(texts: Sequence[str]) -> bytes:
    text = "\n".join((MODEL, *texts))
    return blake2b(text.encode(), digest_size=_KEY_BYTES).digest()


def _read_known(root: Path) -> _Known:
    """Return the vectors of the indexes in a folder, by their keys."""
    known: _Known = {}
    for file in root.glob(f"*/{_KEYS}.npy"):
        try:
            Manifest.read(file.parent).check_contents("sentence.*")
            keys: NDArray[np.uint8] = read_column(file.parent, _KEYS)
            vectors: Floats = read_column(file.parent, VECTORS)
        except (OSError, DamagedIndexError):
            continue  # removed meanwhile, unfinished, or damaged
        known.update(zip(map(bytes, keys), vectors, strict=True))
    return known
