"""Transformer graph in ONNX's file format, with weights of seven bits.

The format is a protocol buffer of a few fields (onnx.proto), so it is written here
instead of by the package `onnx`, which would bring 60 MB for these lines.
"""

import struct
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]
_Attributes = Mapping[str, int | float]
_IR_VERSION, _OPSET, _MICROSOFT_OPSET = 9, 20, 1
_MICROSOFT = "com.microsoft"  # operators that ONNX Runtime adds to the standard
_TYPES = {np.dtype(np.float32): 1, np.dtype(np.int8): 3, np.dtype(np.int64): 7}
_FLOAT_ATTRIBUTE, _INT_ATTRIBUTE = 1, 2
# Seven bits: processors without VNNI add pairs of products in 16 bits, which products
# of eight bits overflow.
_MAX_QUANTIZED = 63


def encoder_graph(
    weights: Weights, *, layers: int, heads: int, epsilon: float
) -> bytes:
    """Return BERT's encoder as an ONNX model.

    It maps `embedded`, of shape (1, tokens, width), to `encoded`, of the same shape.
    `weights` are named as in a BERT checkpoint. Matrices are quantized column by
    column; activations are quantized while it runs.
    """
    graph = _Graph()
    norm = "embeddings.LayerNorm"
    vectors = graph.add(
        "LayerNormalization",
        ("embedded", *(graph.constant(weights[f"{norm}.{p}"]) for p in _GAIN_AND_BIAS)),
        {"axis": -1, "epsilon": epsilon},
    )
    for number in range(layers):
        layer = {
            name.removeprefix(f"encoder.layer.{number}."): values
            for name, values in weights.items()
            if name.startswith(f"encoder.layer.{number}.")
        }
        vectors = _add_layer(graph, vectors, layer, heads=heads, epsilon=epsilon)
    return graph.model(vectors)


_GAIN_AND_BIAS = ("weight", "bias")


def _add_layer(
    graph: "_Graph", vectors: str, layer: Weights, *, heads: int, epsilon: float
) -> str:
    """Add attention and a feed-forward network, each with a residual connection."""
    parts = [f"attention.self.{name}" for name in ("query", "key", "value")]
    matrix, bias = (
        np.concatenate([layer[f"{part}.{kind}"] for part in parts])
        for kind in _GAIN_AND_BIAS
    )
    together = graph.linear(vectors, matrix, bias)
    split = graph.add("Split", (together,), {"axis": -1, "num_outputs": 3}, outputs=3)
    attended = graph.add(
        "MultiHeadAttention", split.split(), {"num_heads": heads}, domain=_MICROSOFT
    )

    def add_residual(part: str, inputs: str, residual: str) -> str:
        projected = graph.linear(
            inputs, layer[f"{part}.dense.weight"], layer[f"{part}.dense.bias"]
        )
        norm = [layer[f"{part}.LayerNorm.{kind}"] for kind in _GAIN_AND_BIAS]
        return graph.add(
            "SkipLayerNormalization",
            (projected, residual, *map(graph.constant, norm)),
            {"epsilon": epsilon},
            domain=_MICROSOFT,
        )

    vectors = add_residual("attention.output", attended, vectors)
    wide = graph.linear(
        vectors, layer["intermediate.dense.weight"], layer["intermediate.dense.bias"]
    )
    return add_residual("output", graph.add("Gelu", (wide,)), vectors)


class _Graph:
    """Nodes and constants of a graph under construction, already encoded."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []

    def constant(self, values: NDArray[np.generic]) -> str:
        """Add an array and return its name."""
        name = f"c{len(self._constants)}"
        dimensions = b"".join(_number(1, size) for size in values.shape)
        kind = _number(2, _TYPES[values.dtype])
        raw = np.ascontiguousarray(values).tobytes()
        tensor = dimensions + kind + _text(8, name) + _bytes(9, raw)
        self._constants.append(_bytes(5, tensor))
        return name

    def linear(self, vectors: str, matrix: Floats, bias: Floats) -> str:
        """Add a product with a quantized matrix of shape (outputs, inputs)."""
        scales = np.abs(matrix).max(axis=1) / np.float32(_MAX_QUANTIZED)
        quantized = np.rint(matrix / scales[:, None]).astype(np.int8).T
        zeros = np.zeros(len(scales), np.int8)
        constants = map(self.constant, (quantized, scales, zeros, bias))
        return self.add(
            "DynamicQuantizeMatMul", (vectors, *constants), domain=_MICROSOFT
        )

    def add(
        self,
        operator: str,
        inputs: Sequence[str],
        attributes: _Attributes | None = None,
        *,
        domain: str = "",
        outputs: int = 1,
    ) -> str:
        """Add a node and return the names of its outputs, separated by spaces."""
        names = [f"n{len(self._nodes)}_{number}" for number in range(outputs)]
        node = b"".join(_text(1, name) for name in inputs)
        node += b"".join(_text(2, name) for name in names)
        node += _text(4, operator)
        for name, value in (attributes or {}).items():
            node += _bytes(5, _attribute(name, value))
        self._nodes.append(_bytes(1, node + _text(7, domain)))
        return " ".join(names)

    def model(self, output: str) -> bytes:
        """Return the encoded model, whose input is `embedded`."""
        self._nodes.append(
            _bytes(
                1,
                _text(1, output) + _text(2, "encoded") + _text(4, "Identity"),
            )
        )
        graph = b"".join(
            (
                *self._nodes,
                _text(2, "encoder"),
                *self._constants,
                _bytes(11, _value_info("embedded")),
                _bytes(12, _value_info("encoded")),
            )
        )
        opsets = ((_OPSET, ""), (_MICROSOFT_OPSET, _MICROSOFT))
        return (
            _number(1, _IR_VERSION)
            + _bytes(7, graph)
            + b"".join(
                _bytes(8, _text(1, domain) + _number(2, version))
                for version, domain in opsets
            )
        )


def _attribute(name: str, value: int | float) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _INT_ATTRIBUTE)
    packed = _varint(2 << 3 | 5) + struct.pack("<f", value)
    return _text(1, name) + packed + _number(20, _FLOAT_ATTRIBUTE)


def _value_info(name: str) -> bytes:
    """Return the declaration of a three-dimensional array of floats of any size."""
    shape = _bytes(1, b"") * 3
    tensor = _number(1, _TYPES[np.dtype(np.float32)]) + _bytes(2, shape)
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _varint(value: int) -> bytes:
    value %= 1 << 64  # a negative number is its two's complement
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())
