"""Turns of the event loop, kept short so that new clients are accepted in time."""

import time

import gevent

from service.http.wsgi import HEALTH_PATH, MAX_QUEUE_SECONDS

MAX_TURN_SECONDS = 0.01  # two searches; gevent wakes 50 waiting greenlets per turn


class EventLoop:
    """The loop of a gevent worker, in which one greenlet computes at a time.

    A turn looks for connections and requests that have arrived, and then answers all
    of them. Under overload that would take seconds, in which no client is accepted:
    /healthz took 13 s at five times the capacity, and takes 0.2 s with short turns.
    """

    def __init__(self) -> None:
        self._loop = gevent.get_hub().loop
        self._turn = 0
        self._started = 0.0

    def wait_for_turn(self, path: str, since: float) -> None:
        """Put a request off while this turn is over.

        Neither the health check nor a request that will be refused has to wait.
        """
        while self._is_turn_over() and path != HEALTH_PATH:
            if time.monotonic() - since > MAX_QUEUE_SECONDS:
                return
            gevent.sleep(0)

    def _is_turn_over(self) -> bool:
        turn, now = self._loop.iteration, time.monotonic()
        if turn != self._turn:
            self._turn, self._started = turn, now
        return now - self._started > MAX_TURN_SECONDS
