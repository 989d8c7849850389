"""Where generations come from, whichever engine keeps them."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.engines.progress import Progress
from index.model.backend import Backend


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to index and where: all that another process needs to know to do it."""

    address: str
    paths: Sequence[Path]
    meaning: bool


class IndexStore(Protocol):
    """Glossary files and the engine that keeps what was made of them.

    What was made of files as they are at one moment is a generation, and its name
    tells it from every other.
    """

    request: BuildRequest

    def ping(self) -> None:
        """Raise EngineUnavailableError if the engine cannot be reached."""

    def is_missing(self, generation: str) -> bool:
        """Whether somebody who asked a generation found that it is gone."""

    def signature(self) -> str:
        """What the files look like from outside; cheap, and their content is not read.

        It is another one after every change.
        """

    def find_current(self) -> str | None:
        """The generation of the files as they are, if it is there already.

        Raises GlossaryError or EngineUnavailableError.
        """

    def build(self, progress: Progress) -> AbstractContextManager[str]:
        """Build the generation of the files as they are, unless it is there; check it.

        It is there at least until the block ends. Raises GlossaryError,
        ChangingFilesError, IndexFolderError or EngineUnavailableError.
        """

    def open(self, generation: str) -> Backend:
        """What answers from a generation.

        Raises IndexFolderError or EngineUnavailableError.
        """

    def prune(self, keep: str) -> None:
        """Remove what nobody uses, but for the generation to keep."""
