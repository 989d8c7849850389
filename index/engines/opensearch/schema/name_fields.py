"""Fields of names and vocabulary words, indexed by letters, sounds and prefixes."""

from collections.abc import Mapping, Sequence
from typing import Any

from index.analysis import phonetics as sounds
from index.analysis.folding import fold
from index.autocomplete.completer import kind_cost
from index.channels.name_forms import NameForms
from index.channels.vocabulary import VocabularyWord
from index.engines.opensearch.schema.mapping import MAX_KEY_LENGTH, MAX_PREFIX_LETTERS
from index.model.glossary import Entry

Fields = dict[str, Any]
Stored = Mapping[str, Any]


def gram_text(text: str) -> str:
    """Mark the ends of a text to be cut into grams; its start weighs more."""
    return f"^^{text}$" if text else ""


def name_fields(
    entry: Entry, forms: NameForms, place: int, encoder: sounds.PhoneticEncoder
) -> Fields:
    """Return the indexed fields of a name; `forms` has all names of its entry."""
    designation = entry.designations[place]
    folded = fold(designation.text)
    respelled = fold(entry.respelling or "") if not place else ""
    codes = suffix_codes(entry, folded, respelled, encoder)
    return _fuzzy_fields("", forms, place) | {
        "whole": forms.letters[place][:MAX_KEY_LENGTH],
        "cost": kind_cost(designation.kind) + len(folded),
        "begins": folded[:MAX_PREFIX_LETTERS],
        "begins_later": [_truncate(text) for text in word_suffixes(folded)[1:]],
        "begins_respelled": _truncate(respelled.replace(" ", "")),
        "begins_heard": [*map(_truncate, codes)],
    }


def stored_name(
    entry: Entry, forms: NameForms, place: int, encoder: sounds.PhoneticEncoder
) -> Fields:
    """Return what is stored of a name, to compare and to complete it."""
    designation = entry.designations[place]
    respelled = fold(entry.respelling or "") if not place else ""
    codes = suffix_codes(entry, "", respelled, encoder)
    return {
        "owner": forms.owners[place],
        "place": place,
        "text": fold(designation.text),
        "said": respelled,
        "heard": codes[-1] if respelled and codes else "",
        "standing": kind_cost(designation.kind),
        "spelled": forms.codes[place],
        "respelled": forms.respelling_codes[place],
    }


def word_fields(word: VocabularyWord, forms: NameForms) -> Fields:
    """Return the indexed fields of a vocabulary word."""
    return _fuzzy_fields("word_", forms, 0) | {"word": forms.letters[0]}


def stored_word(word: VocabularyWord, forms: NameForms) -> Fields:
    """Return what is stored of a vocabulary word, to compare it."""
    return {
        "use": list(word),
        "spelled": forms.codes[0],
        "respelled": forms.respelling_codes[0],
    }


def decode_names(stored: Sequence[Stored]) -> NameForms:
    """Return the forms of stored names."""
    return NameForms(
        [each["owner"] for each in stored],
        [each["place"] for each in stored],
        [each["text"].replace(" ", "") for each in stored],
        [each["spelled"] for each in stored],
        [each["respelled"] for each in stored],
    )


def decode_words(stored: Sequence[Stored]) -> tuple[NameForms, list[VocabularyWord]]:
    """Return the forms of stored vocabulary words, and the words."""
    words = [VocabularyWord(*each["use"]) for each in stored]
    forms = NameForms(
        range(len(stored)),
        [0] * len(stored),
        [word.text.replace(" ", "") for word in words],
        [each["spelled"] for each in stored],
        [each["respelled"] for each in stored],
    )
    return forms, words


def word_suffixes(folded: str) -> list[str]:
    """Return a name from its first word on, from its second word on, and so on."""
    words = folded.split()
    return [" ".join(words[start:]) for start in range(len(words))]


def suffix_codes(
    entry: Entry, folded: str, respelled: str, encoder: sounds.PhoneticEncoder
) -> list[str]:
    """Return the phonetic codes of a name's suffixes, and of its respelling."""
    if not sounds.supports(entry.language):
        return []
    codes = [encoder.phonetic_code(text) for text in word_suffixes(folded)]
    if respelled:
        codes.append(encoder.respelling_code(entry.respelling or ""))
    return [code for code in codes if code]


def _fuzzy_fields(prefix: str, forms: NameForms, at: int) -> Fields:
    consonants = {
        sounds.consonant_key(code)
        for code in (forms.codes[at], forms.respelling_codes[at])
    }
    return {
        f"{prefix}letters": gram_text(forms.letters[at][:MAX_KEY_LENGTH]),
        f"{prefix}sound": [
            gram_text(each[:MAX_KEY_LENGTH]) for each in sorted(consonants) if each
        ],
    }


def _truncate(text: str) -> str:
    return text[:MAX_PREFIX_LETTERS]
