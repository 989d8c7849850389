"""What only measurements need, put into build/bench: WordNet and other engines.

    python -m benchmarks.downloads

What is there already is left alone; what cannot be had is said in plain words, and left
out of the measurements.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.competitors import NODE_MODULES, PACKAGES, requirements
from benchmarks.datasets import BUILD, WORDNET
from benchmarks.gate import ROOT
from benchmarks.running import said
from index.engines.progress import Console

_DATABASE = Path("usr/share/dictd/wn.dict.dz")
_PATIENCE = 600  # seconds


class NotToBeHadError(Exception):
    """A command that failed, with the last line that it said."""


def get_wordnet() -> None:
    """Fetch Debian's `dict-wn` and turn it into a glossary."""
    if WORDNET.is_file():
        return
    with TemporaryDirectory(dir=BUILD) as folder:
        place = Path(folder)
        place.chmod(0o755)  # apt fetches as a user of its own
        _run(("apt-get", "download", "--quiet", "dict-wn"), place)
        (package,) = place.glob("dict-wn_*.deb")
        _run(("dpkg", "-x", package.name, "."), place)
        draft = place / "wordnet.jsonl"
        made = ("benchmarks.wordnet", str(place / _DATABASE), str(draft))
        _run((sys.executable, "-m", *made), ROOT)
        draft.replace(WORDNET)


def get_minisearch() -> None:
    """Install what `package-lock.json` names, with npm."""
    if not (NODE_MODULES / "minisearch").is_dir():
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts")
        _run(("npm", "ci", *quiet), NODE_MODULES.parent)


def get_packages(module: str) -> None:
    """Install what an engine needs, aside from the service's own packages."""
    folder = PACKAGES / module
    if not folder.is_dir():
        with TemporaryDirectory(dir=BUILD) as draft:
            target = ("--target", str(Path(draft) / module))
            locked = ("--require-hashes", "-r", str(requirements(module)))
            pip = ("pip", "install", "--quiet", "--disable-pip-version-check")
            _run((sys.executable, "-m", *pip, *target, *locked), ROOT)
            PACKAGES.mkdir(exist_ok=True)
            (Path(draft) / module).rename(folder)


THINGS: dict[str, Callable[[], None]] = {
    "WordNet (147,306 entries)": get_wordnet,
    "MiniSearch": get_minisearch,
    "milli": partial(get_packages, "milli_engine"),
    "addok": partial(get_packages, "addok_engine"),
}


def main() -> None:
    """Get all of it; nothing that fails stops the rest."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with Console(counted="things").counting("Getting", len(THINGS)) as advance:
        for at, (name, get) in enumerate(THINGS.items(), 1):
            try:
                get()
            except (NotToBeHadError, OSError) as error:
                said(f"{name} cannot be had here and is left out: {error}")
            advance(at)


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise NotToBeHadError(f"{' '.join(command[:2])}: {lines[-1]}")


if __name__ == "__main__":
    main()
