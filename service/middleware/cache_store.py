"""Storage of the response cache: an LRU of the responses of one generation."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple
from weakref import ref

from cachetools import LRUCache

from service.http.request_context import SearchOutcome
from service.http.wsgi import Header, Pairs

_OBJECT_BYTES = 1_000  # of the objects around a response, about
_MAX_SHARE = 8  # one response may take an eighth of the cache


class CacheKey(NamedTuple):
    """Everything that a response may depend on."""

    path: str
    pairs: Pairs
    coding: str

    @property
    def size(self) -> int:
        """Bytes of memory, about; anybody can send long parameters."""
        return len(self.path) + sum(
            len(name) + len(value) for name, value in self.pairs
        )


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A complete 200 response, and what to record each time it is sent."""

    headers: tuple[Header, ...]
    body: bytes
    etag: str
    is_public: bool
    route: str
    media_type: str | None
    outcome: SearchOutcome | None

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return _OBJECT_BYTES + len(self.body) + headers


class ResponseStore:
    """LRU cache of up to so many bytes, keys included; safe to share between threads.

    All responses are of one generation. A request of the next one drops them all. The
    generation is referred to weakly, so that the cache does not keep an index open.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._generation: Callable[[], object] = lambda: None
        self._responses = self._empty()
        self._lock = Lock()

    def get(self, key: CacheKey, generation: object) -> CachedResponse | None:
        """Return the response under this key, `None` if there is none."""
        with self._lock:
            self._set_generation(generation)
            response, _ = self._responses.get(key, (None, 0))
            return response

    def put(self, key: CacheKey, response: CachedResponse, generation: object) -> None:
        """Store a response unless it is larger than an eighth of the cache."""
        size = response.size + key.size
        if size > self._max_bytes // _MAX_SHARE:
            return
        with self._lock:
            self._set_generation(generation)
            self._responses[key] = (response, size)

    def __len__(self) -> int:
        return len(self._responses)

    def _set_generation(self, generation: object) -> None:
        if generation is not self._generation():
            self._generation, self._responses = ref(generation), self._empty()

    def _empty(self) -> "LRUCache[CacheKey, tuple[CachedResponse | None, int]]":
        return LRUCache(self._max_bytes, getsizeof=lambda sized: sized[1])
