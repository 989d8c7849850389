"""Word vectors: read from the installed wheel, without a network."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.analysis.word_vectors import WordVectors, is_installed, wheel_folder
from index.model.errors import MeaningUnavailableError

needs_vectors = pytest.mark.skipif(
    not is_installed(), reason="the word vectors (wordllama) are not installed"
)


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors()


@needs_vectors
def test_vectors_load_without_network_and_without_their_package() -> None:
    script = """
import socket, sys

def refuse(*arguments, **options):
    raise AssertionError("a socket was opened")

socket.socket = socket.create_connection = socket.getaddrinfo = refuse

from index.analysis.word_vectors import WordVectors

assert WordVectors().embed(["placebo"]).any()
assert not {"wordllama", "huggingface_hub", "requests"} & set(sys.modules)
"""
    command = [sys.executable, "-c", script]

    process = subprocess.run(
        command, capture_output=True, text=True, cwd=Path(__file__).parents[3]
    )

    assert (process.returncode, process.stderr) == (0, "")


WEIGHTS = "weights/l2_supercat_256.safetensors"
TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"


@pytest.mark.parametrize(
    "files",
    [(), (WEIGHTS,), (TOKENIZER,), (WEIGHTS, TOKENIZER)],
    ids=["no files", "weights alone", "tokenizer alone", "both"],
)
def test_broken_wheel_raises_meaning_unavailable(
    tmp_path: Path, files: Sequence[str]
) -> None:
    for file in files:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(b"garbage" * 10)

    with pytest.raises(MeaningUnavailableError, match="cannot be read"):
        WordVectors(tmp_path)


def test_missing_wheel_raises_meaning_unavailable() -> None:
    assert not is_installed("no_such_package")
    with pytest.raises(MeaningUnavailableError, match="not installed"):
        wheel_folder("no_such_package")


@needs_vectors
def test_embed_returns_finite_vector_for_any_word(vectors: WordVectors) -> None:
    words = ["placebo", "thrombocytopenia", "九州", "", "7", "xqzj", "\x00"]

    sums = vectors.embed(words)

    assert sums.shape == (len(words), vectors.dimensions)
    assert np.isfinite(sums).all()
    assert vectors.embed([]).shape == (0, vectors.dimensions)


@needs_vectors
def test_vector_does_not_depend_on_other_words(vectors: WordVectors) -> None:
    alone, together = vectors.embed(["tumor"])[0], vectors.embed(["a", "tumor", "b"])[1]

    assert np.allclose(alone, together)
