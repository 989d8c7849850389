"""Inflected forms of names, by tables of endings for each language.

A form that is no word costs a few bytes and is found nowhere. For the plurals that
English keeps of Latin and Greek words see Quirk et al., "A Comprehensive Grammar of the
English Language" (1985), 5.90 to 5.99.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from index.analysis.analyzers import primary_tag
from index.analysis.inflections import dictionary_forms

# Ending to what may take its place; the longest ending of a word decides.
Endings = Mapping[str, Sequence[str]]


def _parse(table: str) -> Endings:
    """Read "ending replacement …, ending …", where `-` is no ending at all."""
    rows = (row.replace("-", "").split(" ") for row in table.split(", "))
    return {ending: tuple(forms) for ending, *forms in rows}


_ENGLISH = _parse(
    "man men, foot feet, tooth teeth, child children, mouse mice, louse lice, goose "
    "geese, person people persons, sis ses, xis xes, tis tes, us i uses, um a ums, ma "
    "mas mata, a as ae, ix ices ixes, ex ices exes, nx nges nxes, ion ions ia, non "
    "nons na, fe ves fes, f fs ves, ff ffs, y ies, ay ays, ey eys, oy oys, ss sses, x "
    "xes, z zes, ch ches, sh shes, o os oes, - s"
)
_SPANISH = _parse(
    "ón ones, án anes, én enes, ín ines, ún unes, és eses, z ces, s s, a as, e es, o "
    "os, á ás, é és, ó ós, í íes ís, ú úes ús, i is, u us, - es, x x, y yes"
)
_SPANISH_SINGULARS = _parse(
    "ones ón, anes án, ines ín, ces z, as a, os o, es e -, is i"
)
_FRENCH = _parse("al aux als, au aux, eu eux, s s, x x, z z, - s")
_FRENCH_SINGULARS = _parse("aux al, eaux eau, s -")
_PORTUGUESE = _parse(
    "ão ões ãos ães, al ais, el éis, il is, ol óis, ul uis, m ns, r res, z zes, ês "
    "eses, s s, - s"
)
_PORTUGUESE_SINGULARS = _parse("ões ão, ães ão, ns m, ais al, res r, s -")
_ITALIAN = _parse(
    "ca che, ga ghe, co chi ci, go ghi gi, cia cie ce, gia gie ge, io i, a e i, o i, "
    "e i, - -"
)
_ITALIAN_SINGULARS = _parse("che ca, ghe ga, i o e, e a")
_DUTCH = _parse(
    "heid heden, e es en, el els ellen, er ers eren, en ens, em ems, ie ies ieën, um "
    "ums a, s sen, aar aren aars, aal alen, oot oten, eer eren, oor oren, - en s"
)
_GERMAN = _parse(
    "e en, er ern ers, el eln els, en ens, in innen, ung ungen, heit heiten, keit "
    "keiten, schaft schaften, ion ionen, tät täten, um ums en, us en, a as en, ma mas "
    "men mata, - s es e en er ern"
)
_PREPOSITIONS = {
    "en": "at by for from in of on to with without",
    "es": "a al con de del en para por sin y",
    "fr": "a à au aux avec d de des du en et par pour sans sur",
    "pt": "a ao com da das de do dos e em na no para por sem",
    "it": "a al con da dal d de dei del dell della delle di e in per senza",
    "de": "auf bei der des in mit und von zu",
    "nl": "aan bij door en in met op te van voor zonder",
}
_IRREGULAR_PLURALS = (
    "atria bacteria criteria diverticula ganglia mitochondria ova people phenomena sera"
    " septa strata"
)
_NO_PLURALS = "customs diabetes goods lens means news series species"
_MIN_SINGULAR, _MAX_SHORT = 3, 5  # letters


@dataclass(frozen=True, slots=True)
class _Grammar:
    """Endings of a language; `agrees` if adjectives have the endings of nouns."""

    plurals: Endings
    singulars: Endings
    agrees: bool


_GRAMMARS = {
    "es": _Grammar(_SPANISH, _SPANISH_SINGULARS, agrees=True),
    "fr": _Grammar(_FRENCH, _FRENCH_SINGULARS, agrees=True),
    "pt": _Grammar(_PORTUGUESE, _PORTUGUESE_SINGULARS, agrees=True),
    "it": _Grammar(_ITALIAN, _ITALIAN_SINGULARS, agrees=True),
    "de": _Grammar(_GERMAN, {}, agrees=False),
    "nl": _Grammar(_DUTCH, {}, agrees=False),
}


def inflect(words: Sequence[str], tag: str) -> list[tuple[str, ...]]:
    """Return the other forms of a name of folded words in a language.

    The last word inflects, and the word before a preposition ("rates of change").
    """
    language = primary_tag(tag)
    head = _find_head(words, language)
    if language == "en":
        forms = _inflect_english(words, head)
    elif grammar := _GRAMMARS.get(language):
        forms = _inflect_by_grammar(words, head, grammar)
    else:
        return []
    return list(dict.fromkeys(each for each in forms if each != tuple(words)))


def _find_head(words: Sequence[str], language: str) -> int:
    prepositions = _PREPOSITIONS.get(language, "").split()
    places = (at for at, word in enumerate(words) if at and word in prepositions)
    return next(places, len(words)) - 1


def _inflect_english(words: Sequence[str], head: int) -> Iterator[tuple[str, ...]]:
    for place in dict.fromkeys((len(words) - 1, head)):
        for form in _english_forms(words[place]):
            yield (*words[:place], form, *words[place + 1 :])


def _english_forms(word: str) -> Iterator[str]:
    if not word.isalpha() or word in _NO_PLURALS.split():
        return
    is_plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    is_plural = is_plural or word in _IRREGULAR_PLURALS.split()
    if not is_plural:
        yield from _replace_ending(word, _ENGLISH)
    elif len(word) <= _MAX_SHORT and word.endswith("s"):  # "gas"
        yield word + "es"
    if is_plural or word.endswith(("i", "ae", "ren", "ice", "eet", "eeth", "men")):
        yield from (w for w in dictionary_forms(word) if len(w) >= _MIN_SINGULAR)


def _inflect_by_grammar(
    words: Sequence[str], head: int, grammar: _Grammar
) -> Iterator[tuple[str, ...]]:
    rest = tuple(words[head + 1 :])
    for endings in (grammar.plurals, grammar.singulars):
        nouns = _replace_ending(words[head], endings)
        if grammar.agrees:
            before = [_replace_ending(word, endings)[:1] for word in words[:head]]
            yield from ((*chain(*before), noun, *rest) for noun in nouns)
            first = _replace_ending(words[0], endings)  # "células madre"
            yield from ((noun, *words[1:]) for noun in first)
        else:
            yield from ((*words[:head], noun, *rest) for noun in nouns)
    if grammar is _GRAMMARS["de"] and head:
        yield from _decline_adjectives(words, head)


def _decline_adjectives(words: Sequence[str], head: int) -> Iterator[tuple[str, ...]]:
    """Yield a German name with its adjectives in each case: "tiefen Thrombose(n)"."""
    stems = [word.rstrip("ersnm") for word in words[:head]]
    for ending in ("e", "en", "er", "es", "em"):
        adjectives = tuple(stem + ending for stem in stems)
        plurals = _replace_ending(words[head], _GERMAN) if ending in ("e", "en") else []
        for noun in (words[head], *plurals):
            yield (*adjectives, noun, *words[head + 1 :])


def _replace_ending(word: str, endings: Endings) -> list[str]:
    """Return the word with the endings that replace its longest known one."""
    if not word.isalpha():
        return []
    known = (word[at:] for at in range(len(word) + 1) if word[at:] in endings)
    ending = next(known, None)
    if ending is None:
        return []
    stem = word.removesuffix(ending) if ending else word
    return [stem + each for each in endings[ending]]
