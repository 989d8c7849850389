"""The tokens of an entry, field by field, as every search engine weighs them."""

from collections.abc import Mapping, Sequence

from index.bm25f import ROOT_LENGTH, ROOTS, WEIGHTS, Weight
from index.entry import Entry
from index.folding import fold
from index.languages import Languages
from index.sentences import statement

SAID = tuple(field for field in WEIGHTS if field not in ("hidden_forms", "respelling"))
ROOT_FIELDS = {field: f"{field}_root" for field in ROOTS}
FIELDS: Mapping[str, Weight] = dict(WEIGHTS) | {
    root: WEIGHTS[field] for field, root in ROOT_FIELDS.items()
}


def field_tokens(entry: Entry, languages: Languages) -> dict[str, list[str]]:
    """The tokens of each field that is searched; syllables stay as they are."""
    tokens = languages.analyzer(entry.language).tokens
    said = statement(entry.definition.text)
    found = {
        "headword": tokens(entry.headword),
        "abbreviations": tokens(" ".join(entry.abbreviations)),
        "variants": tokens(" ".join(entry.variants)),
        "hidden_forms": tokens(" ".join(entry.hidden_forms)),
        "stated": tokens(" ".join(said.names)),
        "first": tokens(said.first),
        "rest": tokens(said.rest),
        "respelling": fold(entry.respelling or "").split(),
    }
    return found | {root: _roots(found[field]) for field, root in ROOT_FIELDS.items()}


def _roots(tokens: Sequence[str]) -> list[str]:
    return [token[:ROOT_LENGTH] for token in tokens if len(token) >= ROOT_LENGTH]
