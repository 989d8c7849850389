"""Repetitions of fault tests: all, or fewer in CI."""

import os

SHORT = bool(os.environ.get("GLOSSARY_TEST_SHORT"))


def often(times: int) -> int:
    """Return `times`, or three tenths of it if GLOSSARY_TEST_SHORT is set."""
    return max(times * 3 // 10, 2) if SHORT else times
