"""Interface of index stores, which build, open and remove generations."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from index.engines.progress import Progress
from index.loading.column_map import ColumnMap
from index.model.backend import Backend

RunBlocking = Callable[[Callable[[], Any]], Any]


def run_here(work: Callable[[], Any]) -> Any:
    """Call the work in the thread that asks for it."""
    return work()


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """Address, files, and mode of an index: everything that a build needs."""

    address: str
    paths: Sequence[Path]
    meaning: bool
    columns: ColumnMap = field(default_factory=dict)


class IndexStore(Protocol):
    """Glossary files, and the generations that an engine stores of them.

    A generation is the index of the files as they were at one moment; its name
    identifies their content.
    """

    request: BuildRequest

    def ping(self) -> None:
        """Raise EngineUnavailableError if the engine cannot be reached."""

    def is_missing(self, generation: str) -> bool:
        """Return whether a search found that a generation no longer exists."""

    def signature(self) -> str:
        """Return a signature of the files that changes with them; reads no content."""

    def find_current(self) -> str | None:
        """Return the generation of the files as they are, if it is built.

        Raises GlossaryError or EngineUnavailableError.
        """

    def build(self, progress: Progress) -> AbstractContextManager[str]:
        """Build the generation of the files as they are, unless it is built; check it.

        It is not removed before the block ends. Raises GlossaryError,
        ChangingFilesError, IndexFolderError or EngineUnavailableError.
        """

    def open(self, generation: str) -> Backend:
        """Open a generation as a back end.

        Raises IndexFolderError or EngineUnavailableError.
        """

    def prune(self, keep: str) -> Collection[str]:
        """Remove generations that are not in use, except the one to keep.

        Return the others that are still in use and hold disk space.
        """
