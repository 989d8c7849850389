"""WordNet 3.0 as a glossary of 147,306 entries: the large case of every measurement.

    apt-get download dict-wn && dpkg -x dict-wn_*.deb wordnet
    python -m benchmarks.wordnet wordnet/usr/share/dictd/wn.dict.dz wordnet.jsonl

Debian's package `dict-wn` holds a dictd database: a headword stands at the margin and
what is said of it is indented below. (WordNet 3.0 is of Princeton University, 2006.)
"""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_ABOUT = ("00-database", "This file was", "The original data")  # lines on the database


def articles(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Headwords and what is said of them, in the order of the database."""
    headword, said = "", list[str]()
    for line in lines:
        if line.strip() and not line[0].isspace():
            if said:
                yield headword, " ".join(said)
            headword, said = line.strip(), []
        elif line.strip():
            said.append(line.strip().replace("{", "").replace("}", ""))
    if said:
        yield headword, " ".join(said)


def main() -> None:
    """Convert the database named first into the JSON Lines file named second."""
    source, target = map(Path, sys.argv[1:])
    with gzip.open(source, "rt", encoding="utf-8") as lines, target.open("w") as file:
        for headword, definition in articles(lines):
            if not headword.startswith(_ABOUT):
                entry = {"headword": headword, "definition": definition}
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
