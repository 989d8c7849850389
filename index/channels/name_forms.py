"""Names and queries in the forms in which the fuzzy channel compares them."""

from collections.abc import Sequence
from typing import NamedTuple

from index.analysis import phonetics
from index.analysis.folding import fold
from index.model.glossary import Entry

_MAX_ABBREVIATION = 5  # a text in capitals of up to so many letters is an abbreviation


class NameForm(NamedTuple):
    """One text that can be meant: owner, designation number, language, and sound."""

    text: str
    owner: int
    designation: int = 0
    language: str = "en"
    respelling: str = ""
    is_abbreviation: bool = False


class NameForms(NamedTuple):
    """Columns of forms to compare: letters, and codes by spelling and respelling."""

    owners: Sequence[int]
    designations: Sequence[int]
    letters: list[str]
    codes: list[str]
    respelling_codes: list[str]

    @classmethod
    def of(
        cls,
        forms: Sequence[NameForm],
        encoder: phonetics.PhoneticEncoder | None = None,
    ) -> "NameForms":
        """Fold and encode forms."""
        encoder = encoder or phonetics.PhoneticEncoder()
        folded = [fold(form.text) for form in forms]
        return cls(
            [form.owner for form in forms],
            [form.designation for form in forms],
            [text.replace(" ", "") for text in folded],
            [
                encoder.phonetic_code(text) if phonetics.supports(form.language) else ""
                for text, form in zip(folded, forms, strict=True)
            ],
            [_respelling_code(form, encoder) for form in forms],
        )


class QueryForms(NamedTuple):
    """A query in the three forms in which it is compared."""

    letters: str
    code: str
    consonants: str

    @classmethod
    def of(cls, text: str) -> "QueryForms":
        """Fold and encode a query."""
        folded = fold(text)
        code = phonetics.phonetic_code(folded)
        return cls(folded.replace(" ", ""), code, phonetics.consonant_key(code))


def phonetic_language(entries: Sequence[Entry]) -> str:
    """Return the first language that has phonetic rules, else the first language."""
    tags = dict.fromkeys(entry.language for entry in entries)
    return next((tag for tag in tags if phonetics.supports(tag)), next(iter(tags)))


def name_forms(entries: Sequence[Entry]) -> list[NameForm]:
    """Return the forms of all entries, which are numbered by their order."""
    return [
        form
        for number, entry in enumerate(entries)
        for form in entry_name_forms(number, entry)
    ]


def entry_name_forms(owner: int, entry: Entry) -> list[NameForm]:
    """Return the forms of one entry; the respelling belongs to its headword."""
    return [
        NameForm(
            text=designation.text,
            owner=owner,
            designation=number,
            language=entry.language,
            respelling=(entry.respelling or "") if number == 0 else "",
            is_abbreviation=designation.kind == "abbreviations",
        )
        for number, designation in enumerate(entry.designations)
    ]


def _respelling_code(form: NameForm, encoder: phonetics.PhoneticEncoder) -> str:
    """Encode a form by its respelling or letter by letter; "" where neither applies."""
    if not phonetics.supports(form.language):
        return ""
    if form.respelling:
        return encoder.respelling_code(form.respelling, form.text)
    is_short = len(form.text) <= _MAX_ABBREVIATION
    if form.is_abbreviation or (form.text.isupper() and is_short):
        return phonetics.letter_names_code(form.text)
    return ""
