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
# English verbs with the forms of their past that follow no rule. Left out is what is
# more often another word: "left", "saw", "lay", "bit", "shot", "led", "wound", "rose".
_VERBS = """
arise arose arisen|awake awoke|become became|begin began begun|bend bent|bind bound
bite bitten|bleed bled|blow blew blown|break broke broken|breed bred|bring brought
build built|burn burnt|buy bought|catch caught|choose chose chosen|cling clung|come came
creep crept|deal dealt|dig dug|draw drew drawn|dream dreamt|drink drank drunk
drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought
find found|fly flew flown|forget forgot forgotten|freeze froze frozen|get got gotten
give gave given|go went gone|grow grew grown|hang hung|hear heard|hide hidden|hold held
keep kept|know knew known|lean leant|learn learnt|lend lent|lose lost|make made
mean meant|pay paid|ride rode ridden|ring rang rung|rise risen|say said|see seen
seek sought|sell sold|send sent|shake shook shaken|shine shone|show shown
shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept|slide slid
smell smelt|speak spoke spoken|speed sped|spell spelt|spend spent|spill spilt|spin spun
spoil spoilt|stand stood|steal stole stolen|stick stuck|sting stung
strike struck stricken|swear swore sworn|sweep swept|swell swollen|swim swam swum
swing swung|take took taken|teach taught|tear tore torn|tell told|think thought
throw threw thrown|understand understood|wake woke woken|wear wore worn|weep wept
win won|withdraw withdrew withdrawn|write wrote written
"""
_PAST_FORMS = {
    form: verb
    for line in _VERBS.split("\n")
    for verb, *forms in map(str.split, filter(None, line.split("|")))
    for form in forms
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
    """Return the words of which a folded word may be the plural or the past.

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
    if word in _PAST_FORMS:
        yield _PAST_FORMS[word]
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
