"""Reading level of English text: the grade of Flesch and Kincaid."""

import re
from functools import lru_cache

_SENTENCE_END = re.compile(r"[.!?;:](?:\s|$)")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouyà-ɏ]+")
# the last e is silent: "bile", "cells", "used", but not "sample", "samples", "wanted"
_SILENT = re.compile(r"(?:[aeiouy]le|[^aeiouyl]e|[^aeiouysxzcgl]es|[^aeiouytd]ed)$")
# two vowels that are two syllables, but not in "-tion", "patient", "quality"
_TWO_SYLLABLES = re.compile(
    r"(?<![tscg])i[aou]|(?<![tscg])ien|eo(?!us|ple)|(?<![qg])ua|[aeiou]ing|uous"
    r"|[aou]y(?=[aeiou])|rea(?=t[eio]|\b|s\b|c)|eat(?=i)|iet|(?<!q)uid"
)


def grade(text: str) -> float:
    """Return the school grade of the United States in which a text can be read.

    Kincaid, Fishburne, Rogers, and Chissom, "Derivation of New Readability Formulas …
    for Navy Enlisted Personnel" (1975): 0.39 words per sentence + 11.8 syllables per
    word - 15.59. A semicolon or colon ends a sentence, too.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(len(_SENTENCE_END.findall(text)), 1)
    syllables = sum(count_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


@lru_cache(maxsize=65_536)
def count_syllables(word: str) -> int:
    """Count the syllables of a lower-case English word by its spelling."""
    count = len(_VOWELS.findall(word)) + len(_TWO_SYLLABLES.findall(word))
    if count > 1 and _SILENT.search(word):
        count -= 1
    return max(count, 1)
