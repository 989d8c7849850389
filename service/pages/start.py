"""The start page: the alphabet, the categories, and the entries asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.analysis.alphabet import ALPHABET, first_letter
from index.analysis.definitions import parse_definition
from index.model.backend import Backend
from index.model.glossary import Entry
from index.model.query import Filters, Selection
from index.model.results import Category, Listing
from service.http.links import start_path
from service.pages.layout import Alternate, Frame, Head, Stretch, stretch
from service.pages.parameters import WHOLE_LIST, StartParameters
from service.pages.structured_data import described_glossaries

_GIST = 200  # characters; what the eye takes in while it runs down a list
_MOST_CATEGORIES_SHOWN = 24  # more are folded away, so that the entries stay near


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that begin with the same letter."""

    letter: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class StartPage:
    """What the start page shows; no `stretch` means that a letter is to be chosen."""

    count: int
    letters: tuple[str, ...]
    letter: str | None
    categories: tuple[Category, ...]
    category: str | None
    groups: tuple[Group, ...]
    stretch: Stretch | None

    @property
    def folds_categories(self) -> bool:
        """Whether there are more categories than a reader looks through."""
        return len(self.categories) > _MOST_CATEGORIES_SHOWN and not self.category


def start_page(backend: Backend, frame: Frame, asked: StartParameters) -> StartPage:
    """The start page for what was asked."""
    is_chosen = bool(asked.letter or asked.category or asked.offset)
    selection = asked.selection() if is_chosen else asked.whole_list()
    listing = backend.browse(selection)
    is_shown = is_chosen or listing.total <= WHOLE_LIST
    return StartPage(
        count=sum(listing.letters.values()),
        letters=tuple(listing.letters),
        letter=asked.letter,
        categories=_categories(backend, asked, listing),
        category=asked.category,
        groups=grouped(listing.entries) if is_shown else (),
        stretch=_stretch(frame, selection, listing) if is_shown else None,
    )


def start_head(frame: Frame, asked: StartParameters) -> Head:
    """What the start page says of itself."""
    words = frame.words
    parts = [asked.category, _shown_letter(frame, asked.letter), frame.title]
    return Head(
        title=" · ".join(part for part in parts if part),
        description=words.plain("description"),
        canonical=start_path(_stated(asked)),
        alternates=_alternates(frame, asked),
        linked_data=described_glossaries(frame.glossaries, frame.links),
    )


def grouped(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Entries in alphabetical order, by letter; what has none comes last."""
    by_letter: dict[str, list[Entry]] = {letter: [] for letter in ALPHABET}
    for entry in entries:
        by_letter[first_letter(entry.headword)].append(entry)
    return tuple(
        Group(letter, tuple(found)) for letter, found in by_letter.items() if found
    )


def gist(entry: Entry) -> str:
    """The first sentence of a definition, cut when it is long."""
    first = parse_definition(entry.definition.text).first
    if len(first) <= _GIST:
        return first
    return f"{first[:_GIST].rpartition(' ')[0] or first[:_GIST]} …"


def _categories(
    backend: Backend, asked: StartParameters, listing: Listing
) -> tuple[Category, ...]:
    """Every category that can be chosen, whichever is."""
    if not asked.category:
        return listing.categories
    every = replace(asked.filters(), category=None)
    return backend.browse(Selection(limit=1, filters=every)).categories


def _stretch(frame: Frame, selection: Selection, listing: Listing) -> Stretch:
    return stretch(
        selection.offset,
        selection.limit,
        len(listing.entries),
        listing.total,
        lambda offset: frame.start(
            category=selection.filters.category,
            letter=selection.letter,
            offset=offset,
        ),
    )


def _stated(asked: StartParameters) -> dict[str, object]:
    stated = asked.model_dump(exclude={"limit"}, exclude_defaults=True)
    return stated | ({"print": "yes"} if asked.print else {})


def _shown_letter(frame: Frame, letter: str | None) -> str | None:
    if letter == "other":
        return frame.words.plain("other_letters")
    return letter.upper() if letter else None


def _alternates(frame: Frame, asked: StartParameters) -> tuple[Alternate, ...]:
    """The glossary in each of its languages, if there are several."""
    beyond = asked.filters() != Filters(language=asked.language)
    languages = frame.contents.languages
    if beyond or asked.letter or asked.offset or len(languages) < 2:
        return ()
    found = [(tag, start_path({"language": tag})) for tag, _ in languages]
    return (*found, ("x-default", "/"))
