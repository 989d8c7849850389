"""Two sides or more in turn, A B A B, so that a busy machine disturbs all alike."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

from benchmarks.datasets import Case
from benchmarks.running import Asked, Server, Side, running, said

AskRound = Callable[[Server, int], Asked]


def in_turn(
    servers: Sequence[Server], rounds: int, ask: AskRound
) -> Mapping[str, list[Asked]]:
    """What each side took in each round, by its name."""
    asked: dict[str, list[Asked]] = {server.name: [] for server in servers}
    for at in range(rounds):
        for server in servers:
            asked[server.name].append(ask(server, at))
        now = (f"{name} {of[-1].rate:,.0f}" for name, of in asked.items())
        said(f"  round {at + 1} of {rounds}: {', '.join(now)} per CPU-second")
    return asked


def all_running(stack: ExitStack, sides: Sequence[Side], case: Case) -> list[Server]:
    """Every side, answering until the stack is left."""
    return [stack.enter_context(running(side, case)) for side in sides]


def rates(asked: Sequence[Asked]) -> tuple[float, ...]:
    """Requests per CPU-second in each round."""
    return tuple(each.rate for each in asked)
