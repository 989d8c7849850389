"""Rounds of several systems in turn, A B A B, so that noise affects all alike."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

from benchmarks.harness.datasets import Dataset
from benchmarks.harness.running import RoundResult, Server, System, log, running

RunRound = Callable[[Server, int], RoundResult]


def interleave(
    servers: Sequence[Server], rounds: int, run_round: RunRound
) -> Mapping[str, list[RoundResult]]:
    """Return the results of each server in each round, by its name."""
    results: dict[str, list[RoundResult]] = {server.name: [] for server in servers}
    for number in range(rounds):
        for server in servers:
            results[server.name].append(run_round(server, number))
        latest = (f"{name} {each[-1].rate:,.0f}" for name, each in results.items())
        log(f"  round {number + 1} of {rounds}: {', '.join(latest)} per CPU-second")
    return results


def start_all(
    stack: ExitStack, systems: Sequence[System], dataset: Dataset
) -> list[Server]:
    """Start every system; the stack ends them."""
    return [stack.enter_context(running(system, dataset)) for system in systems]


def cpu_rates(results: Sequence[RoundResult]) -> tuple[float, ...]:
    """Return the requests per CPU-second of each round."""
    return tuple(each.rate for each in results)
