"""Query resolution: the part of a query that it asks about.

People type whole sentences: "what does VGPR mean". What is around a name is cut off
before anything is looked up; a query that is a name itself stays as it is.
"""

from collections.abc import Callable

from index.analysis.analyzers import Languages
from index.analysis.question_frames import strip_frames
from index.analysis.scripts.unspaced import strip_unspaced_frames

_MAX_WORDS = 4  # a longer rest describes a thing and does not name it
_MIN_CAPITALS = 2  # letters of an abbreviation inside a sentence
_PUNCTUATION = "\"'“”„‘’«»()[]{}.,;:!?¿¡…"


def resolve_query(
    text: str, languages: Languages, is_name: Callable[[str], bool]
) -> str:
    """Return the part of a query that it asks about, in its own spelling.

    It is the query itself if that is a name, else the query without question frames of
    the languages, if that is a name or short. A name in capitals among stop words is
    what is asked about, too.
    """
    if is_name(text):
        return text
    stripped = strip_frames(strip_unspaced_frames(text, languages.tags), languages.tags)
    if is_name(stripped):
        return stripped
    capitals = [word for word in _capitalized_words(text) if is_name(word)]
    if len(capitals) == 1 and len(languages.extract_query_words(text)) <= 1:
        return capitals[0]
    return stripped if len(stripped.split()) <= _MAX_WORDS else text


def _capitalized_words(text: str) -> set[str]:
    """Return the words in capitals, unless the whole text is in capitals."""
    if text.isupper():
        return set()
    words = (word.strip(_PUNCTUATION) for word in text.split())
    return {
        word
        for word in words
        if word.isupper() and sum(map(str.isupper, word)) >= _MIN_CAPITALS
    }
