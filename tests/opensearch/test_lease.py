"""Lease on indexing: one holder at a time, renewed while held, lost if not renewed."""

import time
from threading import Event, Thread

import pytest

from index.engines.opensearch.cluster.address import parse_address
from index.engines.opensearch.cluster.client import Cluster
from index.engines.opensearch.indexing.lease import IndexerLease, LostLeaseError
from tests.opensearch.namespace import ClusterNamespace

PATIENCE = 60  # seconds


def lease(
    namespace: ClusterNamespace, seconds: float = 10.0, renew_every: float | None = None
) -> IndexerLease:
    cluster = Cluster(parse_address(namespace.address))
    return IndexerLease(cluster, namespace.name, seconds, renew_every)


@pytest.mark.smoke
def test_lease_has_one_holder_at_a_time(namespace: ClusterNamespace) -> None:
    holders: list[int] = []
    counts: list[int] = []

    def hold(number: int) -> None:
        with lease(namespace).acquire():
            holders.append(number)
            counts.append(len(holders))
            time.sleep(0.2)
            holders.remove(number)

    threads = [Thread(target=hold, args=(number,)) for number in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(PATIENCE)

    assert counts == [1, 1, 1]


def test_lease_is_renewed_while_it_is_held(namespace: ClusterNamespace) -> None:
    entered = Event()

    def hold() -> None:
        with lease(namespace, 1.5).acquire():
            entered.set()

    ours = lease(namespace, 1.5)
    with ours.acquire():
        other = Thread(target=hold)
        other.start()
        assert not entered.wait(4.0)
        ours.check()
    other.join(PATIENCE)

    assert entered.is_set()


def test_lease_is_lost_if_it_is_not_renewed(namespace: ClusterNamespace) -> None:
    frozen = lease(namespace, 1.0, renew_every=2.5)
    other = lease(namespace, 1.0)

    with frozen.acquire(), other.acquire(), pytest.raises(LostLeaseError):
        frozen.check()
