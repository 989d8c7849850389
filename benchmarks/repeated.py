"""Repeated questions, against a reply that needs no thought.

    python -m benchmarks.repeated [GLOSSARY…]

Fifty questions, asked over and over, against a bare WSGI app under the same gunicorn
whose reply is as long as the service's: once with the very same headers, once with the
least; and against Flask with that body. A reply was recorded whose length is nearest to
the mean of the fifty.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

from benchmarks import load
from benchmarks.adapters.bare import write_recorded
from benchmarks.competitors import ours, recorded
from benchmarks.datasets import Case, cases, parser
from benchmarks.interleaving import all_running, in_turn, rates
from benchmarks.measurements import RATE, Figure, Findings, Ratio, compared, keep
from benchmarks.questions import keystrokes
from benchmarks.running import Server, Side, end_on_sigterm, running, said

ALIKE, LEAST, CONSTANT = "bare, same headers", "bare", "Flask, constant"
_QUESTIONS = 50
_ROUND = 20_000  # requests at most
_SECONDS = 3.0  # of a round at most
_GOALS = {"autocomplete": 0.90, "search": 0.85}


def limits(server: Server, paths: Sequence[str], folder: Path) -> list[Side]:
    """Sides that answer with a reply as long as the server's to such questions."""
    replies = [server.get(path) for path in paths]
    mean = sum(len(body) for _, body in replies) / len(replies)
    headers, body = min(replies, key=lambda reply: abs(len(reply[1]) - mean))
    alike, least = folder / "alike.json", folder / "least.json"
    write_recorded(alike, headers, body, least=False)
    write_recorded(least, headers, body, least=True)
    return [
        recorded(ALIKE, "bare:app", alike),
        recorded(LEAST, "bare:app", least),
        recorded(CONSTANT, "flask_app:constant", least),
    ]


def measured(
    case: Case, server: Server, subject: str, paths: Sequence[str], rounds: int
) -> tuple[list[Figure], list[Ratio]]:
    """What all sides reach when these paths are asked again and again."""
    said(f"Repeated {subject}, {case.entries:,} entries")
    asked = [*islice(cycle(paths), _ROUND)]
    with ExitStack() as stack:
        others = all_running(stack, limits(server, paths, case.folder), case)
        servers = [server, *others]
        for each in servers:
            each.ask(asked, 2)
        found = in_turn(servers, rounds, lambda each, at: each.ask(asked, _SECONDS))
    of = {
        name: Figure(case.entries, subject, name, RATE, rates(each))
        for name, each in found.items()
    }
    ratios = [
        Ratio(
            case.entries,
            f"{subject}: ours / {name}",
            compared(of[server.name], of[name]),
            at_least=_GOALS[subject] if name == ALIKE else None,
        )
        for name in (ALIKE, LEAST, CONSTANT)
    ]
    return [*of.values()], ratios


def main() -> None:
    """Measure every glossary with both kinds of questions."""
    options = parser(__doc__).parse_args()
    end_on_sigterm()
    figures: list[Figure] = []
    ratios: list[Ratio] = []
    for case in cases(options.glossaries):
        with running(ours(), case) as server:
            for subject, paths in _frequent(case).items():
                found = measured(case, server, subject, paths, options.rounds)
                figures += found[0]
                ratios += found[1]
    title = "Repeated requests, compared with a constant response"
    note = "Every request was sent before. All responses have the same length."
    keep(Findings("repeated", title, note, tuple(figures), tuple(ratios)))


def _frequent(case: Case) -> dict[str, list[str]]:
    typed = Counter(keystrokes(case.questions(), 20_000)).most_common(_QUESTIONS)
    searched = [each.text for each in case.judged()[:: len(case.judged()) // 50]]
    return {
        "autocomplete": [load.autocomplete_path(text) for text, _ in typed],
        "search": [load.search_path(text) for text in searched[:_QUESTIONS]],
    }


if __name__ == "__main__":
    main()
