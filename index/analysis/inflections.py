"""Dictionary forms of inflected words that a stemmer does not join with their stem."""

from collections.abc import Iterator

# English nouns whose plurals follow no rule.
_IRREGULAR = {
    "children": "child",
    "corpora": "corpus",
    "data": "datum",
    "dice": "die",
    "feet": "foot",
    "geese": "goose",
    "genera": "genus",
    "lice": "louse",
    "men": "man",
    "mice": "mouse",
    "oxen": "ox",
    "people": "person",
    "teeth": "tooth",
    "viscera": "viscus",
    "women": "woman",
}
# Latin and Greek plurals as English keeps them: ending, and the singular's endings.
_CLASSICAL = (
    ("ices", ("ix", "ex")),  # indices, cervices
    ("nges", ("nx",)),  # larynges
    ("mata", ("ma",)),  # stomata
    ("ae", ("a",)),  # vertebrae
    ("ia", ("ium", "ion")),  # bacteria, ganglia
    ("es", ("is",)),  # testes, metastases
    ("i", ("us", "o")),  # nuclei
    ("a", ("um", "on")),  # ova, mitochondria
)
# Plural endings of other languages, folded, with the endings of the singular.
_PLURALS = {
    "es": (("ces", ("z",)), ("es", ("", "e")), ("s", ("",))),
    "pt": (
        *(("oes", ("ao",)), ("aes", ("ao",)), ("aos", ("ao",)), ("ns", ("m",))),
        *(("ais", ("al",)), ("eis", ("el", "il")), ("ois", ("ol",)), ("uis", ("ul",))),
        *(("es", ("", "e")), ("s", ("",))),
    ),
    "fr": (
        ("eaux", ("eau",)),
        ("aux", ("al", "au", "ail")),
        ("s", ("",)),
        ("x", ("",)),
    ),
    "it": (
        *(("chi", ("co",)), ("ghi", ("go",)), ("che", ("ca",)), ("ghe", ("ga",))),
        *(("i", ("o", "e", "io", "a")), ("e", ("a",))),
    ),
    "nl": (("heden", ("heid",)), ("en", ("",)), ("s", ("",))),
}
_SIBILANTS = ("s", "x", "z", "ch", "sh", "o")
_MIN_STEM = 2  # letters that a form must have before its ending


def dictionary_forms(word: str, language: str = "en") -> tuple[str, ...]:
    """Return the singulars of which a folded word may be the plural.

    Most of them are no words: they are meant to be looked up, not shown. For Latin and
    Greek plurals see Quirk et al., "A Comprehensive Grammar of the English Language"
    (1985), 5.90 to 5.99.
    """
    singulars = _singulars(word) if language == "en" else _listed(word, language)
    forms = dict.fromkeys(singulars)
    forms.pop(word, None)
    return tuple(forms)


def _listed(word: str, language: str) -> Iterator[str]:
    for ending, singular_endings in _PLURALS.get(language, ()):
        stem = word.removesuffix(ending)
        if stem != word:
            forms = (stem + singular for singular in singular_endings)
            yield from (form for form in forms if len(form) > _MIN_STEM)


def _singulars(word: str) -> Iterator[str]:
    if word in _IRREGULAR:
        yield _IRREGULAR[word]
        return
    yield from _regular_singulars(word)
    for ending, singular_endings in _CLASSICAL:
        stem = word.removesuffix(ending)
        if word.endswith(ending) and len(stem) >= _MIN_STEM - (ending == "a"):
            yield from (stem + singular for singular in singular_endings)


def _regular_singulars(word: str) -> Iterator[str]:
    if word.endswith("ies") and len(word) > len("ties"):
        yield word.removesuffix("ies") + "y"
    if word.endswith("ves"):
        yield from (word.removesuffix("ves") + ending for ending in ("f", "fe"))
    if word.endswith("es") and word.removesuffix("es").endswith(_SIBILANTS):
        yield word.removesuffix("es")
    if word.endswith("s") and not word.endswith("ss"):
        yield word.removesuffix("s")
