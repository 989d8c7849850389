"""Threads that do the same thing over and over while a block runs."""

from abc import ABC, abstractmethod
from threading import Event, Thread
from typing import Self


class Crowd(ABC):
    """Begins with a block and ends with it; `one_of_them` says what each does."""

    def __init__(self, count: int) -> None:
        self._over = Event()
        self._threads = [
            Thread(target=self.one_of_them, args=(number,)) for number in range(count)
        ]

    @abstractmethod
    def one_of_them(self, number: int) -> None:
        """Do the work of one thread until `_over` is set."""

    def __enter__(self) -> Self:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for each in self._threads:
            each.join()
