"""Hashes of tokens: one to look names up, one that the script computes as well."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

_MAX_CACHED = 40  # characters
_MASK_64, _MASK_32 = 2**64 - 1, 2**32 - 1
SEQUENCE_FACTOR = 0x9E3779B97F4A7C15  # odd, so that it can be undone
_FNV_OFFSET, _FNV_PRIME, _MIXER = 2166136261, 16777619, 0x85EBCA6B


def token_hash(token: str) -> int:
    """Return a hash of 64 bits; those of long tokens are not cached."""
    return (_hash_once if len(token) <= _MAX_CACHED else _hash)(token)


def _hash(token: str) -> int:
    digest = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


_hash_once = lru_cache(maxsize=65_536)(_hash)


def prefix_hashes(tokens: Iterable[str]) -> Iterator[int]:
    """Yield the hash of each prefix of a sequence of tokens."""
    value = 0
    for token in tokens:
        value = (value * SEQUENCE_FACTOR + token_hash(token)) & _MASK_64
        yield value


def part_hash(token: str) -> int:
    """Return the hash of 32 bits that divides the list of names for the script.

    FNV-1a over UTF-16 code units, then two steps of MurmurHash3's finalizer, because
    parts are told apart by the first bits, which FNV-1a mixes worst.
    """
    value = _FNV_OFFSET
    units = token.encode("utf-16-le", "surrogatepass")
    for low, high in zip(units[::2], units[1::2], strict=True):
        value = ((value ^ (low | high << 8)) * _FNV_PRIME) & _MASK_32
    value ^= value >> 16
    value = (value * _MIXER) & _MASK_32
    return value ^ value >> 13
