"""The documents of an index, built from glossaries.

An entry, each of its names and each word of the vocabulary is a document. What search
needs of it afterwards is `stored`, which OpenSearch returns as it was.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from index.analysis.alphabet import first_letter, section
from index.analysis.analyzers import Languages
from index.analysis.definitions import ParsedDefinition, parse_definition
from index.analysis.phonetics import PhoneticEncoder
from index.analysis.word_vectors import WordVectors
from index.annotation.column_builder import build_name_columns
from index.channels.exact import NameMatch, name_keys
from index.channels.name_forms import (
    NameForm,
    NameForms,
    entry_name_forms,
    phonetic_language,
)
from index.channels.semantic_writer import (
    count_stems,
    encode_parts,
    entry_vectors,
    entry_words,
    name_words,
    number_words,
    word_sums,
)
from index.channels.vocabulary import VocabularyWord, collect_words
from index.engines.opensearch.schema.mapping import MAX_KEY_LENGTH, Kind
from index.engines.opensearch.schema.name_columns import name_column_parts
from index.engines.opensearch.schema.name_fields import (
    name_fields,
    stored_name,
    stored_word,
    word_fields,
)
from index.engines.opensearch.schema.term_stats import TermCount, term_stats_parts
from index.engines.opensearch.schema.term_weights import EntryWeights, entry_weights
from index.model.glossary import Entry, Glossary, all_entries
from index.storage.code_index import code_keys
from index.storage.entry_store import compute_sort_keys, encode_entry, filter_values
from index.storage.facets import category_key, category_names, count_contents

Document = dict[str, Any]


def build_documents(
    glossaries: Sequence[Glossary], languages: Languages, vectors: WordVectors | None
) -> Iterator[Document]:
    """Yield every document of an index: its `_id` and its `_source`.

    With word vectors, entries have the fields of the semantic channel.
    """
    builder = _DocumentBuilder(all_entries(glossaries), languages, vectors)
    yield from builder.words()
    yield from builder.entries()
    yield from builder.term_stats()
    yield from builder.names()
    contents = builder.metadata | {"contents": asdict(count_contents(glossaries))}
    yield {"_id": Kind.METADATA, "_source": {"kind": Kind.METADATA, "stored": contents}}


class _DocumentBuilder:
    """Builds the documents in turn; the later ones count what the earlier ones hold."""

    def __init__(
        self,
        entries: Sequence[Entry],
        languages: Languages,
        vectors: WordVectors | None,
    ) -> None:
        self._entries, self._languages = entries, languages
        self._definitions = [
            parse_definition(entry.definition.text) for entry in entries
        ]
        self._encoder = PhoneticEncoder()
        self._sort_keys = compute_sort_keys(entries, self._definitions)
        self._category_names = category_names(entries)
        self._semantic = (
            SemanticFields(entries, languages, self._definitions, vectors)
            if vectors
            else None
        )
        self._counts = {what: Counter[str]() for what in TermCount}
        self.metadata: dict[str, Any] = {
            "languages": [*dict.fromkeys(entry.language.lower() for entry in entries)],
            "meaning": vectors is not None,
            "entries": len(entries),
            "forms": sum(len(entry.designations) for entry in entries),
        }

    def words(self) -> Iterator[Document]:
        """Yield the vocabulary, with which unknown words of a query are compared."""
        language = phonetic_language(self._entries)
        words = collect_words(self._entries)
        self.metadata["words"] = len(words)
        for number, word in enumerate(words):
            self._counts[TermCount.EXACT_FORM][word.text] = 1
            if len(word.text) <= MAX_KEY_LENGTH:
                yield _word(number, word, language, self._encoder)

    def entries(self) -> Iterator[Document]:
        """Yield the entries, each followed by its names."""
        weights = entry_weights(self._entries, self._languages, self._definitions)
        pairs = zip(self._entries, weights, strict=True)
        for number, (entry, entry_weight) in enumerate(pairs):
            entry_weight.count_in(self._counts)
            filters = _filters(entry)
            yield self._entry(number, entry, entry_weight, filters)
            forms = NameForms.of(entry_name_forms(number, entry), self._encoder)
            for place in range(len(entry.designations)):
                fields = filters | name_fields(entry, forms, place, self._encoder)
                stored = stored_name(entry, forms, place, self._encoder)
                yield _document(Kind.FORM, f"{number}-{place}", fields, stored)

    def term_stats(self) -> Iterator[Document]:
        """Yield the term statistics, which every process loads whole."""
        if self._semantic:
            self._counts[TermCount.SEMANTIC] = self._semantic.stem_counts
        parts = 0
        for parts, part in enumerate(term_stats_parts(self._counts), 1):
            yield _document(Kind.TERM_STATS, str(parts), {}, part)
        self.metadata["lexicon"] = parts

    def names(self) -> Iterator[Document]:
        """Yield the columns of the names, which processes load when they annotate."""
        parts = 0
        columns = build_name_columns(self._entries)
        for parts, part in enumerate(name_column_parts(columns), 1):
            yield _document(Kind.NAMES, str(parts), {}, part)
        self.metadata["name_parts"] = parts

    def _entry(
        self, number: int, entry: Entry, weights: EntryWeights, filters: Document
    ) -> Document:
        names = self._name_kinds(entry, self._definitions[number])
        fields, stored = self._sort_fields(number)
        fields |= filters | {
            "id": entry.id,
            "former_ids": list(entry.former_ids),
            "letter": first_letter(entry.headword),
            "section": section(entry.headword),
            "category_name": self._category_names[category_key(entry)],
            "keys": list(names),
            "weighed": weights.token_frequencies,
            "rooted": weights.root_frequencies,
        }
        stored |= {
            "names": names,
            "worth": weights.text,
            "entry": encode_entry(entry).decode(),
        }
        return _document(Kind.ENTRY, str(number), fields, stored)

    def _sort_fields(self, number: int) -> tuple[Document, Document]:
        """Return the indexed and stored fields of an entry's order and meaning."""
        keys = self._sort_keys
        columns = keys.alphabetical, keys.definition_group, keys.concept_group
        place, same, concept = (int(column[number]) for column in columns)
        fields: Document = {"number": number, "place": place, "same": same}
        stored: Document = {"number": number, "order": [place, same, concept]}
        if self._semantic:
            fields |= self._semantic.fields(number)
            stored |= self._semantic.stored(number)
        return fields, stored

    def _name_kinds(self, entry: Entry, definition: ParsedDefinition) -> dict[str, int]:
        """Return the best `NameMatch` of each key by which an entry is looked up."""
        kinds: dict[str, int] = {}
        for key, kind in name_keys(entry, self._languages, definition.other_names):
            if key and len(key) <= MAX_KEY_LENGTH:
                kinds[key] = min(int(kind), kinds.get(key, int(kind)))
        names = (key for key, kind in kinds.items() if kind <= NameMatch.ALSO_CALLED)
        self._counts[TermCount.NAME].update(names)
        return kinds


def _document(kind: Kind, name: str, fields: Document, stored: Document) -> Document:
    source = {"kind": kind, **fields, "stored": stored}
    return {"_id": f"{kind}-{name}", "_source": source}


def _word(
    number: int, word: VocabularyWord, language: str, encoder: PhoneticEncoder
) -> Document:
    forms = NameForms.of([NameForm(word.text, number, language=language)], encoder)
    fields = word_fields(word, forms)
    return _document(Kind.WORD, str(number), fields, stored_word(word, forms))


def _filters(entry: Entry) -> Document:
    """Return the fields that filters compare: languages with all their prefixes."""
    values = filter_values(entry)
    subtags = values["language"].split("-")
    languages = ["-".join(subtags[:end]) for end in range(1, len(subtags) + 1)]
    codes = [each for each in code_keys(entry) if len(each) <= MAX_KEY_LENGTH]
    audiences = list(entry.audiences)
    return values | {"language": languages, "code": codes, "audience": audiences}


class SemanticFields:
    """Vectors and words of entries; `stem_counts` counts the entries of each stem."""

    def __init__(
        self,
        entries: Sequence[Entry],
        languages: Languages,
        definitions: Sequence[ParsedDefinition],
        vectors: WordVectors,
    ) -> None:
        self._entries, self._languages = entries, languages
        pairs = zip(entries, definitions, strict=True)
        self._rows = [entry_words(entry, languages, each) for entry, each in pairs]
        self._numbers = number_words(self._rows)
        sums = word_sums(self._numbers, vectors)
        parts = encode_parts(self._rows, self._numbers)
        self._vectors = entry_vectors(sums, parts, len(entries))
        stems = {word: languages.stem(word) for word in self._numbers}
        self.stem_counts: Counter[str] = count_stems(self._rows, stems)

    def fields(self, number: int) -> dict[str, Any]:
        """Return the indexed vector of an entry, if any of its words has one."""
        vector = self._vectors[number]
        return {"meaning": vector.tolist()} if np.any(vector) else {}

    def stored(self, number: int) -> dict[str, Any]:
        """Return what is stored to align an entry with a query word by word."""
        names = name_words(self._entries[number], self._languages)
        numbered = [[word for word in name if word in self._numbers] for name in names]
        return {
            "vector": b64encode(self._vectors[number].astype("<f2").tobytes()).decode(),
            "parts": [" ".join(part) for part in self._rows[number]],
            "named": [" ".join(name) for name in numbered],
        }
