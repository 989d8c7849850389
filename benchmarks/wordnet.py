"""Convert WordNet 3.0 into a glossary of 147,306 entries, the largest dataset.

    apt-get download dict-wn && dpkg -x dict-wn_*.deb wordnet
    python -m benchmarks.wordnet wordnet/usr/share/dictd/wn.dict.dz wordnet.jsonl

Debian's package `dict-wn` has a dictd database: headwords at the margin, definitions
indented below. (WordNet 3.0 is by Princeton University, 2006.)
"""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_METADATA = (
    "00-database",
    "This file was",
    "The original data",
)  # articles on the database itself


def parse_articles(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield headwords and definitions in the order of the database."""
    headword, definition = "", list[str]()
    for line in lines:
        if line.strip() and not line[0].isspace():
            if definition:
                yield headword, " ".join(definition)
            headword, definition = line.strip(), []
        elif line.strip():
            definition.append(line.strip().replace("{", "").replace("}", ""))
    if definition:
        yield headword, " ".join(definition)


def main() -> None:
    """Convert the database of the first argument into the file of the second."""
    source, target = map(Path, sys.argv[1:])
    with gzip.open(source, "rt", encoding="utf-8") as lines, target.open("w") as file:
        for headword, definition in parse_articles(lines):
            if not headword.startswith(_METADATA):
                entry = {"headword": headword, "definition": definition}
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
