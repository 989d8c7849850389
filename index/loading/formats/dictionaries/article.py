r"""Articles of dictionaries: the names above the text, pronunciation, wrapped lines.

Dictionaries for dictd are made for terminals. Articles begin with their names, alone
in the first lines or before a pronunciation: "Abbot \Ab"bot\, n.". Lines are wrapped,
and references to other articles are in braces.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_INVALID = re.compile(
    "[\udc80-\udcff]"
)  # bytes that are not UTF-8, as Python keeps them
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_REFERENCE = re.compile(r"\{([^\s{}](?:[^{}]{0,200}[^\s{}])?)\}")
_PRONOUNCED = re.compile(  # a name, \its pronunciation\ and (another notation of it)
    r"\s*([^\\\n]{1,200}?)\s*\\([^\\\n]{1,200})\\(?:\s*\([^()\n]{1,200}\))?\s*[,;]?\s*"
)
_SLASHES = re.compile(r"\s*/([^/\n]{1,100})/[,.]?\s*")
_SYLLABLE = re.compile(r"([^*\"`]+)([*\"`]?)")
_MIN_WIDTH = 60  # characters; no dictionary wraps its lines to less


@dataclass(frozen=True, slots=True)
class Article:
    """Article in parts; `names` are those in its text, in their spelling there."""

    names: tuple[str, ...]
    respelling: str | None
    definition: str


def decode(content: bytes) -> str:
    """Decode UTF-8, and bytes that are not as Windows-1252; drop control characters."""
    text = content.decode("utf-8", "surrogateescape")
    text = _INVALID.sub(_decode_byte, text)
    return _CONTROL.sub(" ", text)


def _decode_byte(match: re.Match[str]) -> str:
    return bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace")


def parse_article(text: str, names: Sequence[str]) -> Article:
    """Split an article with these names in the index into its parts."""
    keys = {_key(name) for name in names}
    lines = _REFERENCE.sub(r"\1", unwrap(text)).split("\n")
    found: list[str] = []
    at = 0
    while at < len(lines) and (not lines[at].strip() or _key(lines[at]) in keys):
        found.append(lines[at].strip())
        at += 1
    rest = "\n".join(lines[at:])
    respelling = None
    while (match := _PRONOUNCED.match(rest)) and _key(match[1]) in keys:
        found.append(match[1].strip())
        respelling = respelling or respell(match[2])
        rest = rest[match.end() :]
    if match := _SLASHES.match(rest):
        respelling, rest = match[1].strip(), rest[match.end() :]
    in_text = tuple(each for each in found if each)
    return Article(in_text, respelling, rest.strip() or unwrap(text).strip())


def respell(marked: str) -> str | None:
    """Return `ab-DO-men` for `Ab*do"men`: the stressed syllable is in capitals.

    Returns `None` for words of one syllable and for other signs.
    """
    words = [
        "-".join(
            syllable.upper() if mark == '"' else syllable.lower()
            for syllable, mark in _SYLLABLE.findall(word)
        )
        for word in marked.replace("||", "").split()
    ]
    respelling = " ".join(words)
    is_plain = respelling.replace("-", "").replace(" ", "").isalpha()
    return respelling if is_plain and "-" in respelling else None


def unwrap(text: str) -> str:
    """Join lines that are wrapped: whose next word had no room in the line before."""
    lines = [line.rstrip() for line in text.expandtabs(4).split("\n")]
    width = max(_MIN_WIDTH, *map(len, lines))
    joined: list[str] = []
    before = 0  # length of the line above, as it was
    for line in lines:
        first = line.strip().partition(" ")[0]
        if first and before and before + 1 + len(first) > width:
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line)
        before = len(line)
    return "\n".join(joined)


def _key(name: str) -> str:
    """Return a name as indexes compare it: without case, spaces, and signs."""
    letters = "".join(c for c in name.casefold() if c.isalnum())
    return letters or name.strip()
