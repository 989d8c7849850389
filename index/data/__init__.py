"""Bundled glossary."""

from pathlib import Path

BUNDLED = Path(__file__).parent / "multiple_myeloma.yaml"
