"""The store of the response cache: an LRU over bytes, of one generation."""

from dataclasses import replace
from weakref import ref

from service.middleware.cache_store import CachedResponse, CacheKey, ResponseStore

RESPONSE = CachedResponse(
    headers=(("Content-Type", "text/plain"),),
    body=b"x" * 9_000,
    etag='"1"',
    is_public=True,
    route="/",
    media_type="text/plain",
    outcome=None,
)


class Generation:
    """Data from which a response is made."""


GENERATION = Generation()


def key_of(name: object) -> CacheKey:
    return CacheKey(f"/{name}", (), "")


def test_least_recently_used_response_is_dropped_first() -> None:
    store = ResponseStore(100_000)
    for number in range(9):
        store.put(key_of(number), RESPONSE, GENERATION)
    store.get(key_of(0), GENERATION)

    for number in range(9, 12):
        store.put(key_of(number), RESPONSE, GENERATION)

    stored = [n for n in range(12) if store.get(key_of(n), GENERATION)]
    assert stored == [0, 4, 5, 6, 7, 8, 9, 10, 11]


def test_store_never_exceeds_its_size() -> None:
    store = ResponseStore(1_000_000)
    for number in range(5_000):
        store.put(
            key_of(number % 700),
            replace(RESPONSE, body=b"x" * (number % 900)),
            GENERATION,
        )

    stored = [store.get(key_of(number), GENERATION) for number in range(700)]
    assert 0.8 < sum(each.size for each in stored if each) / 1_000_000 <= 1


def test_response_over_an_eighth_of_the_store_is_not_stored() -> None:
    store = ResponseStore(40_000)
    store.put(key_of("small"), replace(RESPONSE, body=b""), GENERATION)

    store.put(key_of("large"), RESPONSE, GENERATION)

    assert store.get(key_of("large"), GENERATION) is None
    assert store.get(key_of("small"), GENERATION) is not None


def test_long_keys_count_as_memory() -> None:
    store = ResponseStore(100_000)
    small = replace(RESPONSE, body=b"")
    for number in range(100):
        long = CacheKey("/", (("strange", f"{number}" + "x" * 4_000),), "")
        store.put(long, small, GENERATION)

    assert 10 < len(store) < 25


def test_next_generation_drops_all_responses() -> None:
    store = ResponseStore(100_000)
    store.put(key_of("key"), RESPONSE, GENERATION)

    assert store.get(key_of("key"), Generation()) is None
    store.put(key_of("other"), RESPONSE, Generation())
    assert len(store) == 1


def test_store_does_not_keep_its_generation_alive() -> None:
    store, generation = ResponseStore(100_000), Generation()
    store.put(key_of("key"), RESPONSE, generation)
    alive = ref(generation)

    del generation

    assert alive() is None
