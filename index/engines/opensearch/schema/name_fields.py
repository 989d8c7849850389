"""Designations and words as documents: found by letters, sounds and beginnings."""

from collections.abc import Mapping, Sequence
from typing import Any

from index.analysis import phonetics as sounds
from index.analysis.folding import fold
from index.autocomplete.completer import kind_cost
from index.channels.name_forms import NameForms
from index.channels.vocabulary import VocabularyWord
from index.engines.opensearch.schema.mapping import LONGEST, MOST_LETTERS
from index.model.glossary import Entry

Fields = dict[str, Any]
Stored = Mapping[str, Any]


def grams(text: str) -> str:
    """A text to be cut into grams; its beginning weighs more than its end."""
    return f"^^{text}$" if text else ""


def form_fields(
    entry: Entry, said: NameForms, place: int, ear: sounds.PhoneticEncoder
) -> Fields:
    """How a designation is found; `said` is of all designations of the entry."""
    designation = entry.designations[place]
    folded = fold(designation.text)
    respelled = fold(entry.respelling or "") if not place else ""
    heard = codes_from_each_word(entry, folded, respelled, ear)
    return _near_fields("", said, place) | {
        "whole": said.letters[place][:LONGEST],
        "cost": kind_cost(designation.kind) + len(folded),
        "begins": folded[:MOST_LETTERS],
        "begins_later": [_cut(text) for text in from_each_word(folded)[1:]],
        "begins_respelled": _cut(respelled.replace(" ", "")),
        "begins_heard": [*map(_cut, heard)],
    }


def form_stored(
    entry: Entry, said: NameForms, place: int, ear: sounds.PhoneticEncoder
) -> Fields:
    """What is needed of a designation to compare and to complete it."""
    designation = entry.designations[place]
    respelled = fold(entry.respelling or "") if not place else ""
    codes = codes_from_each_word(entry, "", respelled, ear)
    return {
        "owner": said.owners[place],
        "place": place,
        "text": fold(designation.text),
        "said": respelled,
        "heard": codes[-1] if respelled and codes else "",
        "standing": kind_cost(designation.kind),
        "spelled": said.codes[place],
        "respelled": said.respelling_codes[place],
    }


def word_fields(word: VocabularyWord, said: NameForms) -> Fields:
    """How a word of the vocabulary is found."""
    return _near_fields("word_", said, 0) | {"word": said.letters[0]}


def word_stored(word: VocabularyWord, said: NameForms) -> Fields:
    """What is needed of a word to compare it."""
    return {
        "use": list(word),
        "spelled": said.codes[0],
        "respelled": said.respelling_codes[0],
    }


def name_forms_of(stored: Sequence[Stored]) -> NameForms:
    """What designations that were found look and sound like."""
    return NameForms(
        [each["owner"] for each in stored],
        [each["place"] for each in stored],
        [each["text"].replace(" ", "") for each in stored],
        [each["spelled"] for each in stored],
        [each["respelled"] for each in stored],
    )


def word_forms_of(stored: Sequence[Stored]) -> tuple[NameForms, list[VocabularyWord]]:
    """What words that were found look and sound like, and how they are used."""
    used = [VocabularyWord(*each["use"]) for each in stored]
    said = NameForms(
        range(len(stored)),
        [0] * len(stored),
        [word.text.replace(" ", "") for word in used],
        [each["spelled"] for each in stored],
        [each["respelled"] for each in stored],
    )
    return said, used


def from_each_word(folded: str) -> list[str]:
    """A designation from its first word on, from its second word on, and so on."""
    words = folded.split()
    return [" ".join(words[start:]) for start in range(len(words))]


def codes_from_each_word(
    entry: Entry, folded: str, respelled: str, ear: sounds.PhoneticEncoder
) -> list[str]:
    """How a designation sounds from each of its words on, and by its respelling."""
    if not sounds.supports(entry.language):
        return []
    codes = [ear.phonetic_code(text) for text in from_each_word(folded)]
    if respelled:
        codes.append(ear.respelling_code(entry.respelling or ""))
    return [code for code in codes if code]


def _near_fields(prefix: str, said: NameForms, at: int) -> Fields:
    skeletons = {
        sounds.consonant_key(code)
        for code in (said.codes[at], said.respelling_codes[at])
    }
    return {
        f"{prefix}letters": grams(said.letters[at][:LONGEST]),
        f"{prefix}sound": [grams(each[:LONGEST]) for each in sorted(skeletons) if each],
    }


def _cut(text: str) -> str:
    return text[:MOST_LETTERS]
