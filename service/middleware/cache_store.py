"""Finished answers of one generation, as many as there is room for."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from service.http.request_context import Found
from service.http.wsgi import Header

_AROUND = 1_000  # bytes of objects around what an answer consists of, about
_LARGEST = 8  # one answer may take an eighth of the room


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A whole answer, whether others may have it, and what is noted each time."""

    headers: tuple[Header, ...]
    body: bytes
    etag: str
    is_public: bool
    route: str
    media_type: str | None
    found: Found | None

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        named = sum(len(name) + len(value) for name, value in self.headers)
        return _AROUND + len(self.body) + named


class Key(NamedTuple):
    """What an answer depends on."""

    path: str
    pairs: tuple[tuple[str, str], ...]
    coding: str


class KeptAnswers:
    """Keeps answers up to a number of bytes, those used longest ago first out.

    All of them are of one generation; with the next one they are all gone. Safe to
    share between threads.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._sizes: dict[Key, int] = {}
        self._generation: object = None
        self._lock = Lock()

    def get(self, key: Key, generation: object) -> KeptAnswer | None:
        """The answer under this key, if it is of this generation."""
        with self._lock:
            if generation is not self._generation:
                return None
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: Key, answer: KeptAnswer, generation: object) -> None:
        """Keep an answer of the newest generation there is."""
        size = answer.size + _size(key)
        if size > self._most // _LARGEST:
            return
        with self._lock:
            if generation is not self._generation:
                self._answers.clear()
                self._sizes.clear()
                self._bytes, self._generation = 0, generation
            self._bytes += size - self._sizes.get(key, 0)
            self._answers[key], self._sizes[key] = answer, size
            self._answers.move_to_end(key)
            while self._bytes > self._most:
                gone, _ = self._answers.popitem(last=False)
                self._bytes -= self._sizes.pop(gone)

    def __len__(self) -> int:
        return len(self._answers)


def _size(key: Key) -> int:
    """Bytes of memory, about: anybody can ask for a page with long parameters."""
    return len(key.path) + sum(len(name) + len(value) for name, value in key.pairs)
