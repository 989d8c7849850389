"""Bundled glossary, and the JSON Schema of its format."""

from pathlib import Path

BUNDLED = Path(__file__).parent / "multiple_myeloma.yaml"
SCHEMA = BUNDLED.with_name("glossary.schema.json")  # written by `heardword schema`
