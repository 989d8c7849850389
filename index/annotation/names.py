"""Names of entries in all forms in which a text may use them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.annotation.inflections import inflect
from index.annotation.tokens import fold_character, tokenize
from index.model.glossary import Designation, Entry

ANY_CASE = "*"  # in place of an exact spelling
_DROPPED = frozenset('.,:;"()[]')
_POSSESSIVE = re.compile(r"['’ʼ]s\b", re.IGNORECASE)
_LONGEST_ABBREVIATION = 5  # letters; a longer word in capitals is only loud


class NameForm(NamedTuple):
    """Form of a name: folded and exact spellings of its tokens, joined by spaces.

    `exact` is blank if every token is compared in any case.
    """

    folded: str
    exact: str


class _Word(NamedTuple):
    """Token of a name, with its exact spelling unless it is compared in any case."""

    folded: str
    exact: str | None


def name_forms(entry: Entry) -> list[NameForm]:
    """Return the different forms of an entry's designations, without hidden ones."""
    forms = (
        _to_form(words)
        for designation in entry.designations
        if designation.kind != "hidden_forms"
        for written in _written_forms(designation)
        for words in (written, *_inflected_forms(written, entry.language))
    )
    return list(dict.fromkeys(forms))


def _to_form(words: Sequence[_Word]) -> NameForm:
    folded = " ".join(word.folded for word in words)
    if all(word.exact is None for word in words):
        return NameForm(folded, "")
    return NameForm(folded, " ".join(word.exact or ANY_CASE for word in words))


def _written_forms(designation: Designation) -> Iterator[list[_Word]]:
    """Yield the words of a designation, with and without its signs and possessives.

    A designation of gaps alone, such as "/", has no words.
    """
    text = designation.text
    words = _to_words(designation, text)
    if not words:
        return
    yield words
    without_signs = [word for word in words if word.folded not in _DROPPED]
    if without_signs and len(without_signs) < len(words):
        yield without_signs
    if _POSSESSIVE.search(text):
        for written in (_POSSESSIVE.sub("s", text), _POSSESSIVE.sub("", text)):
            if without_ending := _to_words(designation, written):
                yield without_ending


def _to_words(designation: Designation, text: str) -> list[_Word]:
    tokens = tokenize(text)
    exact = [tokens.exact(number) for number in range(len(tokens.folded))]
    is_short = designation.kind == "abbreviations"
    is_letter = len(exact) == 1 and len(exact[0]) == 1
    if not is_short and _is_loud(exact):
        return [_Word(folded, None) for folded in tokens.folded]
    skipped = 0 if is_short or is_letter else 1
    return [
        _Word(folded, each if _has_capital(each[skipped:]) else None)
        for folded, each in zip(tokens.folded, exact, strict=True)
    ]


def _is_loud(exact: Sequence[str]) -> bool:
    """Return whether a name is in capitals without being an abbreviation."""
    longest = max(map(len, exact), default=0)
    return longest > _LONGEST_ABBREVIATION and "".join(exact).isupper()


def _has_capital(exact: str) -> bool:
    return any(fold_character(letter) != letter for letter in exact)


def _inflected_forms(words: Sequence[_Word], language: str) -> Iterator[list[_Word]]:
    for forms in inflect([word.folded for word in words], language):
        if len(forms) == len(words):
            inflected = [*filter(None, map(_inflect_word, words, forms))]
            if len(inflected) == len(words):
                yield inflected


def _inflect_word(word: _Word, form: str) -> _Word | None:
    """Return the form of a word; an exact spelling only gets letters behind it."""
    if word.exact is None:
        return _Word(form, None)
    if not form.startswith(word.folded):
        return None
    return _Word(form, word.exact + form[len(word.folded) :])
