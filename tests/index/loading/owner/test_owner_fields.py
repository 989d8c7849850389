"""Owner in the header of a glossary file."""

import json
import os
from pathlib import Path

import pytest

from index.loading.loader import load_glossaries
from index.loading.owner.logo import MAX_LOGO_BYTES
from index.model.errors import GlossaryError
from index.model.owner import Owner

ENTRIES = [{"headword": "Lease", "definition": "A contract."}]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SVG = (
    b'<?xml version="1.0"?>\n<!-- by us -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'
)


def load_owner(folder: Path, **header: object) -> Owner:
    file = folder / "words.json"
    file.write_text(json.dumps({**header, "entries": ENTRIES}))
    return load_glossaries([file])[0].owner


def test_header_gives_every_part_of_the_owner(tmp_path: Path) -> None:
    parts = {
        "about": "For tenants.",
        "home": "https://law.example Law Office",
        "logo": "https://law.example/logo.png",
        "accent": "#0a6767",
        "contact": "mailto:words@law.example",
        "imprint": "https://law.example/imprint",
        "privacy": "http://law.example/privacy",
    }

    owner = load_owner(tmp_path, **parts)

    assert owner == Owner(**parts)
    assert owner.home_address == "https://law.example"
    assert owner.home_name == "Law Office"


def test_glossary_without_owner_has_none(tmp_path: Path) -> None:
    assert load_owner(tmp_path) == Owner()


def test_home_without_name_is_named_after_its_host(tmp_path: Path) -> None:
    assert load_owner(tmp_path, home="https://law.example/a").home_name == "law.example"


@pytest.mark.parametrize(
    ("written", "color"),
    [("#ABC", "#aabbcc"), ("Teal", "#008080"), ("rebeccapurple", "#663399")],
)
def test_accent_is_stored_in_hexadecimal(
    tmp_path: Path, written: str, color: str
) -> None:
    assert load_owner(tmp_path, accent=written).accent == color


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", PNG),
        ("logo.svg", SVG),
        ("logo.jpg", b"\xff\xd8\xff\xe0"),
        ("logo.webp", b"RIFF\0\0\0\0WEBPVP8 "),
    ],
)
def test_logo_file_is_found_next_to_the_glossary(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    owner = load_owner(tmp_path, logo=name)

    assert owner.logo_file == str((tmp_path / name).resolve())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("home", "Law Office"),
        ("home", "javascript:alert(1) Law Office"),
        ("logo", "javascript://x/%0aalert(1)"),
        ("logo", "https://a.example;script-src/x.png"),
        ("logo", "../logo.png"),
        ("logo", "missing.png"),
        ("logo", "a\0b"),
        ("accent", "#12345"),
        ("accent", "red;}"),
        ("accent", "var(--x)"),
        ("accent", ""),
        ("contact", "words@law.example"),
        ("contact", "mailto:words@law.example?bcc=everybody@law.example"),
        ("contact", "mailto:"),
        ("contact", "javascript:alert(1)"),
        ("imprint", "data:text/html,x"),
        ("imprint", "/imprint"),
        ("privacy", "https://"),
        ("privacy", "https://a.example:port/"),
    ],
)
def test_invalid_part_refuses_the_file_with_one_line(
    tmp_path: Path, field: str, value: str
) -> None:
    with pytest.raises(GlossaryError) as raised:
        load_owner(tmp_path, **{field: value})

    (issue,) = raised.value.issues
    assert issue.field == field
    assert issue.hint


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<html><svg>", b"\x89PNG\r\n\x1a\n" + bytes(MAX_LOGO_BYTES)],
)
def test_logo_file_of_another_kind_or_size_is_refused(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "logo.png").write_bytes(content)

    with pytest.raises(GlossaryError, match="is not a suitable image"):
        load_owner(tmp_path, logo="logo.png")


def test_logo_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    folder = tmp_path / "glossary"
    folder.mkdir()
    (folder / "logo.png").symlink_to(tmp_path / "secret.png")

    with pytest.raises(GlossaryError, match="outside the folder"):
        load_owner(folder, logo="logo.png")


def test_pipe_as_logo_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "logo.png")

    with pytest.raises(GlossaryError, match="cannot be read"):
        load_owner(tmp_path, logo="logo.png")


def test_unquoted_color_in_yaml_is_not_taken_for_a_comment(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("accent: #0a6767\nentries:\n- headword: A1\n  definition: B.\n")

    with pytest.raises(GlossaryError, match="accent"):
        load_glossaries([file])
