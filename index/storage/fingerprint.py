"""Fingerprint of an index: its content and the code that shaped it."""

import ast
import os
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from threading import Lock

FINGERPRINT_BYTES = 16
_INDEX = Path(__file__).parent.parent
_LIBRARIES = ("Whoosh-Reloaded", "PyStemmer", "numpy")  # they shape the files; the
# models of search by meaning are fixed by their checksums
# cli, lifecycle, and search only read what these packages write
_PACKAGES = (
    "analysis",
    "annotation",
    "autocomplete",
    "channels",
    "engines",
    "loading",
    "model",
    "storage",
)
_parser_lock = Lock()  # Python 3.11 fails when two threads parse at once (gh-106905)


def code_fingerprint(index: Path) -> str:
    """Return a fingerprint of everything that shapes index files but the glossary.

    It covers the shaping packages below the folder `index` and the versions of the
    libraries. Docstrings, comments, layout, log lines, and the texts of errors do not
    count, so that rewording does not rebuild indexes. Another Python version may give
    another fingerprint, as its syntax trees may differ.
    """
    digest = blake2b(digest_size=FINGERPRINT_BYTES)
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}\n".encode())
    for package in _PACKAGES:
        for module in sorted((index / package).rglob("*.py")):
            digest.update(f"{module.relative_to(index)}\n".encode())
            digest.update(_dump_code(module.read_text("utf-8")).encode())
    return digest.hexdigest()


@cache
def program_fingerprint() -> str:
    """Return the code fingerprint of this program, computed once (0.4 s)."""
    return code_fingerprint(_INDEX)


def index_fingerprint(
    files: Iterable[Path], *, with_meaning: bool = False, variant: str = ""
) -> str:
    """Return the fingerprint of the index that this program builds of these files.

    `variant` tells indexes apart that contain more than others of the same files.

    Raises OSError if a file cannot be read.
    """
    digest = blake2b(program_fingerprint().encode(), digest_size=FINGERPRINT_BYTES)
    digest.update(b"with meaning\n" if with_meaning else b"")
    digest.update(variant.encode())
    for file in files:
        content = file.read_bytes()
        digest.update(b"\n%b %d\n" % (os.fsencode(file.name), len(content)))
        digest.update(content)
    return digest.hexdigest()


def _dump_code(source: str) -> str:
    with _parser_lock:
        tree = ast.parse(source)
    return ast.dump(_ProseRemover().visit(tree))


class _ProseRemover(ast.NodeTransformer):
    """Removes text for people from a module: docstrings, log calls, error texts."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        is_log = isinstance(node.value, ast.Call) and ast.unparse(
            node.value.func
        ).startswith("_log.")
        if isinstance(node.value, ast.Constant) or is_log:
            return ast.Pass()
        return self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if isinstance(node.exc, ast.Call):
            node.exc = node.exc.func
        return node
