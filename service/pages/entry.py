"""The page of one entry: what it says of itself, and of the same in other languages."""

from index.analysis.definitions import parse_definition
from index.model.glossary import Entry
from service.http.links import entry_path
from service.pages.layout import Alternate, Frame, Head
from service.pages.structured_data import described_entry

_DESCRIPTION = 160  # characters; what search engines show


def entry_head(entry: Entry, frame: Frame) -> Head:
    """What the page of an entry says of itself."""
    return Head(
        title=f"{entry.headword} · {_glossary_title(entry, frame)}",
        description=_description(entry),
        canonical=entry_path(entry.id),
        alternates=_alternates(entry),
        kind="article",
        linked_data=described_entry(entry, frame.contents.glossaries, frame.links),
    )


def words_of(entry_id: str) -> str:
    """The words that an id was made from, to be searched for."""
    return " ".join(entry_id.replace("-", " ").replace("_", " ").split())[:200]


def _glossary_title(entry: Entry, frame: Frame) -> str:
    found = (t.title for t in frame.contents.glossaries if t.id == entry.glossary)
    return next(found, frame.title)


def _description(entry: Entry) -> str:
    text = " ".join(parse_definition(entry.definition.text).meaning.split())
    return text if len(text) <= _DESCRIPTION else f"{text[: _DESCRIPTION - 1]}…"


def _alternates(entry: Entry) -> tuple[Alternate, ...]:
    if not entry.translations:
        return ()
    own = (entry.language, entry_path(entry.id))
    others = [(each.language, entry_path(each.id)) for each in entry.translations]
    return (own, *others, ("x-default", own[1]))
