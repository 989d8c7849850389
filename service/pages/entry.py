"""Entry page: its metadata, with links to the same entry in other languages."""

from index.analysis.definitions import parse_definition
from index.model.glossary import Entry
from service.http.links import entry_path
from service.pages.layout import Alternate, PageContext, PageMeta
from service.pages.structured_data import structured_entry

_MAX_DESCRIPTION = 160  # characters that search engines show
_MAX_QUERY = 60  # characters of an unknown ID to search for; a longer search costs more


def entry_meta(entry: Entry, context: PageContext) -> PageMeta:
    """Return the metadata of an entry's page."""
    return PageMeta(
        title=f"{entry.headword} · {context.title}",
        description=_description(entry),
        canonical=entry_path(entry.id),
        alternates=_alternates(entry),
        kind="article",
        structured_data=structured_entry(
            entry, context.contents.glossaries, context.links, context.identity
        ),
    )


def id_to_query(entry_id: str) -> str:
    """Convert an ID that does not exist to a query, as IDs are made from headwords."""
    words = entry_id.replace("-", " ").replace("_", " ").split()
    return " ".join(words)[:_MAX_QUERY].strip()


def _description(entry: Entry) -> str:
    text = " ".join(parse_definition(entry.definition.text).explanation.split())
    return text if len(text) <= _MAX_DESCRIPTION else f"{text[: _MAX_DESCRIPTION - 1]}…"


def _alternates(entry: Entry) -> tuple[Alternate, ...]:
    if not entry.translations:
        return ()
    own = (entry.language, entry_path(entry.id))
    others = [(each.language, entry_path(each.id)) for each in entry.translations]
    return (own, *others, ("x-default", own[1]))
