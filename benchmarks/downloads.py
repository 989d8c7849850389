"""Download what only benchmarks need into build/bench: WordNet and other engines.

    python -m benchmarks.downloads

Existing downloads are kept. What cannot be downloaded is logged and left out of the
benchmarks.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.gate import ROOT
from benchmarks.harness.competitors import NODE_MODULES, PACKAGES, requirements_file
from benchmarks.harness.datasets import BUILD, WORDNET
from benchmarks.harness.running import log
from index.engines.progress import Console

_DATABASE = Path("usr/share/dictd/wn.dict.dz")
_TIMEOUT = 600  # seconds


class DownloadError(Exception):
    """A command failed; the message has its last line of output."""


def get_wordnet() -> None:
    """Download Debian's `dict-wn` and convert it into a glossary."""
    if WORDNET.is_file():
        return
    with TemporaryDirectory(dir=BUILD) as name:
        folder = Path(name)
        folder.chmod(0o755)  # apt downloads as a user of its own
        _run(("apt-get", "download", "--quiet", "dict-wn"), folder)
        (package,) = folder.glob("dict-wn_*.deb")
        _run(("dpkg", "-x", package.name, "."), folder)
        draft = folder / "wordnet.jsonl"
        arguments = ("benchmarks.wordnet", str(folder / _DATABASE), str(draft))
        _run((sys.executable, "-m", *arguments), ROOT)
        draft.replace(WORDNET)


def get_minisearch() -> None:
    """Install the packages of `package-lock.json` with npm."""
    if not (NODE_MODULES / "minisearch").is_dir():
        options = ("--no-audit", "--no-fund", "--ignore-scripts")
        _run(("npm", "ci", *options), NODE_MODULES.parent)


def get_packages(module: str) -> None:
    """Install an engine's packages apart from those of the service."""
    folder = PACKAGES / module
    if not folder.is_dir():
        with TemporaryDirectory(dir=BUILD) as draft:
            target = ("--target", str(Path(draft) / module))
            lock = ("--require-hashes", "-r", str(requirements_file(module)))
            pip = ("pip", "install", "--quiet", "--disable-pip-version-check")
            _run((sys.executable, "-m", *pip, *target, *lock), ROOT)
            PACKAGES.mkdir(exist_ok=True)
            (Path(draft) / module).rename(folder)


DOWNLOADS: dict[str, Callable[[], None]] = {
    "WordNet (147,306 entries)": get_wordnet,
    "MiniSearch": get_minisearch,
    "milli": partial(get_packages, "milli_engine"),
    "addok": partial(get_packages, "addok_engine"),
}


def main() -> None:
    """Run every download; a failure does not stop the others."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with Console(counted="files").counting("Downloading", len(DOWNLOADS)) as advance:
        for number, (name, download) in enumerate(DOWNLOADS.items(), 1):
            try:
                download()
            except (DownloadError, OSError) as error:
                log(f"{name} cannot be downloaded and is left out: {error}")
            advance(number)


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=_TIMEOUT
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no output"]
        raise DownloadError(f"{' '.join(command[:2])}: {lines[-1]}")


if __name__ == "__main__":
    main()
