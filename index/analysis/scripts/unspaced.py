"""Scripts without spaces between words: Chinese, Japanese, Thai, and their neighbors.

Words cannot be told apart without a dictionary, so texts are indexed by overlapping
pairs of characters, as in Foo and Li, "Chinese word segmentation and its effect on
information retrieval" (2004). Chinese characters count by themselves, too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

# Thai to Lao, Myanmar, Khmer, kana, and Chinese characters with their marks
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUNS = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_IDEOGRAPH = re.compile(
    "[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# Words around a name that somebody asks about, before and behind it.
_BEFORE: Mapping[str, Sequence[str]] = {
    "zh": ("什么是", "什麼是", "何谓", "请问", "請問", "解释", "解釋"),
    "ja": (),
    "th": ("อะไรคือ", "ความหมายของ"),
}
_BEHIND: Mapping[str, Sequence[str]] = {
    "zh": (
        *("是什么意思", "是什麼意思", "什么意思", "什麼意思", "是什么", "是什麼"),
        *("的意思", "的定义", "的定義", "怎么读", "怎麼讀"),
    ),
    "ja": (
        *("とは何ですか", "とはなんですか", "って何ですか", "って何", "とは何", "とは"),
        *("は何ですか", "の意味は何ですか", "の意味は", "の意味", "の定義", "について"),
    ),
    "th": ("คืออะไร", "หมายถึงอะไร", "หมายความว่าอะไร", "แปลว่าอะไร", "หมายถึง"),
}
_END = " ?？。.!！"


def is_unspaced(text: str) -> bool:
    """Return whether a text has characters of scripts without spaces."""
    return not text.isascii() and _HAS_UNSPACED.search(text) is not None


def index_parts(word: str) -> list[str]:
    """Return the parts of a folded word to index: pairs, and Chinese characters."""
    parts = query_parts(word)
    singles = _IDEOGRAPH.findall(word) if is_unspaced(word) else []
    return [*parts, *(each for each in singles if each not in parts)]


def query_parts(word: str) -> list[str]:
    """Return the parts of a folded word to look up: pairs of characters.

    A word of another script is its own part, and so is a single character.
    """
    if not is_unspaced(word):
        return [word]
    return [part for run in _RUNS.findall(word) for part in _pairs(run)]


def find_parts(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the indexed parts of a word as it is written, each with its place."""
    for run in _RUNS.finditer(text):
        if not is_unspaced(run[0]):
            yield run[0], run.start(), run.end()
            continue
        for at in range(run.start(), run.end()):
            for end in (at + 1, at + 2):
                if end <= run.end():
                    yield text[at:end], at, end


def word_starts(word: str) -> Iterator[int]:
    """Yield the places of a folded word at which a word may begin."""
    yield 0
    if is_unspaced(word):
        for at, character in enumerate(word[1:], 1):
            if is_unspaced(character) and unicodedata.category(character) != "Mn":
                yield at


def strip_unspaced_frames(text: str, languages: Iterable[str]) -> str:
    """Return the part of a question that it asks about, without the words around."""
    if not is_unspaced(text):
        return text
    known = [language for language in languages if language in _BEHIND]
    before = tuple(frame for each in known for frame in _BEFORE[each])
    behind = tuple(frame for each in known for frame in _BEHIND[each])
    rest = text.strip(_END)
    for frame in sorted(before, key=len, reverse=True):
        rest = rest.removeprefix(frame)
    for frame in sorted(behind, key=len, reverse=True):
        rest = rest.removesuffix(frame)
    return rest.strip(_END) or text


def _pairs(run: str) -> list[str]:
    if not is_unspaced(run):
        return [run]
    # Folding takes the voicing marks of kana off; they belong to their letters.
    letters = unicodedata.normalize("NFC", run)
    if len(letters) == 1:
        return [letters]
    return [letters[at : at + 2] for at in range(len(letters) - 1)]
