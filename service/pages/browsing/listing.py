"""Lists of entries: those of a letter, of a category, or all, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import accumulate

from index.analysis.alphabet import ALPHABET, first_letter, section
from index.analysis.definitions import parse_definition
from index.model.backend import Backend
from index.model.glossary import Entry
from index.model.query import Selection
from index.model.results import Category, Listing
from service.http.links import start_path
from service.pages.browsing.pagination import PageRange, paginate
from service.pages.layout import PageContext, PageMeta
from service.pages.parameters import StartParameters
from service.pages.structured_data import structured_glossaries

_MAX_CATEGORIES = 24  # readers scan no more; the others have a page of their own
_MAX_SECTIONS = 60  # links; a letter of another script can have hundreds
_MAX_SUMMARY = 200  # characters; short enough to scan a list
_MAX_ROW = 90  # characters; a line on a desktop, two on a phone


@dataclass(frozen=True, slots=True)
class Group:
    """Entries with the same first letter or, within a letter, section."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """First letters that entries share, with a link to the first of these entries."""

    name: str
    entries: int
    link: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Page of a list; `letters` have entries in the chosen category."""

    params: StartParameters
    total: int
    letters: tuple[str, ...]
    categories: tuple[Category, ...]
    category_count: int
    sections: tuple[Section, ...]
    groups: tuple[Group, ...]
    page_range: PageRange


def list_page(
    backend: Backend, context: PageContext, params: StartParameters
) -> ListPage:
    """Return the page of the list that begins at the offset."""
    selection = params.to_selection()
    listing = backend.browse(selection)
    categories = _categories(backend, params)
    link = _offset_link(context, params)
    return ListPage(
        params=params,
        total=listing.total,
        letters=tuple(listing.letters),
        categories=largest_categories(categories),
        category_count=len(categories),
        sections=_sections(listing, selection, link),
        groups=_groups(listing, selection),
        page_range=paginate(
            selection.offset,
            selection.limit,
            len(listing.entries),
            listing.total,
            link,
        ),
    )


def list_meta(context: PageContext, params: StartParameters) -> PageMeta:
    """Return the metadata of a list."""
    letter = letter_name(context, params.letter) if params.letter else None
    parts = [params.category, letter, context.title]
    return PageMeta(
        title=" · ".join(part for part in parts if part),
        description=context.t.plain("description"),
        canonical=start_path(
            params.model_dump(exclude={"limit"}, exclude_defaults=True)
        ),
        structured_data=structured_glossaries(
            context.glossaries, context.links, context.identity
        ),
    )


def letter_name(context: PageContext, letter: str) -> str:
    """Return the name of a letter of the alphabet, such as `A` or `0–9 and more`."""
    return context.t.plain("other_letters") if letter == "other" else letter.upper()


def group_by_letter(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Group entries in alphabetical order by first letter, `other` last."""
    by_letter: dict[str, list[Entry]] = {letter: [] for letter in ALPHABET}
    for entry in entries:
        by_letter[first_letter(entry.headword)].append(entry)
    return tuple(
        Group(letter, tuple(group)) for letter, group in by_letter.items() if group
    )


def largest_categories(categories: tuple[Category, ...]) -> tuple[Category, ...]:
    """Return the categories with most entries, in alphabetical order."""
    chosen = nlargest(_MAX_CATEGORIES, categories, key=lambda each: each.entries)
    names = {each.name for each in chosen}
    return tuple(each for each in categories if each.name in names)


def section_anchor(name: str) -> str:
    """Return the fragment of a section; of letters only, as it becomes an ID."""
    return "section-" + "-".join(f"{ord(letter):x}" for letter in name)


def summary(entry: Entry) -> str:
    """Return the first sentence of an entry's definition, truncated if long."""
    return _shorten(
        parse_definition(entry.definition.text).first_sentence, _MAX_SUMMARY
    )


def row_summary(entry: Entry) -> str:
    """Return the beginning of the first sentence, for a compact list."""
    return _shorten(parse_definition(entry.definition.text).first_sentence, _MAX_ROW)


def _shorten(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return f"{text[:length].rpartition(' ')[0] or text[:length]} …"


def _groups(listing: Listing, selection: Selection) -> tuple[Group, ...]:
    """Group entries by section or letter; on a list of one page, by nothing."""
    if listing.total <= selection.limit:
        return (Group("", listing.entries),) if listing.entries else ()
    if selection.letter is None:
        return group_by_letter(listing.entries)
    by_section: dict[str, list[Entry]] = {}
    for entry in listing.entries:
        by_section.setdefault(section(entry.headword), []).append(entry)
    return tuple(Group(name, tuple(group)) for name, group in by_section.items())


def _sections(
    listing: Listing, selection: Selection, link: Callable[[int], str]
) -> tuple[Section, ...]:
    """Return the sections of a letter that needs more than one page."""
    counts = listing.sections
    is_useful = listing.total > selection.limit and len(counts) <= _MAX_SECTIONS
    if not is_useful:
        return ()
    return tuple(
        Section(name, counts[name], _section_link(name, start, selection.limit, link))
        for name, start in _starts(counts).items()
        if name
    )


def _starts(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the position of the first entry of each section."""
    return dict(zip(counts, accumulate(counts.values(), initial=0), strict=False))


def _section_link(name: str, start: int, size: int, link: Callable[[int], str]) -> str:
    return f"{link(start - start % size)}#{section_anchor(name)}"


def _categories(backend: Backend, params: StartParameters) -> tuple[Category, ...]:
    """Return the categories beside the chosen one, if one is chosen."""
    if not params.category:
        return ()
    every = replace(params.to_filters(), category=None)
    return backend.browse(Selection(limit=1, filters=every)).categories


def _offset_link(context: PageContext, params: StartParameters) -> Callable[[int], str]:
    def link(offset: int) -> str:
        return context.start(
            category=params.category, letter=params.letter, offset=offset
        )

    return link
