"""Commands on glossaries and indexes, such as build, evaluate, explain, and gaps."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

import click

from index.cli.charts import rates_chart
from index.cli.check.command import check, escape_unencodable
from index.cli.convert import convert
from index.cli.coverage.command import coverage
from index.cli.evaluation import (
    ROW_TITLES,
    JudgedQuery,
    QueryResult,
    compute_rates,
    format_table,
    list_headwords,
    misses,
    run_queries,
)
from index.cli.explain import explain, format_explanation
from index.cli.gap_report import format_report, gaps_chart, to_json
from index.cli.gaps import Gaps, find_gaps
from index.cli.judgments import read_judgments
from index.cli.options import BACKEND, COLUMNS, GLOSSARY, NO_MEANING, PATHS
from index.cli.query_log import list_log_files
from index.cli.query_stats import QueryLog, read_log
from index.cli.verify import verify
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Console
from index.exporting.schema import schema_text
from index.loading.column_map import ColumnMap
from index.model.backend import Backend
from index.model.errors import HeardwordError

_OUTPUT_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(name="heardword", context_settings={"max_content_width": 88})
def commands() -> None:
    """Check, index, and tune glossaries."""


@commands.command()
@PATHS
@BACKEND
@NO_MEANING
@COLUMNS
def build(
    paths: Sequence[Path],
    backend: str,
    no_meaning: bool,  # noqa: FBT001 - click calls it
    columns: ColumnMap,
) -> None:
    """Build the index of glossary files, so that the service starts at once.

    FILE is a glossary of any format that `check` takes, or a folder of such files.

    Example: heardword build words.xlsx
    """
    opened = open_backend(
        backend, paths, Console(), meaning=not no_meaning, columns=columns
    )
    status = opened.status()
    click.echo(
        f"{status.entries:,} entries are ready as generation {status.generation}."
    )


@commands.command()
@click.argument("queries", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@GLOSSARY
@BACKEND
@NO_MEANING
@COLUMNS
@click.option(
    "--chart", type=_OUTPUT_FILE, help="[default: QUERIES with the suffix .svg]"
)
@click.option(
    "--misses",
    "misses_file",
    type=_OUTPUT_FILE,
    help="Write the queries whose results could be better (TSV).",
)
def evaluate(
    queries: Path,
    paths: Sequence[Path],
    backend: str,
    no_meaning: bool,  # noqa: FBT001 - click calls it
    columns: ColumnMap,
    chart: Path | None,
    misses_file: Path | None,
) -> None:
    """Run judged queries, print their hit rates, and draw them as a chart.

    QUERIES is a CSV or TSV file with the columns kind, query, expected (headwords or
    IDs, separated by |), and rivals; only query and expected are needed.

    Example: heardword evaluate queries.csv --glossary words.xlsx
    """
    opened = _open_backend(backend, paths, meaning=not no_meaning, columns=columns)
    judged = read_judgments(queries, list_headwords(opened))
    results = _run_judged(opened, judged)
    rates = compute_rates(results)
    click.echo(format_table(rates))
    chart = chart or queries.with_suffix(".svg")
    _write(chart, rates_chart(rates, queries.name))
    click.echo(f"The chart is {chart}.")
    if misses_file:
        _write_misses(misses_file, misses(results))


@commands.command(name="explain")
@click.argument("query")
@GLOSSARY
@BACKEND
@NO_MEANING
@COLUMNS
def explain_query(
    query: str,
    paths: Sequence[Path],
    backend: str,
    no_meaning: bool,  # noqa: FBT001 - click calls it
    columns: ColumnMap,
) -> None:
    """Show which channels, scores, and ranks lead to the results of one query.

    QUERY is what a reader types, in quotation marks if it has several words.

    Example: heardword explain "new tro pee nia" --glossary words.xlsx
    """
    opened = _open_backend(backend, paths, meaning=not no_meaning, columns=columns)
    click.echo(format_explanation(explain(opened, query)))


@commands.command()
@click.argument(
    "logs",
    metavar="LOG...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@GLOSSARY
@BACKEND
@NO_MEANING
@COLUMNS
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text")
@click.option("--chart", type=_OUTPUT_FILE, help="Draw the most frequent gaps (SVG).")
@click.option(
    "--most",
    "max_gaps",
    default=50,
    type=click.IntRange(1),
    show_default=True,
    help="Largest number of gaps to list.",
)
@click.option(
    "--at-least",
    "min_times",
    default=1,
    type=click.IntRange(1),
    show_default=True,
    help="Leave out less frequent queries, such as typing errors of a single reader.",
)
def gaps(
    logs: Sequence[Path],
    paths: Sequence[Path],
    backend: str,
    no_meaning: bool,  # noqa: FBT001 - click calls it
    columns: ColumnMap,
    output: str,
    chart: Path | None,
    max_gaps: int,
    min_times: int,
) -> None:
    """List the queries in logs that have no sure answer, and suggest fixes.

    LOG is a file that the service writes with GLOSSARY_QUERY_LOG, or a folder of them.

    Example: heardword gaps queries.jsonl --glossary words.xlsx
    """
    opened = _open_backend(backend, paths, meaning=not no_meaning, columns=columns)
    log = _read_logs(logs)
    result = _find_gaps(opened, log, max_gaps, min_times)
    report = to_json(log, result) if output == "json" else format_report(log, result)
    click.echo(escape_unencodable(report))
    if chart:
        _write(chart, gaps_chart(result, "Queries without a sure answer"))
        click.echo(f"The chart is {chart}.", err=True)


@commands.command()
def schema() -> None:
    """Print the JSON Schema of glossaries in YAML and JSON.

    Editors use it to complete and to check while you type. A YAML file names it in a
    comment, # yaml-language-server: $schema=glossary.schema.json, and a JSON file in
    the field "$schema".

    Example: heardword schema > glossary.schema.json
    """
    click.echo(schema_text(), nl=False)


for _command in (check, convert, coverage, verify):
    commands.add_command(_command)


def _read_logs(logs: Sequence[Path]) -> QueryLog:
    sizes = list_log_files(logs)
    total = sum(sizes.values())
    with Console(counted="bytes").counting("Reading", total) as advance:
        return read_log(sizes, advance)


def _find_gaps(backend: Backend, log: QueryLog, max_gaps: int, min_times: int) -> Gaps:
    total = len(log.queries)
    with Console(counted="queries").counting("Searching", total) as advance:
        return find_gaps(
            backend, log.queries, advance, max_gaps=max_gaps, min_times=min_times
        )


def _open_backend(
    backend: str, paths: Sequence[Path], *, meaning: bool, columns: ColumnMap
) -> Backend:
    """Open a back end for glossaries, by default for the bundled one."""
    files = paths or [BUNDLED]
    return open_backend(backend, files, Console(), meaning=meaning, columns=columns)


def _run_judged(
    backend: Backend, judged: Sequence[JudgedQuery]
) -> tuple[QueryResult, ...]:
    status = backend.status()
    way = "with" if status.meaning else "without"
    click.echo(f"{len(judged):,} queries, {status.entries:,} entries, {way} meaning")
    with Console(counted="queries").counting("Searching", len(judged)) as advance:
        return run_queries(backend, judged, advance)


def _write_misses(file: Path, results: Iterable[QueryResult]) -> None:
    rows = [each.row for each in results]
    text = StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows([ROW_TITLES, *rows])
    _write(file, text.getvalue())
    click.echo(f"{len(rows):,} queries whose results could be better are in {file}.")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(file), error.strerror) from error


def main() -> None:
    """Run a command; print errors of the domain without a traceback."""
    try:
        commands()
    except HeardwordError as error:
        raise SystemExit(str(error)) from None
