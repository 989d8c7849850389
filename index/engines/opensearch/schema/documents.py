"""The documents of a generation in OpenSearch, made from glossaries.

An entry, each of its designations and each word of the vocabulary is a document; what
the ranking needs of it is `stored` and comes back as it was put in.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from index.analysis.alphabet import first_letter
from index.analysis.analyzers import Languages
from index.analysis.definitions import ParsedDefinition, parse_definition
from index.analysis.phonetics import PhoneticEncoder
from index.analysis.word_vectors import WordVectors
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
from index.engines.opensearch.schema.mapping import LONGEST, Kind
from index.engines.opensearch.schema.name_fields import (
    form_fields,
    form_stored,
    word_fields,
    word_stored,
)
from index.engines.opensearch.schema.term_stats import TermCount, term_stats_parts
from index.engines.opensearch.schema.term_weights import EntryWeights, entry_weights
from index.model.glossary import Entry, Glossary, all_entries
from index.storage.entry_store import compute_sort_keys, encode_entry, filter_values
from index.storage.facets import category_key, category_names, count_contents

Document = dict[str, Any]


def documents(
    glossaries: Sequence[Glossary], languages: Languages, vectors: WordVectors | None
) -> Iterator[Document]:
    """Every document of a generation, its `_id` and its `_source`.

    With word vectors they hold what is needed to search by meaning.
    """
    making = _Making(all_entries(glossaries), languages, vectors)
    yield from making.words()
    yield from making.entries()
    yield from making.lexicon()
    contents = making.counted | {"contents": asdict(count_contents(glossaries))}
    yield {"_id": Kind.CONTENTS, "_source": {"kind": Kind.CONTENTS, "stored": contents}}


class _Making:
    """Makes the documents in turn, and counts what the later ones tell of the rest."""

    def __init__(
        self,
        entries: Sequence[Entry],
        languages: Languages,
        vectors: WordVectors | None,
    ) -> None:
        self._all, self._languages = entries, languages
        self._said = [parse_definition(entry.definition.text) for entry in entries]
        self._ear = PhoneticEncoder()
        self._order = compute_sort_keys(entries, self._said)
        self._category_names = category_names(entries)
        self._meaning = (
            MeaningFields(entries, languages, self._said, vectors) if vectors else None
        )
        self._counts = {what: Counter[str]() for what in TermCount}
        self.counted: dict[str, Any] = {
            "languages": [*dict.fromkeys(entry.language.lower() for entry in entries)],
            "meaning": vectors is not None,
            "entries": len(entries),
            "forms": sum(len(entry.designations) for entry in entries),
        }

    def words(self) -> Iterator[Document]:
        """The vocabulary: what unknown words of a question are compared with."""
        language = phonetic_language(self._all)
        used = collect_words(self._all)
        self.counted["words"] = len(used)
        for number, word in enumerate(used):
            self._counts[TermCount.KNOWN][word.text] = 1
            if len(word.text) <= LONGEST:
                yield _word(number, word, language, self._ear)

    def entries(self) -> Iterator[Document]:
        """The entries, each followed by its designations."""
        worth_of_each = entry_weights(self._all, self._languages, self._said)
        each = zip(self._all, worth_of_each, strict=True)
        for number, (entry, worth) in enumerate(each):
            worth.count_in(self._counts)
            filters = _filters(entry)
            yield self._entry(number, entry, worth, filters)
            said = NameForms.of(entry_name_forms(number, entry), self._ear)
            for place in range(len(entry.designations)):
                fields = filters | form_fields(entry, said, place, self._ear)
                stored = form_stored(entry, said, place, self._ear)
                yield _document(Kind.FORM, f"{number}-{place}", fields, stored)

    def lexicon(self) -> Iterator[Document]:
        """What every process keeps of the words."""
        if self._meaning:
            self._counts[TermCount.MEANT] = self._meaning.held
        parts = 0
        for parts, part in enumerate(term_stats_parts(self._counts), 1):
            yield _document(Kind.LEXICON, str(parts), {}, part)
        self.counted["lexicon"] = parts

    def _entry(
        self, number: int, entry: Entry, worth: EntryWeights, filters: Document
    ) -> Document:
        named = self._named(entry, self._said[number])
        fields, stored = self._numbered(number)
        fields |= filters | {
            "id": entry.id,
            "former_ids": list(entry.former_ids),
            "letter": first_letter(entry.headword),
            "category_name": self._category_names[category_key(entry)],
            "keys": list(named),
            "weighed": worth.weighed,
            "rooted": worth.rooted,
        }
        stored |= {
            "names": named,
            "worth": worth.text,
            "entry": encode_entry(entry).decode(),
        }
        return _document(Kind.ENTRY, str(number), fields, stored)

    def _numbered(self, number: int) -> tuple[Document, Document]:
        """What is known of an entry by its number: its order and its meaning."""
        keys = self._order
        columns = keys.alphabetical, keys.definition_group, keys.concept_group
        place, same, concept = (int(column[number]) for column in columns)
        fields: Document = {"number": number, "place": place, "same": same}
        stored: Document = {"number": number, "order": [place, same, concept]}
        if self._meaning:
            fields |= self._meaning.fields(number)
            stored |= self._meaning.stored(number)
        return fields, stored

    def _named(self, entry: Entry, said: ParsedDefinition) -> dict[str, int]:
        """All that an entry may be called, and the best way in which it is so."""
        named: dict[str, int] = {}
        for key, whole in name_keys(entry, self._languages, said.other_names):
            if key and len(key) <= LONGEST:
                named[key] = min(int(whole), named.get(key, int(whole)))
        surest = (key for key, whole in named.items() if whole <= NameMatch.ALSO_CALLED)
        self._counts[TermCount.NAMING].update(surest)
        return named


def _document(kind: Kind, name: str, fields: Document, stored: Document) -> Document:
    source = {"kind": kind, **fields, "stored": stored}
    return {"_id": f"{kind}-{name}", "_source": source}


def _word(
    number: int, word: VocabularyWord, language: str, ear: PhoneticEncoder
) -> Document:
    said = NameForms.of([NameForm(word.text, number, language=language)], ear)
    fields = word_fields(word, said)
    return _document(Kind.WORD, str(number), fields, word_stored(word, said))


def _filters(entry: Entry) -> Document:
    """What filters compare: of a language also all that it begins with."""
    values = filter_values(entry)
    subtags = values["language"].split("-")
    languages = ["-".join(subtags[:end]) for end in range(1, len(subtags) + 1)]
    return values | {"language": languages}


class MeaningFields:
    """The vectors and words of entries; `held` counts the entries of each stem."""

    def __init__(
        self,
        entries: Sequence[Entry],
        languages: Languages,
        said: Sequence[ParsedDefinition],
        vectors: WordVectors,
    ) -> None:
        self._entries, self._languages = entries, languages
        told = zip(entries, said, strict=True)
        self._rows = [entry_words(entry, languages, each) for entry, each in told]
        self._numbers = number_words(self._rows)
        sums = word_sums(self._numbers, vectors)
        parts = encode_parts(self._rows, self._numbers)
        self._vectors = entry_vectors(sums, parts, len(entries))
        stems = {word: languages.stem(word) for word in self._numbers}
        self.held: Counter[str] = count_stems(self._rows, stems)

    def fields(self, number: int) -> dict[str, Any]:
        """How an entry is found by what it means; no word has no direction."""
        vector = self._vectors[number]
        return {"meaning": vector.tolist()} if np.any(vector) else {}

    def stored(self, number: int) -> dict[str, Any]:
        """What is needed to compare an entry word by word."""
        names = name_words(self._entries[number], self._languages)
        known = [[word for word in name if word in self._numbers] for name in names]
        return {
            "vector": b64encode(self._vectors[number].astype("<f2").tobytes()).decode(),
            "parts": [" ".join(part) for part in self._rows[number]],
            "named": [" ".join(name) for name in known],
        }
