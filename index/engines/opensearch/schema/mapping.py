"""How an index of ours is set up in OpenSearch: its settings, fields and analysis.

Tokens, codes and beginnings come ready from the modules that every engine shares, or
are cut by n-grams; so a word is the same word here as there. One index holds all the
documents of a generation, told apart by their `kind`.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from index.analysis.analyzers import Languages
from index.channels.bm25f import K1
from index.model.glossary import Glossary

SCHEMA = 1
SCALE = 100  # what one mention is worth, as a frequency: a whole number
MOST_LETTERS = 32  # of a beginning; who types more has said enough
LONGEST = 1_000  # characters of a key; no question has more, folded
WIDTH = 256  # numbers of a vector
DEEPEST = 10_000  # places into a sorted list that one search reaches
_A_SHARD = 300_000  # entries; less is answered faster by one
_MOST_SHARDS = 12


class Kind(StrEnum):
    """What a document is."""

    ENTRY = "entry"
    FORM = "form"  # a designation, to be found by something like it
    WORD = "word"  # of the vocabulary, or a usual pair
    LEXICON = "lexicon"
    CONTENTS = "contents"


_EXACT = {"type": "keyword", "doc_values": False, "norms": False}
_COUNTED = {"type": "keyword", "norms": False}
_NUMBER = {"type": "integer"}
_WORTH = {
    "type": "text",
    "analyzer": "worth",
    "search_analyzer": "whitespace",
    "index_options": "freqs",
    "norms": False,
    "similarity": "worth",
}
_GRAMS = {"type": "text", "analyzer": "grams", "index_options": "freqs"}
_GRAMS |= {"similarity": "likeness"}
_BEGINS = {
    "type": "text",
    "analyzer": "beginnings",
    "search_analyzer": "keyword",
    "index_options": "docs",
    "norms": False,
}


def index_body(
    glossaries: Sequence[Glossary],
    languages: Languages,
    *,
    meaning: bool,
) -> dict[str, Any]:
    """Settings and mappings of an index for these glossaries."""
    entries = sum(len(glossary.entries) for glossary in glossaries)
    shards = min(1 + entries // _A_SHARD, _MOST_SHARDS)
    return {
        "settings": _settings(shards, meaning=meaning),
        "mappings": _mappings(meaning=meaning),
    }


def _settings(shards: int, *, meaning: bool) -> dict[str, Any]:
    return {
        "index": {
            "number_of_shards": shards,
            "auto_expand_replicas": "0-2",
            "max_result_window": DEEPEST,
            **({"knn": True} if meaning else {}),
        },
        "similarity": {
            # BM25F: fields are weighed and diluted before; what is left is to saturate
            "worth": {"type": "BM25", "k1": K1 * SCALE, "b": 0},
            "likeness": {"type": "BM25", "k1": 1.2, "b": 0.75},
        },
        "analysis": {
            "analyzer": {
                "worth": _analyzer("whitespace", "worth"),
                "grams": _analyzer("grams"),
                "beginnings": _analyzer("keyword", "beginnings"),
            },
            "tokenizer": {"grams": {"type": "ngram", "min_gram": 3, "max_gram": 3}},
            "filter": {
                "worth": {"type": "delimited_term_freq", "delimiter": "|"},
                "beginnings": {
                    "type": "edge_ngram",
                    "min_gram": 1,
                    "max_gram": MOST_LETTERS,
                },
            },
        },
    }


def _analyzer(tokenizer: str, *filters: str) -> dict[str, Any]:
    return {"type": "custom", "tokenizer": tokenizer, "filter": list(filters)}


def _mappings(*, meaning: bool) -> dict[str, Any]:
    """Every field; only what is `stored` comes back with an answer."""
    return {
        "dynamic": "strict",
        "_source": {"includes": ["stored"]},
        "_meta": {"schema": SCHEMA},
        "properties": {
            "stored": {"type": "object", "enabled": False},
            "kind": _EXACT,
            **_FILTERS,
            **_ENTRY,
            **_FORM,
            **_WORD,
            **({"meaning": _VECTOR} if meaning else {}),
        },
    }


_FILTERS = {
    "language": _EXACT,  # with all that it begins with: "en" and "en-gb"
    "audience": _EXACT,
    "category": _COUNTED,
    "glossary": _EXACT,
}
_ENTRY = {
    "id": _EXACT,
    "former_ids": _EXACT,
    "number": _NUMBER,
    "place": _NUMBER,
    "same": _NUMBER,
    "letter": _COUNTED,
    "category_name": _COUNTED,
    "keys": _EXACT,  # whole designations
    "weighed": _WORTH,  # tokens
    "rooted": _WORTH,
}
_FORM = {
    "whole": _EXACT,
    "letters": _GRAMS,
    "sound": _GRAMS,
    "cost": {"type": "float"},
    "begins": _BEGINS,
    "begins_later": _BEGINS,  # from a later word on
    "begins_respelled": _BEGINS,
    "begins_heard": _BEGINS,
}
_WORD = {"word": _EXACT, "word_letters": _GRAMS, "word_sound": _GRAMS}
_VECTOR = {
    "type": "knn_vector",
    "dimension": WIDTH,
    "method": {
        "name": "hnsw",
        "engine": "lucene",
        "space_type": "cosinesimil",
        "parameters": {"m": 16, "ef_construction": 128},
    },
}
Stored = Mapping[str, Any]
