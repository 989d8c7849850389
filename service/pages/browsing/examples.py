"""Examples of the start page, taken from the glossary's own entries.

They show what is unusual about this search: a name written as it sounds, another name
in plain words, and an abbreviation all lead to an entry.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from weakref import WeakKeyDictionary

from index.analysis.definitions import parse_definition
from index.analysis.folding import fold
from index.model.backend import Backend
from index.model.glossary import Entry
from index.model.query import Filters, Query, Selection

ExampleKind = Literal["respelling", "variant", "abbreviation"]
_PARTS = 8  # places of the list that are read, so that the cost does not grow with it
_PART_SIZE = 25  # entries
_MAX_LENGTH = 24  # characters; longer examples do not invite to try them
_GOOD_LENGTH = 18  # characters
_GOOD_HEADWORD = 12  # characters
_MIN_DEFINITION = 40  # characters of its first sentence
_MAX_TRIED = 4  # queries of a kind
_MAX_RANK = 3  # of the entry among the results
_MIN_SYLLABLES = 3  # of a name that is easier to write as it sounds
_MAX_LETTERS = 6  # of an abbreviation


@dataclass(frozen=True, slots=True)
class Example:
    """Query that finds the entry from which it is made."""

    kind: ExampleKind
    text: str


@dataclass(frozen=True, slots=True)
class Examples:
    """Queries to try, and entries to look at."""

    queries: tuple[Example, ...] = ()
    entries: tuple[Entry, ...] = ()


class ExampleCatalog:
    """Examples by filters, found once for a generation."""

    def __init__(self) -> None:
        self._found: WeakKeyDictionary[Backend, dict[Filters, Examples]] = (
            WeakKeyDictionary()
        )

    def get(self, backend: Backend, filters: Filters) -> Examples:
        """Return the examples for filters that the start page links to, else none.

        The number of other filters is unlimited, and each would cost some searches.
        """
        if not _is_linked(backend, filters):
            return Examples()
        found = self._found.setdefault(backend, {})
        if filters not in found:
            found[filters] = find_examples(backend, filters)
        return found[filters]


def find_examples(backend: Backend, filters: Filters) -> Examples:
    """Find examples among a few entries of each part of the list."""
    parts = list(_read_parts(backend, filters))
    entries = [entry for part in parts for entry in part]
    return Examples(
        queries=tuple(_queries(backend, filters, entries)),
        entries=tuple(min(part, key=_strangeness) for part in parts),
    )


def respelling_to_query(respelling: str) -> str:
    """Return a respelling as people type it: `noo tro pee nee uh`."""
    return " ".join(respelling.replace("-", " ").lower().split())


def _is_linked(backend: Backend, filters: Filters) -> bool:
    contents = backend.contents()
    languages = (None, *(tag for tag, _ in contents.languages))
    glossaries = (None, *(each.id for each in contents.glossaries))
    rest = Filters(language=filters.language, glossary=filters.glossary)
    return (
        filters.language in languages
        and filters.glossary in glossaries
        and filters == rest
    )


def _read_parts(backend: Backend, filters: Filters) -> Iterator[tuple[Entry, ...]]:
    total = backend.browse(Selection(limit=1, filters=filters)).total
    starts = [total * part // _PARTS for part in range(_PARTS + 1)]
    for start, end in pairwise(starts):
        if start < end:
            size = min(_PART_SIZE, end - start)
            yield backend.browse(Selection(None, size, start, filters)).entries


def _strangeness(entry: Entry) -> tuple[bool, bool, int]:
    """Rank entries with a definition, a respelling, and a short headword first."""
    first = parse_definition(entry.definition.text).first_sentence
    is_short = len(first) < _MIN_DEFINITION
    distance = abs(len(entry.headword) - _GOOD_HEADWORD)
    return is_short, not _is_whole(entry), distance


def _queries(
    backend: Backend, filters: Filters, entries: list[Entry]
) -> Iterator[Example]:
    used: set[str] = set()
    for kind, read in _KINDS.items():
        texts = [(text, entry.id) for entry in entries for text in read(entry)]
        fitting = [each for each in texts if len(each[0]) <= _MAX_LENGTH]
        fitting.sort(key=lambda each: abs(len(each[0]) - _GOOD_LENGTH))
        unused = [each for each in fitting if each[1] not in used]
        for text, entry_id in unused[:_MAX_TRIED]:
            if _finds(backend, Query(text, _MAX_RANK, filters=filters), entry_id):
                used.add(entry_id)
                yield Example(kind, text)
                break


def _finds(backend: Backend, query: Query, entry_id: str) -> bool:
    return any(hit.entry.id == entry_id for hit in backend.search(query).hits)


def _respellings(entry: Entry) -> Iterator[str]:
    respelling = entry.respelling or ""
    is_word = _is_whole(entry) and " " not in respelling
    if is_word and respelling.count("-") >= _MIN_SYLLABLES:
        yield respelling_to_query(respelling)


def _is_whole(entry: Entry) -> bool:
    """Return whether a respelling has no ellipsis, which stands for omitted words."""
    respelling = entry.respelling or "…"
    return respelling.isascii() and "." not in respelling


def _plain_names(entry: Entry) -> Iterator[str]:
    """Yield other names in small letters that share no word with the headword."""
    own = set(fold(entry.headword).split())
    if entry.headword.isupper():
        return  # the other names of an abbreviation are no plainer
    for name in (*entry.variants, *_other_names(entry)):
        is_plain = name.islower() or name[1:].islower()
        if is_plain and " " in name and own.isdisjoint(fold(name).split()):
            yield name


def _other_names(entry: Entry) -> tuple[str, ...]:
    return parse_definition(entry.definition.text).other_names


def _abbreviations(entry: Entry) -> Iterator[str]:
    for name in (*entry.abbreviations, *_other_names(entry)):
        if name.isupper() and name.isalpha() and len(name) <= _MAX_LETTERS:
            yield name


_KINDS: dict[ExampleKind, Callable[[Entry], Iterator[str]]] = {
    "respelling": _respellings,
    "variant": _plain_names,
    "abbreviation": _abbreviations,
}
