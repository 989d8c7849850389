"""Dictionaries of Debian, which nobody here wrote, load completely."""

import os
from pathlib import Path

import pytest

FOLDER = Path("/usr/share/dictd")
ENTRIES = {"gcide": 126_000, "wn": 147_000, "foldoc": 12_000, "vera": 12_600}
MAX_BYTES, MAX_SECONDS = 1024**3, 60  # of CPU


def load(name: str) -> tuple[int, float, int]:
    """Load in a process of its own; return entries, seconds of CPU, and bytes."""
    read, write = os.pipe()
    if not (child := os.fork()):
        from index.loading.loader import list_glossary_files, load_glossaries

        files = list_glossary_files([FOLDER / f"{name}.index"])
        count = sum(len(each.entries) for each in load_glossaries(files))
        os.write(write, str(count).encode())
        os._exit(0)
    os.close(write)
    usage = os.wait4(child, 0)[2]
    with os.fdopen(read) as result:
        count = int(result.read() or 0)
    return count, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


@pytest.mark.parametrize(
    "name",
    [pytest.param("jargon", marks=pytest.mark.smoke), *ENTRIES],
)
def test_dictionary_of_debian_loads_in_bounded_time_and_memory(name: str) -> None:
    if not (FOLDER / f"{name}.index").exists():
        pytest.skip(f"get it with: apt-get install dict-{name}")

    entries, seconds, memory = load(name)

    assert entries >= ENTRIES.get(name, 2_000)
    assert seconds < MAX_SECONDS
    assert memory < MAX_BYTES
