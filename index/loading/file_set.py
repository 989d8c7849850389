"""Glossary files as they are at one moment, named after what they say."""

from collections.abc import Sequence
from pathlib import Path

from index.loading.loader import compute_signature, list_glossary_files, load_glossaries
from index.model.errors import ChangingFilesError, GlossaryError
from index.model.glossary import Glossary
from index.storage.fingerprint import fingerprint


class FileSet:
    """The files and folders that somebody named; any of them may change at any time."""

    def __init__(self, paths: Sequence[Path], *, max_entries: int | None) -> None:
        self.paths = tuple(paths)
        self._max_entries = max_entries

    def signature(self) -> str:
        """What they look like from outside; cheap, and another one after a change."""
        return compute_signature(self.paths)

    def scan(self, *, with_meaning: bool) -> tuple[list[Path], str]:
        """The files, and a name for what they say; raises GlossaryError."""
        files = list_glossary_files(self.paths)
        try:
            return files, fingerprint(files, with_meaning=with_meaning)
        except OSError:
            self._load(files)  # says of every file what is wrong
            raise

    def load(
        self, files: Sequence[Path], name: str, *, with_meaning: bool
    ) -> tuple[Glossary, ...]:
        """The glossaries in the files of this name; raises as `keep` and GlossaryError.

        They may change while they are read: whoever keeps what was made of them has to
        ask `keep` afterwards.
        """
        try:
            return self._load(files)
        except GlossaryError:
            self.check_unchanged(name, with_meaning=with_meaning)
            raise

    def check_unchanged(self, name: str, *, with_meaning: bool) -> None:
        """Raise ChangingFilesError unless the files still are what the name says."""
        if self.scan(with_meaning=with_meaning)[1] != name:
            raise ChangingFilesError(
                "The glossary's files change while they are read. Try again when they "
                "are complete."
            )

    def _load(self, files: Sequence[Path]) -> tuple[Glossary, ...]:
        return load_glossaries(files, max_entries=self._max_entries)
