"""The command `heardword`."""

import os
import re
import socket
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from service import VERSION
from service.cli import check_port, commands, describe_start, serve_environment


def test_version_is_the_services() -> None:
    result = CliRunner().invoke(commands, ["--version"])

    assert result.output == f"heardword, version {VERSION}\n"


def test_help_lists_every_command() -> None:
    output = CliRunner().invoke(commands, ["--help"]).output

    for name in ["serve", "check", "build", "verify", "explain", "schema", "gaps"]:
        assert f"\n  {name} " in output


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_help_of_a_command_explains_arguments_and_gives_an_example(name: str) -> None:
    result = CliRunner().invoke(commands, [name, "--help"], prog_name="heardword")
    usage, _, text = result.output.partition("\n\n")

    assert f"Example: heardword {name}" in text
    for argument in re.findall(r"[A-Z]{2,}", usage.replace("OPTIONS", "")):
        assert f"{argument} is " in text or f"{argument} and " in text


def test_serve_help_names_the_formats() -> None:
    output = CliRunner().invoke(commands, ["serve", "--help"]).output

    for kind in ("YAML", "JSON Lines", "CSV", "Excel"):
        assert kind in output


def test_serve_environment_has_files_and_port(tmp_path: Path) -> None:
    files = [tmp_path / "a.yaml", Path("b.yaml")]

    environment = serve_environment(
        {"HOME": "/x", "PORT": "1"}, files, 9000, Path("/srv/site")
    )

    assert environment == {
        "HOME": "/x",
        "PORT": "9000",
        "GLOSSARY_FILES": f"{tmp_path / 'a.yaml'}{os.pathsep}/srv/site/b.yaml",
    }


@pytest.mark.parametrize(
    ("name", "value", "absolute"),
    [
        ("GLOSSARY_FILES", "a.yaml", "/srv/site/a.yaml"),
        ("GLOSSARY_LOGO", "logo.png", "/srv/site/logo.png"),
        ("GLOSSARY_LOGO", "https://a.example/x.png", "https://a.example/x.png"),
        ("GLOSSARY_QUERY_LOG", "/var/queries.jsonl", "/var/queries.jsonl"),
        ("GLOSSARY_QUERY_LOG", "off", "off"),
        ("GLOSSARY_BACKEND", "whoosh:", "whoosh:"),
        ("GLOSSARY_BACKEND", "whoosh:idx", "whoosh:/srv/site/idx"),
        ("GLOSSARY_BACKEND", "opensearchs://a@b:9200/c", "opensearchs://a@b:9200/c"),
    ],
)
def test_serve_environment_has_paths_from_the_current_folder(
    name: str, value: str, absolute: str
) -> None:
    assert serve_environment({name: value}, [], None, Path("/srv/site")) == {
        name: absolute
    }


def test_port_in_use_is_refused_in_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(click.ClickException, match=f"Port {port} cannot be used"):
            check_port("127.0.0.1", port)


def test_invalid_file_is_refused_before_the_start(tmp_path: Path) -> None:
    file = tmp_path / "my.json"
    file.write_text('[{"headword": "Edema"}]')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    result = CliRunner().invoke(commands, ["serve", "--port", str(port), str(file)])

    assert "definition" in str(result.exception)


def test_start_message_names_entries_address_and_how_to_stop() -> None:
    assert describe_start(1234, 9000) == (
        "Serving 1,234 entries. Open http://127.0.0.1:9000 in a browser.\n"
        "Press Ctrl+C to stop."
    )
