"""Rates and the sliding-window counters in memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rate_limiting.sliding_window import MemoryStore, Rate, parse_rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("120/minute", Rate(120, 60)),
        ("5 / second", Rate(5, 1)),
        ("1/hour", Rate(1, 3600)),
        ("999999999/day", Rate(999_999_999, 86_400)),
        ("0/minute", None),
        ("-1/minute", None),
        ("1.5/minute", None),
        ("120/minutes", None),
        ("120", None),
        ("１/minute", None),
        ("", None),
    ],
)
def test_parse_rate_accepts_whole_numbers_per_unit(
    text: str, rate: Rate | None
) -> None:
    assert parse_rate(text) == rate


def test_hit_allows_the_rate_to_each_client() -> None:
    store = MemoryStore(Rate(3, 60))

    waits = [store.hit("a", 600.0) for _ in range(5)]

    assert [wait > 0 for wait in waits] == [False, False, False, True, True]
    assert store.hit("b", 600.0) == 0


def test_hit_refuses_twice_the_rate_around_the_turn_of_a_window() -> None:
    store = MemoryStore(Rate(100, 60))

    before = [store.hit("a", 659.9) for _ in range(100)]
    after = [store.hit("a", 660.1) for _ in range(100)]

    assert before.count(0) == 100
    assert after.count(0) == 0


@given(
    rate=st.builds(Rate, st.integers(1, 50), st.sampled_from([1, 60, 3600])),
    gaps=st.lists(st.floats(0, 2), max_size=60),
)
def test_hit_allows_a_request_after_the_returned_wait(
    rate: Rate, gaps: list[float]
) -> None:
    store = MemoryStore(rate)
    at = 1_000_000.0

    for gap in gaps:
        at += gap * rate.seconds / rate.requests
        wait = store.hit("a", at)
        assert 0 <= wait <= 2 * rate.seconds
        if wait:
            assert store.hit("a", at + wait + 0.001) == 0
            at += wait + 0.001


@given(st.lists(st.floats(0, 0.2), min_size=50, max_size=300))
def test_hit_bounds_the_requests_of_any_window(gaps: list[float]) -> None:
    rate, store = Rate(20, 1), MemoryStore(Rate(20, 1))
    at, allowed = 1_000_000.0, []

    for gap in gaps:
        at += gap
        if not store.hit("a", at):
            allowed.append(at)

    for begin in allowed:
        within = [each for each in allowed if begin <= each < begin + 1]
        assert len(within) <= 2 * rate.requests


def test_memory_store_bounds_the_number_of_clients() -> None:
    store = MemoryStore(Rate(1, 60), max_clients=100)

    for number in range(250):
        store.hit(str(number), 600.0)

    assert len(store) <= 200
