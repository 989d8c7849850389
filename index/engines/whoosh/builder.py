"""Write the files of a Whoosh index."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from index.analysis.analyzers import Languages
from index.analysis.definitions import ParsedDefinition, parse_definition
from index.analysis.phonetics import PhoneticEncoder
from index.analysis.word_vectors import WordVectors
from index.autocomplete.precomputed import write_precomputed
from index.autocomplete.prefix_index import write_prefix_index
from index.channels.exact import write_name_index
from index.channels.fuzzy import write_fuzzy_names
from index.channels.name_forms import name_forms, phonetic_language
from index.channels.semantic_writer import write_semantic_index
from index.channels.vocabulary import write_vocabulary
from index.engines.progress import Advance, Progress
from index.engines.whoosh.lexical import write_words
from index.engines.whoosh.parallel import has_second_core, run_in_fork
from index.model.glossary import Entry, Glossary, all_entries
from index.storage.entry_store import write_entry_store
from index.storage.facets import write_contents

_WORTH_A_FORK = 1_000  # entries; fewer are done before a second process has begun


def write_index(
    folder: Path,
    glossaries: Sequence[Glossary],
    vectors: WordVectors | None,
    progress: Progress,
) -> None:
    """Build everything that `WhooshBackend` opens.

    Without word vectors nothing will be found by meaning. Where it pays, two processes
    do one half each.
    """
    entries = all_entries(glossaries)
    count = len(entries)
    forked = count >= _WORTH_A_FORK and has_second_core()
    with _uncollected():
        languages = Languages(entry.language for entry in entries)
        said = [parse_definition(entry.definition.text) for entry in entries]
        texts = partial(_write_texts, folder, entries, languages, said, vectors)
        with run_in_fork(texts, count, forked=forked) as finish:
            ear = PhoneticEncoder()
            with progress.counting("Indexing the names of", count):
                write_contents(folder, glossaries)
                write_entry_store(folder, entries, said)
                write_name_index(folder, entries, languages, said)
                write_prefix_index(folder, entries, ear)
                write_precomputed(folder)
                write_fuzzy_names(folder, "names", name_forms(entries), ear)
            with progress.counting("Indexing the vocabulary of", count):
                write_vocabulary(folder, entries, phonetic_language(entries), ear)
            with progress.counting("Indexing the words of", count) as advance:
                finish(advance)


def _write_texts(
    folder: Path,
    entries: Sequence[Entry],
    languages: Languages,
    said: Sequence[ParsedDefinition],
    vectors: WordVectors | None,
    advance: Advance,
) -> None:
    """The half that needs no other: the words of all texts and what they mean."""
    write_words(folder, entries, languages, said, advance)
    if vectors is not None:
        write_semantic_index(folder, entries, languages, said, vectors)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the search for garbage, as nothing that is written refers to itself.

    It looks at every entry again and again: without it, finding the words of 147,306
    took a third less time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
