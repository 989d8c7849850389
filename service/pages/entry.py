"""The page of one entry: what it says of itself, and of the same in other languages."""

from index.analysis.definitions import parse_definition
from index.model.glossary import Entry
from service.http.links import entry_path
from service.pages.layout import Alternate, PageContext, PageMeta
from service.pages.structured_data import structured_entry

_MAX_DESCRIPTION = 160  # characters; what search engines show


def entry_meta(entry: Entry, context: PageContext) -> PageMeta:
    """What the page of an entry says of itself."""
    return PageMeta(
        title=f"{entry.headword} · {_glossary_title(entry, context)}",
        description=_description(entry),
        canonical=entry_path(entry.id),
        alternates=_alternates(entry),
        kind="article",
        structured_data=structured_entry(
            entry, context.contents.glossaries, context.links
        ),
    )


def id_to_query(entry_id: str) -> str:
    """The words that an id was made from, to be searched for."""
    return " ".join(entry_id.replace("-", " ").replace("_", " ").split())[:200]


def _glossary_title(entry: Entry, context: PageContext) -> str:
    found = (t.title for t in context.contents.glossaries if t.id == entry.glossary)
    return next(found, context.title)


def _description(entry: Entry) -> str:
    text = " ".join(parse_definition(entry.definition.text).explanation.split())
    return text if len(text) <= _MAX_DESCRIPTION else f"{text[: _MAX_DESCRIPTION - 1]}…"


def _alternates(entry: Entry) -> tuple[Alternate, ...]:
    if not entry.translations:
        return ()
    own = (entry.language, entry_path(entry.id))
    others = [(each.language, entry_path(each.id)) for each in entry.translations]
    return (own, *others, ("x-default", own[1]))
