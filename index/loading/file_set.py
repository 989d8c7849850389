"""File set: configured files and folders, fingerprinted by their content."""

from collections.abc import Sequence
from pathlib import Path

from index.loading.column_map import NO_COLUMNS, ColumnMap
from index.loading.loader import compute_signature, list_glossary_files, load_glossaries
from index.model.errors import ChangingFilesError, GlossaryError
from index.model.glossary import Glossary
from index.storage.fingerprint import index_fingerprint


class FileSet:
    """Glossary files and folders, any of which may change at any time.

    `variant` is part of their fingerprint, and so are mapped columns.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        max_entries: int | None,
        variant: str = "",
        columns: ColumnMap = NO_COLUMNS,
    ) -> None:
        self.paths = tuple(paths)
        self._max_entries, self._columns = max_entries, columns
        self._variant = variant + (repr(sorted(columns.items())) if columns else "")

    def signature(self) -> str:
        """Return a cheap signature that differs after every change."""
        return compute_signature(self.paths)

    def scan(self, *, with_meaning: bool) -> tuple[list[Path], str]:
        """List the files and fingerprint their content; raises GlossaryError."""
        files = list_glossary_files(self.paths)
        try:
            return files, index_fingerprint(
                files, with_meaning=with_meaning, variant=self._variant
            )
        except OSError:
            self._load(files)  # raises GlossaryError with the problem of every file
            raise

    def load(
        self, files: Sequence[Path], fingerprint: str, *, with_meaning: bool
    ) -> tuple[Glossary, ...]:
        """Load files that `scan` returned with this fingerprint.

        They may change while they are read, so call `check_unchanged` before using the
        result. Raises GlossaryError or ChangingFilesError.
        """
        try:
            return self._load(files)
        except GlossaryError:
            self.check_unchanged(fingerprint, with_meaning=with_meaning)
            raise

    def check_unchanged(self, fingerprint: str, *, with_meaning: bool) -> None:
        """Raise ChangingFilesError if the files no longer have this fingerprint."""
        if self.scan(with_meaning=with_meaning)[1] != fingerprint:
            raise ChangingFilesError(
                "The glossary files changed while they were read. Try again when they "
                "are complete."
            )

    def _load(self, files: Sequence[Path]) -> tuple[Glossary, ...]:
        return load_glossaries(
            files, max_entries=self._max_entries, columns=self._columns
        )
