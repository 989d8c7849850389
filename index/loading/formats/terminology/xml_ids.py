"""Ids of entries as ids in XML, which begin with a letter and have no colon."""

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.\-]*")  # without the underscore that escapes
_ESCAPE = "_"
_ESCAPED = re.compile(r"_([0-9A-F]+)_")


def encode_xml_id(entry_id: str) -> str:
    """Return an id for XML; other characters become their code, as in `_7E_`."""
    if _NAME.fullmatch(entry_id):
        return entry_id
    allowed = (c if _NAME.fullmatch(f"a{c}") else f"_{ord(c):X}_" for c in entry_id)
    return _ESCAPE + "".join(allowed)


def decode_xml_id(xml_id: str) -> str:
    """Return the id that `encode_xml_id` encoded; others stay as they are."""
    if not xml_id.startswith(_ESCAPE):
        return xml_id
    return _ESCAPED.sub(_decode, xml_id[1:])


def _decode(match: re.Match[str]) -> str:
    try:
        return chr(int(match[1], 16))
    except (OverflowError, ValueError):
        return match[0]
