"""Logo file of a glossary's owner: its media type by content, and its size."""

import os
import re
from errno import ENOENT
from pathlib import Path

from index.loading.fields import Violation

MAX_LOGO_BYTES = 512 * 1024
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?"
    rb"(?:<!--(?:(?!-->).)*-->\s*|<!DOCTYPE[^>\[]*>\s*)*<svg[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_SIGNATURES = (
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("image/svg+xml", _SVG),
)
_HINT = f"use a PNG, SVG, WebP, or JPEG file of at most {MAX_LOGO_BYTES // 1024} KB"


def check_logo_file(text: str, folder: Path) -> Violation | None:
    """Return what is wrong with the path of a logo in a folder, `None` if nothing is.

    A path that leads out of the folder would let a glossary publish any picture.
    """
    try:
        path = (folder / text).resolve()
        if not path.is_relative_to(folder.resolve()):
            hint = "copy the file next to the glossary file"
            return "is outside the folder of the glossary file", hint
        return None if read_logo(path) else ("is not a suitable image", _HINT)
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or "not a path"
        return f"cannot be read ({problem})", _HINT


def read_logo(path: Path) -> tuple[bytes, str] | None:
    """Return the content and the media type of a logo; `None` if it is not suitable.

    Raises OSError.
    """
    if not path.is_file():  # a pipe would block
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT))
    with path.open("rb") as file:
        content = file.read(MAX_LOGO_BYTES + 1)
    if len(content) > MAX_LOGO_BYTES:
        return None
    types = (name for name, signature in _SIGNATURES if signature.match(content))
    media_type = next(types, None)
    return (content, media_type) if media_type else None
