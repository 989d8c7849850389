"""Fingerprint of an index: its content and the code that shaped it."""

import os
from collections.abc import Iterable
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

FINGERPRINT_BYTES = 16
_SHAPING = ("Whoosh-Reloaded", "PyStemmer", "numpy")  # libraries that shape the files


def program() -> str:
    """A name for how this version indexes: its code and the libraries it needs."""
    digest = blake2b(digest_size=FINGERPRINT_BYTES)
    for name in _SHAPING:
        digest.update(f"{name} {version(name)}\n".encode())
    for module in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def fingerprint(files: Iterable[Path], *, with_meaning: bool = False) -> str:
    """A name for what these files say and how this version indexes it."""
    digest = blake2b(program().encode(), digest_size=FINGERPRINT_BYTES)
    digest.update(b"with meaning\n" if with_meaning else b"")
    for file in files:
        content = file.read_bytes()
        digest.update(b"\n%b %d\n" % (os.fsencode(file.name), len(content)))
        digest.update(content)
    return digest.hexdigest()
