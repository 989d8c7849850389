"""Text in XML: escaped, and without the characters that XML cannot have."""

import re
from xml.sax.saxutils import escape, quoteattr

# Even references to them are errors. Entries have none, as validation refuses them.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RETURN = {"\r": "&#13;"}  # parsers read it as a line feed


def escape_text(text: str) -> str:
    """Return a text as the content of an element."""
    return escape(_IMPOSSIBLE.sub("", text), _RETURN)


def quote_attribute(text: str) -> str:
    """Return a text as the value of an attribute, with its quotation marks."""
    return quoteattr(_IMPOSSIBLE.sub("", text))
