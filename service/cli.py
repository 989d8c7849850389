"""Command line: `heardword` serves glossaries and groups the commands of `index`."""

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from index.cli.main import commands as index_commands
from index.cli.options import COLUMNS
from index.loading.column_map import ColumnMap, join_columns
from index.loading.loader import MAX_ENTRIES, list_glossary_files, load_glossaries
from index.model.errors import HeardwordError
from index.model.glossary import all_entries
from service import VERSION
from service.settings import SettingsError, read_settings

_ROOT = Path(__file__).parents[1]  # wsgi.py and gunicorn.conf.py lie here
_DEFAULT_PORT = 8000
_FILES, _MAP = "GLOSSARY_FILES", "GLOSSARY_MAP"
_PATH_SETTINGS = ("GLOSSARY_BACKEND", "GLOSSARY_LOGO", "GLOSSARY_QUERY_LOG")
_EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - as gunicorn.conf.py, when PORT is set


@click.group(name="heardword", context_settings={"max_content_width": 88})
@click.version_option(VERSION, prog_name="heardword")
def commands() -> None:
    """Serve, check, index, and tune glossaries.

    Example: heardword serve words.xlsx
    """


@commands.command()
@click.argument("paths", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(1, 65535), help="[default: 8000]")
@COLUMNS
def serve(paths: Sequence[Path], port: int | None, columns: ColumnMap) -> None:
    """Serve glossary files with pages, search, and widget.

    FILE is YAML, JSON, JSON Lines, CSV, TSV, Excel (.xlsx), OpenDocument (.ods), SKOS
    (.ttl, .rdf, .jsonld), TBX, or dictd (.index), or a folder of such files;
    without one, those of GLOSSARY_FILES or the bundled glossary are served. With
    --port, other machines can connect too.

    Example: heardword serve words.xlsx
    """
    mapped = {_MAP: join_columns(columns)} if columns else {}
    environment = serve_environment({**os.environ, **mapped}, paths, port, Path.cwd())
    settings = read_settings(environment)
    max_entries = None if settings.backend.startswith("opensearch") else MAX_ENTRIES
    files = list_glossary_files(settings.files)
    glossaries = load_glossaries(files, max_entries=max_entries, columns=columns)
    used = settings.port or _DEFAULT_PORT
    check_port(_EVERY_ADDRESS if settings.port else "127.0.0.1", used)
    if sys.stdout.isatty():
        click.echo(describe_start(len(all_entries(glossaries)), used))
    _replace_process(environment)


def _replace_process(environment: Mapping[str, str]) -> None:
    """Become gunicorn."""
    config = _ROOT / "gunicorn.conf.py"
    if not config.exists():
        raise click.ClickException(f"{config} is missing. Run it in a source checkout.")
    command = ["-m", "gunicorn", "--config", str(config), "--chdir", str(_ROOT)]
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, *command, "wsgi:app"], environment)  # noqa: S606 - no shell


def serve_environment(
    environment: Mapping[str, str],
    paths: Sequence[Path],
    port: int | None,
    folder: Path,
) -> dict[str, str]:
    """Return the environment in which gunicorn serves these paths.

    gunicorn runs in another folder, so paths relative to `folder` become absolute.
    """
    given = [*map(str, paths)] or environment.get(_FILES, "").split(os.pathsep)
    absolute = {
        name: _absolute(environment.get(name, ""), folder) for name in _PATH_SETTINGS
    }
    absolute[_FILES] = os.pathsep.join(str(folder / each) for each in given if each)
    ports = {} if port is None else {"PORT": str(port)}
    present = {name: value for name, value in absolute.items() if value}
    return {**environment, **present, **ports}


def _absolute(text: str, folder: Path) -> str:
    """Return a setting with an absolute path; other values stay as they are."""
    engine = "whoosh:" if text.startswith("whoosh:") else ""
    path = text.removeprefix(engine).strip()
    is_path = path and path != "off" and "://" not in path
    return f"{engine}{folder / path}" if is_path else text


def check_port(host: str, port: int) -> None:
    """Raise click.ClickException if nothing can listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            problem = f"Port {port} cannot be used ({error.strerror}). "
            hint = "Stop the program that uses it, or choose another: --port 8001."
            raise click.ClickException(problem + hint) from error


def describe_start(entries: int, port: int) -> str:
    """Return what a person at a terminal needs to know."""
    noun = "entry" if entries == 1 else "entries"
    return (
        f"Serving {entries:,} {noun}. Open http://127.0.0.1:{port} in a browser.\n"
        "Press Ctrl+C to stop."
    )


for _command in index_commands.commands.values():
    commands.add_command(_command)


def main() -> None:
    """Run a command; print errors of the domain and of settings without a traceback."""
    try:
        commands(prog_name="heardword")
    except (HeardwordError, SettingsError) as error:
        raise SystemExit(str(error)) from None
