"""Settings, fields and analyzers of an index.

Tokens and phonetic codes come ready from the modules that all engines share, and only
n-grams are cut here, so that engines agree on what a word is. One index has all
documents of a generation; `kind` tells them apart.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from index.analysis.analyzers import Languages
from index.channels.bm25f import K1
from index.model.glossary import Glossary

SCHEMA = 1
SCALE = 100  # frequencies are whole numbers: 100 stands for a weight of 1
MAX_PREFIX_LETTERS = 32  # longer prefixes are cut
MAX_KEY_LENGTH = 1_000  # characters; no folded query is longer
VECTOR_WIDTH = 256
MAX_RESULT_WINDOW = 10_000  # offset plus size of a search
_ENTRIES_PER_SHARD = 300_000  # up to here, one shard answers faster than two
_MAX_SHARDS = 12


class Kind(StrEnum):
    """Kind of a document."""

    ENTRY = "entry"
    FORM = "form"  # a designation, found by similar ones and by prefixes
    WORD = "word"  # of the vocabulary, or a frequent pair of words
    TERM_STATS = "lexicon"
    NAMES = "names"  # a part of the columns of the names of all entries
    METADATA = "contents"


_EXACT = {"type": "keyword", "doc_values": False, "norms": False}
_AGGREGATED = {"type": "keyword", "norms": False}
_NUMBER = {"type": "integer"}
_WEIGHTED = {
    "type": "text",
    "analyzer": "worth",
    "search_analyzer": "whitespace",
    "index_options": "freqs",
    "norms": False,
    "similarity": "worth",
}
_GRAMS = {"type": "text", "analyzer": "grams", "index_options": "freqs"}
_GRAMS |= {"similarity": "likeness"}
_PREFIXES = {
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
    """Return settings and mappings of an index for these glossaries."""
    entries = sum(len(glossary.entries) for glossary in glossaries)
    shards = min(1 + entries // _ENTRIES_PER_SHARD, _MAX_SHARDS)
    return {
        "settings": _settings(shards, meaning=meaning),
        "mappings": _mappings(meaning=meaning),
    }


def _settings(shards: int, *, meaning: bool) -> dict[str, Any]:
    return {
        "index": {
            "number_of_shards": shards,
            "auto_expand_replicas": "0-2",
            "max_result_window": MAX_RESULT_WINDOW,
            **({"knn": True} if meaning else {}),
        },
        "similarity": {
            # BM25F: field weights and length norms are applied before, so b is 0
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
                    "max_gram": MAX_PREFIX_LETTERS,
                },
            },
        },
    }


def _analyzer(tokenizer: str, *filters: str) -> dict[str, Any]:
    return {"type": "custom", "tokenizer": tokenizer, "filter": list(filters)}


def _mappings(*, meaning: bool) -> dict[str, Any]:
    """Return every field; only `stored` is returned by searches."""
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
    "language": _EXACT,  # with its prefixes: "en" and "en-gb"
    "audience": _EXACT,
    "category": _AGGREGATED,
    "glossary": _EXACT,
    "code": _EXACT,  # alone and with its system
}
_ENTRY = {
    "id": _EXACT,
    "former_ids": _EXACT,
    "number": _NUMBER,
    "place": _NUMBER,
    "same": _NUMBER,
    "letter": _AGGREGATED,
    "section": _AGGREGATED,
    "category_name": _AGGREGATED,
    "keys": _EXACT,  # whole names
    "weighed": _WEIGHTED,  # tokens
    "rooted": _WEIGHTED,
}
_FORM = {
    "whole": _EXACT,
    "letters": _GRAMS,
    "sound": _GRAMS,
    "cost": {"type": "float"},
    "begins": _PREFIXES,
    "begins_later": _PREFIXES,  # from a later word on
    "begins_respelled": _PREFIXES,
    "begins_heard": _PREFIXES,
}
_WORD = {"word": _EXACT, "word_letters": _GRAMS, "word_sound": _GRAMS}
_VECTOR = {
    "type": "knn_vector",
    "dimension": VECTOR_WIDTH,
    "method": {
        "name": "hnsw",
        "engine": "lucene",
        "space_type": "cosinesimil",
        "parameters": {"m": 16, "ef_construction": 128},
    },
}
Stored = Mapping[str, Any]
