"""Glossaries for the tests of pages, and services of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.engines.factory import open_backend
from index.engines.progress import Quiet
from service.app import create_app
from service.settings import read_settings

ServeFiles = Callable[..., FlaskClient]
PAGES = ["/", "/?q=clot", "/?q=zzzz", "/?print=yes", "/glossary/placebo", "/embed"]
ENGLISH = {
    "glossary": "signs",
    "title": "Signs",
    "language": "en",
    "entries": [
        {
            "headword": "Fever",
            "id": "fever",
            "concept": "fever",
            "definition": "A high body temperature.\nIt has many causes.",
            "former_ids": ["pyrexia"],
        },
        {"headword": "Chill", "definition": "A feeling of cold."},
    ],
}
SPANISH = {
    "glossary": "signos",
    "title": "Signos",
    "language": "es",
    "entries": [
        {
            "headword": "Fiebre",
            "id": "fiebre",
            "concept": "fever",
            "definition": "Temperatura alta del cuerpo.",
            "audience": "professional",
        }
    ],
}


def numbered_entries(count: int) -> list[dict[str, str]]:
    return [
        {"headword": f"Ache {n:03}", "definition": f"Pain {n}.", "category": "Pain"}
        for n in range(count)
    ]


@pytest.fixture
def serve(tmp_path: Path) -> ServeFiles:
    """A function that returns a client of a service for these glossaries."""

    def client(*glossaries: dict[str, Any], **settings: str) -> FlaskClient:
        files = [tmp_path / f"{number}.json" for number in range(len(glossaries))]
        for file, glossary in zip(files, glossaries, strict=True):
            file.write_text(json.dumps(glossary))
        backend = open_backend(
            f"whoosh:{tmp_path / 'index'}", files, Quiet(), meaning=False
        )
        return create_app(read_settings(settings), backend=backend).test_client()

    return client
