"""The command line: `python -m index check`, `build`, `evaluate`, `explain`, `gaps`."""

import csv
import os
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

import click

from index.cli.charts import rates_chart
from index.cli.evaluation import (
    ROW_TITLES,
    JudgedQuery,
    QueryResult,
    ask_all,
    headwords,
    missed,
    rates,
    table,
)
from index.cli.explain import as_text, explain
from index.cli.gap_report import as_json, gaps_chart
from index.cli.gap_report import as_text as gaps_as_text
from index.cli.gaps import Gaps, find_gaps
from index.cli.judgments import read_judgments
from index.cli.query_log import log_files
from index.cli.query_stats import QueryLog, read_log
from index.data import BUNDLED
from index.engines.factory import check_address, open_backend, with_secrets
from index.engines.progress import Console
from index.loading.loader import list_glossary_files, load_glossaries
from index.model.backend import Backend
from index.model.errors import BackendAddressError, HeardwordError
from index.model.glossary import all_entries

_PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path)
)


class _Backend(click.ParamType[str]):
    """An address, completed by the secrets in the environment."""

    name = "address"

    def convert(self, value: str, *_: object) -> str:
        """The whole address; says what is wrong with it."""
        try:
            whole = with_secrets(
                value,
                password=os.environ.get("GLOSSARY_OPENSEARCH_PASSWORD", ""),
                api_key=os.environ.get("GLOSSARY_OPENSEARCH_API_KEY", ""),
            )
            check_address(whole)
        except BackendAddressError as error:
            raise click.BadParameter(str(error)) from error
        return whole


_BACKEND = click.option(
    "--backend",
    type=_Backend(),
    default="whoosh:",
    envvar="GLOSSARY_BACKEND",
    show_default=True,
)
_GLOSSARY = click.option(
    "--glossary",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A glossary file or folder; may be given again.  [default: the bundled one]",
)
_NO_MEANING = click.option(
    "--no-meaning", is_flag=True, help="Do without the meaning channel."
)
_WRITTEN = click.Path(path_type=Path, dir_okay=False)


@click.group(name="python -m index", context_settings={"max_content_width": 88})
def commands() -> None:
    """Work on glossaries without serving them."""


@commands.command()
@_PATHS
def check(paths: Sequence[Path]) -> None:
    """Read glossary files and list every mistake in them."""
    glossaries = load_glossaries(list_glossary_files(paths))
    for glossary in glossaries:
        click.echo(f"{glossary.id}: {len(glossary.entries):,} entries, no mistakes")
    click.echo(f"{len(all_entries(glossaries)):,} entries in all.")


@commands.command()
@_PATHS
@_BACKEND
@_NO_MEANING
def build(
    paths: Sequence[Path],
    backend: str,
    no_meaning: bool,  # noqa: FBT001 - click calls it
) -> None:
    """Build the index of glossary files ahead, so that the service starts at once."""
    opened = open_backend(backend, paths, Console(), meaning=not no_meaning)
    status = opened.status()
    click.echo(
        f"{status.entries:,} entries are ready as generation {status.generation}."
    )


@commands.command()
@click.argument("queries", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_GLOSSARY
@_BACKEND
@_NO_MEANING
@click.option("--chart", type=_WRITTEN, help="[default: QUERIES with the ending .svg]")
@click.option("--misses", type=_WRITTEN, help="Write what was not found first (TSV).")
def evaluate(
    queries: Path,
    paths: Sequence[Path],
    backend: str,
    no_meaning: bool,  # noqa: FBT001 - click calls it
    chart: Path | None,
    misses: Path | None,
) -> None:
    """Measure how well judged queries are answered, and draw the rates."""
    opened = _opened(backend, paths, meaning=not no_meaning)
    judged = read_judgments(queries, headwords(opened))
    answered = _asked(opened, judged)
    measured = rates(answered)
    click.echo(table(measured))
    chart = chart or queries.with_suffix(".svg")
    _write(chart, rates_chart(measured, queries.name))
    click.echo(f"The chart is {chart}.")
    if misses:
        _write_misses(misses, missed(answered))


@commands.command(name="explain")
@click.argument("question")
@_GLOSSARY
@_BACKEND
@_NO_MEANING
def explain_question(
    question: str,
    paths: Sequence[Path],
    backend: str,
    no_meaning: bool,  # noqa: FBT001 - click calls it
) -> None:
    """Show the channels, scores and order that answer one question."""
    opened = _opened(backend, paths, meaning=not no_meaning)
    click.echo(as_text(explain(opened, question)))


@commands.command()
@click.argument("logs", nargs=-1, required=True, type=click.Path(path_type=Path))
@_GLOSSARY
@_BACKEND
@_NO_MEANING
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--chart", type=_WRITTEN, help="Draw the gaps asked most (SVG).")
@click.option("--most", default=50, type=click.IntRange(1), show_default=True)
@click.option(
    "--at-least",
    default=1,
    type=click.IntRange(1),
    show_default=True,
    help="Leave out what was asked less often, such as slips of a single reader.",
)
def gaps(
    logs: Sequence[Path],
    paths: Sequence[Path],
    backend: str,
    no_meaning: bool,  # noqa: FBT001 - click calls it
    form: str,
    chart: Path | None,
    most: int,
    at_least: int,
) -> None:
    """List what readers did not find, from query logs, and what would mend it."""
    opened = _opened(backend, paths, meaning=not no_meaning)
    log = _read(logs)
    found = _gaps(opened, log, most, at_least)
    told = as_json(log, found) if form == "json" else gaps_as_text(log, found)
    click.echo(_writable(told))
    if chart:
        _write(chart, gaps_chart(found, "What readers did not find"))
        click.echo(f"The chart is {chart}.", err=True)


def _writable(text: str) -> str:
    """The text with escapes for what this terminal has no letters for."""
    encoding = sys.stdout.encoding or "ascii"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _read(logs: Sequence[Path]) -> QueryLog:
    sizes = log_files(logs)
    total = sum(sizes.values())
    with Console(counted="bytes").counting("Reading", total) as advance:
        return read_log(sizes, advance)


def _gaps(backend: Backend, log: QueryLog, most: int, at_least: int) -> Gaps:
    total = len(log.questions)
    with Console(counted="questions").counting("Asking", total) as advance:
        return find_gaps(backend, log.questions, advance, most=most, at_least=at_least)


def _opened(backend: str, paths: Sequence[Path], *, meaning: bool) -> Backend:
    """The back end at an address, with the bundled glossary where none is named."""
    return open_backend(backend, paths or [BUNDLED], Console(), meaning=meaning)


def _asked(backend: Backend, judged: Sequence[JudgedQuery]) -> tuple[QueryResult, ...]:
    status = backend.status()
    way = "with" if status.meaning else "without"
    click.echo(f"{len(judged):,} queries, {status.entries:,} entries, {way} meaning")
    with Console(counted="queries").counting("Asking", len(judged)) as advance:
        return ask_all(backend, judged, advance)


def _write_misses(file: Path, answered: Iterable[QueryResult]) -> None:
    rows = [each.row for each in answered]
    text = StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows([ROW_TITLES, *rows])
    _write(file, text.getvalue())
    click.echo(f"{len(rows):,} queries that could be answered better are in {file}.")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(file), error.strerror) from error


def main() -> None:
    """Run a command; what is wrong with a glossary is said without a traceback."""
    try:
        commands()
    except HeardwordError as error:
        raise SystemExit(str(error)) from None
