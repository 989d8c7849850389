"""One indexer at a time, and none that waits for one who is gone."""

import time
from threading import Event, Thread

import pytest

from index.engines.opensearch.cluster.address import parse_address
from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.indexing import lease as opensearch_lock
from index.engines.opensearch.indexing.lease import IndexerLease, LostLeaseError
from tests.opensearch.places import Place

PATIENCE = 60  # seconds


def lock(place: Place) -> IndexerLease:
    return IndexerLease(Cluster(parse_address(place.address)), place.name)


@pytest.mark.smoke
def test_it_is_held_by_one_at_a_time(place: Place) -> None:
    inside: list[int] = []
    most: list[int] = []

    def hold(number: int) -> None:
        with lock(place).held():
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.2)
            inside.remove(number)

    holders = [Thread(target=hold, args=(number,)) for number in range(3)]
    for each in holders:
        each.start()
    for each in holders:
        each.join(PATIENCE)

    assert most == [1, 1, 1]


def test_it_is_kept_for_longer_than_it_lasts(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch_lock, "EXPIRES", 1.5)
    monkeypatch.setattr(opensearch_lock, "_RENEW_EVERY", 0.3)
    entered = Event()

    def hold() -> None:
        with lock(place).held():
            entered.set()

    ours = lock(place)
    with ours.held():
        other = Thread(target=hold)
        other.start()
        assert not entered.wait(4.0)
        ours.check()
    other.join(PATIENCE)

    assert entered.is_set()


def test_who_does_not_renew_it_loses_it_and_knows(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch_lock, "EXPIRES", 1.0)
    monkeypatch.setattr(opensearch_lock, "_RENEW_EVERY", 2.5)
    frozen = lock(place)

    with frozen.held(), lock(place).held(), pytest.raises(LostLeaseError):
        frozen.check()
