"""Two hundred slow connections, and an ordinary reader beside them."""

from pathlib import Path

from service.server.deadlines import Deadlines
from tests.support.load_generator import Seen, asking, cold_questions, quantile
from tests.support.service_process import Service
from tests.support.slow_clients import Crowd

SLOW = 200
ALONE_SECONDS = 8
CROWDED_SECONDS = 16  # longer than anybody may take for a head
RATE = 40  # a second: a fifth of what two processes can answer, and 600 in a phase
NOISE_SECONDS = 0.1  # a busy machine stops a process so long; gthread stops for 5 s
ROUNDS = 2
# not that way, too late, too long; refused as anybody when the machine is out of breath
TOLD_TO_SLOW = {b"405", b"408", b"431", b"503"}


def p99(phases: list[Seen]) -> float:
    return quantile(
        sorted(each.seconds for seen in phases for each in seen.asked), 0.99
    )


def refused(phases: list[Seen]) -> float:
    """The part that was refused, as a machine that does much else makes it."""
    asked = sum(len(seen.asked) for seen in phases)
    return sum(seen.count(503) for seen in phases) / asked


def test_slow_connections_hardly_delay_other_clients(tmp_path: Path) -> None:
    service = Service(tmp_path, {})
    questions = cold_questions(4 * 1000)
    alone, crowded, crowds = [], [], []

    def read(seconds: float, number: int) -> Seen:
        asked = questions[number * 1000 : (number + 1) * 1000]
        with asking(tmp_path, service.port, asked, seconds=seconds, rate=RATE) as load:
            return load.wait()

    try:
        service.wait_until_ready()
        for turn in range(ROUNDS):
            alone.append(read(ALONE_SECONDS, 2 * turn))
            with Crowd(service.port, SLOW) as crowd:
                crowded.append(read(CROWDED_SECONDS, 2 * turn + 1))
            crowds.append(crowd)
    finally:
        service.end()

    phases = alone + crowded
    lives = [life for crowd in crowds for life in crowd.lives]
    print(f"p99 alone {p99(alone):.3f} s, crowded {p99(crowded):.3f} s")
    print(f"sent away {len(lives)}, longest {max(each for _, each in lives):.1f} s")
    print(f"refused alone {refused(alone):.2%}, crowded {refused(crowded):.2%}")
    assert {each.status for seen in phases for each in seen.asked} <= {200, 503}
    assert refused(crowded) <= 2 * refused(alone) + 0.02
    assert p99(crowded) <= 2 * p99(alone) + NOISE_SECONDS
    assert {status for crowd in crowds for status in crowd.statuses} <= TOLD_TO_SLOW
    assert {kind for kind, _ in lives} == {"silent", "head", "body"}
    assert max(each for _, each in lives) < Deadlines().head + 5
    assert "Traceback" not in service.output
