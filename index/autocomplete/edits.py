"""All texts that one mistake makes of another, in a fixed order, made when read."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import overload

from index.analysis import phonetics as sounds

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 "


class EditedTexts(Sequence[str]):
    """Texts to be looked up; a clever table needs only the one they are made of."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _texts(self) -> list[str]:
        return list(self._made())

    @abstractmethod
    def _made(self) -> Iterator[str]:
        """The texts, one after another."""

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        return self._texts[place]


class Substitutions(EditedTexts):
    """Every text in which one letter is another, or two have changed places."""

    def _made(self) -> Iterator[str]:
        for at, letter in enumerate(self.text):
            before, after = self.text[:at], self.text[at + 1 :]
            yield before + after[:1] + letter + after[1:]
            for other in LETTERS:
                yield before + other + after


class Indels(EditedTexts):
    """Every text with one letter more or less."""

    def _made(self) -> Iterator[str]:
        for at in range(len(self.text)):
            yield self.text[:at] + self.text[at + 1 :]
            for other in LETTERS:
                yield self.text[:at] + other + self.text[at:]


class PhoneticEdits(EditedTexts):
    """The codes of what sounds a little different from this one, in their order."""

    def _made(self) -> Iterator[str]:
        yield from sorted(sounds.neighbors(self.text))
