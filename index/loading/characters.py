"""Characters of texts: which are refused, which are mended, and names of signs."""

import re
import unicodedata

_NAME_WORD = re.compile(r"[a-z0-9]+")
# U+0080 to U+009F are control characters that no text has. They come from Windows-1252
# that was taken for Latin-1, so often that the HTML standard maps them, too.
_WINDOWS_1252 = {
    code: bytes([code]).decode("cp1252", "ignore") or chr(code)
    for code in range(0x80, 0xA0)
}
_PLACEHOLDERS = "-–—_.…?"
_MENDABLE = re.compile("[\x80-\x9f]")


def check_characters(text: str) -> tuple[str, str] | None:
    """Refuse control characters, surrogates, and noncharacters; lines may break."""
    one_line = text.replace("\n", " ")
    if one_line.isprintable():
        return None
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in one_line):
        hint = "remove it (text copied from a PDF often has some)"
        return "contains a control character", hint
    for character in one_line:
        if _is_noncharacter(ord(character)):
            problem = f"contains U+{ord(character):04X}, which is not a character"
            return problem, "remove it (damaged files often have some)"
    return None


def mend_windows_1252(text: str) -> str:
    """Replace U+0080 to U+009F by what is meant: U+0092 by a curly apostrophe.

    Five of these codes have no character in Windows-1252 and stay.
    """
    return text.translate(_WINDOWS_1252) if _MENDABLE.search(text) else text


def is_name(text: str) -> bool:
    """Return whether a text can name an entry: it has a letter, a digit, or a sign.

    Dashes, dots, and question marks alone stand for nothing in tables.
    """
    return any(_is_visible(each) and each not in _PLACEHOLDERS for each in text)


def name_signs(text: str) -> str:
    """Return the Unicode names of the signs in a text: "→" gives "rightwards-arrow"."""
    names = (unicodedata.name(each, "") for each in text if _is_visible(each))
    return "-".join(_NAME_WORD.findall(" ".join(names).lower()))


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNSP"


def _is_noncharacter(code: int) -> bool:
    """Return whether Unicode reserves the code point forever; some break XML."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
