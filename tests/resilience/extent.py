"""How often each accident is tried: always, or as often as CI has time for."""

import os

SHORT = bool(os.environ.get("GLOSSARY_TEST_SHORT"))


def often(times: int) -> int:
    """So many times, or three of ten where time is short."""
    return max(times * 3 // 10, 2) if SHORT else times
