"""Start page: A to Z, categories, and the selected entries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.analysis.alphabet import ALPHABET, first_letter
from index.analysis.definitions import parse_definition
from index.model.backend import Backend
from index.model.glossary import Entry
from index.model.query import Filters, Selection
from index.model.results import Category, Listing
from service.http.links import start_path
from service.pages.layout import Alternate, PageContext, PageMeta, PageRange, paginate
from service.pages.parameters import MAX_UNPAGED, StartParameters
from service.pages.structured_data import structured_glossaries

_MAX_SUMMARY = 200  # characters; short enough to scan a list
_MAX_OPEN_CATEGORIES = 24  # more are collapsed, so that entries stay in view


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that begin with the same letter."""

    letter: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class StartPage:
    """Content of the start page; without `page_range` the reader chooses a letter."""

    count: int
    letters: tuple[str, ...]
    letter: str | None
    categories: tuple[Category, ...]
    category: str | None
    groups: tuple[Group, ...]
    page_range: PageRange | None

    @property
    def collapses_categories(self) -> bool:
        """True if there are more categories than readers scan."""
        return len(self.categories) > _MAX_OPEN_CATEGORIES and not self.category


def start_page(
    backend: Backend, context: PageContext, params: StartParameters
) -> StartPage:
    """Return the start page for these parameters."""
    is_chosen = bool(params.letter or params.category or params.offset)
    selection = params.to_selection() if is_chosen else params.unpaged_selection()
    listing = backend.browse(selection)
    is_shown = is_chosen or listing.total <= MAX_UNPAGED
    return StartPage(
        count=sum(listing.letters.values()),
        letters=tuple(listing.letters),
        letter=params.letter,
        categories=_categories(backend, params, listing),
        category=params.category,
        groups=group_by_letter(listing.entries) if is_shown else (),
        page_range=_page_range(context, selection, listing) if is_shown else None,
    )


def start_meta(context: PageContext, params: StartParameters) -> PageMeta:
    """Return the metadata of the start page."""
    t = context.t
    parts = [params.category, _letter_name(context, params.letter), context.title]
    return PageMeta(
        title=" · ".join(part for part in parts if part),
        description=t.plain("description"),
        canonical=start_path(_canonical_params(params)),
        alternates=_alternates(context, params),
        structured_data=structured_glossaries(
            context.glossaries, context.links, context.identity
        ),
    )


def group_by_letter(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Group entries in alphabetical order by first letter, `other` last."""
    by_letter: dict[str, list[Entry]] = {letter: [] for letter in ALPHABET}
    for entry in entries:
        by_letter[first_letter(entry.headword)].append(entry)
    return tuple(
        Group(letter, tuple(group)) for letter, group in by_letter.items() if group
    )


def summary(entry: Entry) -> str:
    """Return the first sentence of an entry's definition, truncated if long."""
    first = parse_definition(entry.definition.text).first_sentence
    if len(first) <= _MAX_SUMMARY:
        return first
    return f"{first[:_MAX_SUMMARY].rpartition(' ')[0] or first[:_MAX_SUMMARY]} …"


def _categories(
    backend: Backend, params: StartParameters, listing: Listing
) -> tuple[Category, ...]:
    """Return all categories, even if the list is filtered by one."""
    if not params.category:
        return listing.categories
    every = replace(params.to_filters(), category=None)
    return backend.browse(Selection(limit=1, filters=every)).categories


def _page_range(
    context: PageContext, selection: Selection, listing: Listing
) -> PageRange:
    return paginate(
        selection.offset,
        selection.limit,
        len(listing.entries),
        listing.total,
        lambda offset: context.start(
            category=selection.filters.category,
            letter=selection.letter,
            offset=offset,
        ),
    )


def _canonical_params(params: StartParameters) -> dict[str, object]:
    present = params.model_dump(exclude={"limit"}, exclude_defaults=True)
    return present | ({"print": "yes"} if params.print else {})


def _letter_name(context: PageContext, letter: str | None) -> str | None:
    if letter == "other":
        return context.t.plain("other_letters")
    return letter.upper() if letter else None


def _alternates(context: PageContext, params: StartParameters) -> tuple[Alternate, ...]:
    """Return the start page in each language, if there are several."""
    is_filtered = params.to_filters() != Filters(language=params.language)
    languages = context.contents.languages
    if is_filtered or params.letter or params.offset or len(languages) < 2:
        return ()
    return (
        *((tag, start_path({"language": tag})) for tag, _ in languages),
        ("x-default", "/"),
    )
