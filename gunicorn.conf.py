"""gunicorn settings; docs/decisions.md has the measurements behind the numbers."""

import gc
import os
import resource
import signal
import sys
from pathlib import Path
from typing import NoReturn

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

# One question is too little work to share between threads of a BLAS; read when numpy
# is imported, so it has to stand before anything of ours.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from service.server.door import turn_away
from service.server.gunicorn_log import LOGGING
from service.settings import SettingsError, read_settings

# Until gunicorn listens to it; what is there when it does is taken in anyhow.
signal.signal(signal.SIGHUP, signal.SIG_IGN)

try:
    _settings = read_settings(os.environ)
except SettingsError as error:
    sys.exit(str(error))

# A PORT is given by a platform whose router comes from outside; without one the
# service is somebody's own and stays on this machine.
bind = f"0.0.0.0:{_settings.port}" if _settings.port else "127.0.0.1:8000"
workers = _settings.workers
worker_class = "service.server.worker.WholeHeadWorker"  # gthread, waiting for no client
threads = 4
preload_app = True  # settings are checked and word vectors loaded once, for all workers
keepalive = 95  # longer than a router's 90 s, so that the router closes first
graceful_timeout = 15  # a worker told to end while it still starts never hears it
_MEMORY = Path("/dev/shm")  # noqa: S108 - heartbeats; on a disk they can block a worker
worker_tmp_dir = str(_MEMORY) if os.access(_MEMORY, os.W_OK | os.X_OK) else None
control_socket_disable = True
limit_request_line = 4094  # 200 characters are 2,400 bytes when each is percent-encoded
limit_request_fields = 64  # a browser behind two proxies sends 30
limit_request_field_size = 8190  # cookies of the site around it come along; all: 32 KB
forwarder_headers = ""  # or a SCRIPT_NAME from this machine would be taken over
backlog = 2048  # what overflows here is not refused, but tried again seconds later
# The index takes 110 of the files that a process may open, often 1,024, and twice that
# while the next one is taken in.
_files = resource.getrlimit(resource.RLIMIT_NOFILE)[0] % 2**31  # -1: no limit
worker_connections = min(800, max(_files - 256, _files // 2))
logger_class = "service.server.gunicorn_log.NoAccessLog"
logconfig_dict = LOGGING


def when_ready(server: Arbiter) -> None:
    """Let SIGHUP take in a changed glossary, and SIGTERM turn away who comes after it.

    At SIGHUP gunicorn would start every worker anew, which costs readers the
    connections they hold and takes in nothing, as the application is loaded already. It
    looks its handlers up by name when a signal comes, so one of this server's own goes
    first; tests/test_reload.py notices when that is no longer so.
    """
    from wsgi import generations

    end = server.handle_term

    def take_in_changed_files() -> None:
        server.log.info("Looking for a changed glossary")
        generations.request_reload()

    def turn_away_and_end() -> None:
        if not (server.systemd or server.reexec_pid or server.master_pid):
            turn_away(server.LISTENERS)  # nobody else listens there any more
        end()

    # What is loaded stays: looking through it for garbage would copy its pages into
    # every worker.
    gc.collect()
    gc.freeze()
    server.handle_hup = take_in_changed_files
    server.handle_term = turn_away_and_end


def post_fork(server: Arbiter, worker: Worker) -> None:
    """Hold SIGHUP back until it is handled: gunicorn lets it end a worker."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])


def post_worker_init(worker: Worker) -> None:
    """Open the index, if there is one, before the first connection is accepted."""
    from wsgi import generations

    generations.start(on_fatal=_end_the_service)
    signal.signal(signal.SIGHUP, lambda *_: generations.request_reload())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGHUP])


def _end_the_service(error: Exception) -> NoReturn:
    """Say what is wrong and end all of gunicorn; called outside the main thread."""
    print(error, file=sys.stderr, flush=True)
    os._exit(Arbiter.APP_LOAD_ERROR)
