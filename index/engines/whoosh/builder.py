"""Write the files of a Whoosh index."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from index.analysis.analyzers import Languages
from index.analysis.definitions import ParsedDefinition, parse_definition
from index.analysis.phonetics import PhoneticEncoder
from index.analysis.sentence_encoder import SentenceEncoder
from index.analysis.word_vectors import WordVectors
from index.annotation.column_builder import build_name_columns
from index.annotation.name_columns import write_name_columns
from index.autocomplete.precomputed import write_precomputed
from index.autocomplete.prefix_index import write_prefix_index
from index.channels.common_words import write_common_words
from index.channels.exact import write_name_index
from index.channels.fuzzy import write_fuzzy_names
from index.channels.name_forms import name_forms, phonetic_language
from index.channels.semantic_writer import write_semantic_index
from index.channels.sentence_writer import can_encode, write_sentence_index
from index.channels.vocabulary import write_vocabulary
from index.engines.progress import Advance, Progress
from index.engines.whoosh.lexical import write_words
from index.engines.whoosh.parallel import has_second_core, run_in_fork
from index.model.glossary import Entry, Glossary, all_entries
from index.storage.entry_store import write_entry_store
from index.storage.facets import write_contents

_MIN_FORKED_ENTRIES = 1_000  # fewer are indexed before a second process has started


def write_index(
    folder: Path,
    glossaries: Sequence[Glossary],
    vectors: WordVectors | None,
    progress: Progress,
    *,
    sentence_encoder: SentenceEncoder | None = None,
    forked: bool | None = None,
) -> None:
    """Write every file that `WhooshBackend` opens.

    Without word vectors there will be no semantic channel, without an encoder no
    sentence channel. If `forked`, two processes
    write half of the files each; by default, with a second core and enough entries.
    """
    entries = all_entries(glossaries)
    count = len(entries)
    if forked is None:
        forked = count >= _MIN_FORKED_ENTRIES and has_second_core()
    with _garbage_collection_paused():
        languages = Languages(entry.language for entry in entries)
        definitions = [parse_definition(entry.definition.text) for entry in entries]
        texts = partial(_write_texts, folder, entries, languages, definitions, vectors)
        with run_in_fork(texts, count, forked=forked) as finish:
            encoder = PhoneticEncoder()
            with progress.counting("Indexing the names of", count):
                write_contents(folder, glossaries)
                write_entry_store(folder, entries, definitions)
                write_name_index(folder, entries, languages, definitions)
                write_prefix_index(folder, entries, encoder)
                write_precomputed(folder)
                write_fuzzy_names(folder, "names", name_forms(entries), encoder)
            with progress.counting("Indexing the vocabulary of", count):
                write_vocabulary(folder, entries, phonetic_language(entries), encoder)
                write_common_words(folder, languages.tags)
            with progress.counting("Indexing the words of", count) as advance:
                finish(advance)
        if sentence_encoder is not None and can_encode(entries):
            with progress.counting("Encoding the definitions of", count) as advance:
                write_sentence_index(folder, entries, sentence_encoder, advance)


def _write_texts(
    folder: Path,
    entries: Sequence[Entry],
    languages: Languages,
    definitions: Sequence[ParsedDefinition],
    vectors: WordVectors | None,
    advance: Advance,
) -> None:
    """Write the half that needs no other file: words and meanings of all texts."""
    write_words(folder, entries, languages, definitions, advance)
    write_name_columns(folder, build_name_columns(entries))
    if vectors is not None:
        write_semantic_index(folder, entries, languages, definitions, vectors)


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector: a build makes no reference cycles.

    The collector visits every entry again and again: without it, indexing the words of
    147,306 entries took a third less time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
