"""Build the index of one adapter in a process of its own.

python -m benchmarks.adapters.build fts5 documents.jsonl /folder/of/its/index
"""

import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Index documents with an engine in a new folder, as the arguments say."""
    engine, documents, folder = sys.argv[1:]
    Path(folder).mkdir()
    import_module(f"benchmarks.adapters.{engine}").build(Path(documents), Path(folder))


if __name__ == "__main__":
    main()
