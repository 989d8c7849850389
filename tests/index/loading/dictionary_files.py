"""Files of dictd written by tests."""

import gzip
from pathlib import Path

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def number(value: int) -> str:
    """Return a number as dictd writes it, to the base of 64."""
    before = number(value // 64) if value >= 64 else ""
    return before + DIGITS[value % 64]


def write_dictionary(
    folder: Path, articles: list[tuple[list[str], bytes]], *, packed: bool = True
) -> Path:
    """Write an index with the names of these articles; return its path."""
    lines, content = [], b""
    for names, text in articles:
        place = f"{number(len(content))}\t{number(len(text))}"
        lines += [f"{name}\t{place}\n" for name in names]
        content += text
    data = folder / ("words.dict.dz" if packed else "words.dict")
    data.write_bytes(gzip.compress(content) if packed else content)
    index = folder / "words.index"
    index.write_text("".join(sorted(lines)), "utf-8")
    return index
