"""gunicorn settings; docs/decisions.md has the measurements behind the numbers."""

worker_class = "service.server.worker.DeadlineWorker"  # "gthread" works as well

if worker_class != "gthread":
    from gevent import monkey

    monkey.patch_all()  # before anything else is imported that waits or locks

import gc
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

# One query is too little work to share between BLAS threads. numpy reads the variable
# when it is imported, so it is set before any import of ours.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from service.server.gunicorn_log import logging_config
from service.server.gunicorn_parts import find_differences
from service.server.listeners import refuse_connections
from service.settings import SettingsError, read_settings

_differences = find_differences() if worker_class != "gthread" else []
if _differences:
    worker_class = "gevent"  # without deadlines for slow clients

# Ignored until gunicorn installs its handler: the default action ends the process.
signal.signal(signal.SIGHUP, signal.SIG_IGN)

try:
    _settings = read_settings(os.environ)
except SettingsError as error:
    sys.exit(str(error))

# Hosting platforms set PORT, and their routers connect from outside. Without it, only
# this machine can connect.
bind = f"0.0.0.0:{_settings.port}" if _settings.port else "127.0.0.1:8000"
workers = _settings.workers
threads = 4  # of gthread; a gevent worker has a greenlet per connection
preload_app = True  # settings are checked and word vectors loaded once, for all workers
keepalive = 95  # longer than a router's 90 s, so that the router closes first
graceful_timeout = 15  # seconds; a worker that misses SIGTERM at its start is killed
_MEMORY = Path("/dev/shm")  # noqa: S108 - heartbeats; on a disk they can block a worker
worker_tmp_dir = str(_MEMORY) if os.access(_MEMORY, os.W_OK | os.X_OK) else None
control_socket_disable = True
limit_request_line = 4094  # 200 characters are 2,400 bytes when each is percent-encoded
limit_request_fields = 64  # a browser behind two proxies sends 30
limit_request_field_size = 8190  # bytes, with all cookies of the site; head: 32 KB
forwarder_headers = ""  # by default, clients on this machine may set SCRIPT_NAME
backlog = 2048  # connections; beyond it, clients retry only after seconds
# An opened index uses 110 of the files that a process may open (often 1,024), and twice
# as many during a reload.
_files = resource.getrlimit(resource.RLIMIT_NOFILE)[0] % 2**31  # -1: no limit
worker_connections = min(800, max(_files - 256, _files // 2))
_SEND_BUFFER_BYTES = 128 * 1024  # Linux takes twice as much; 2.5 MB/s at 100 ms
logger_class = "service.server.gunicorn_log.NoAccessLog"
logconfig_dict = logging_config(_settings.log)


def when_ready(server: Arbiter) -> None:
    """Make SIGHUP reload the glossary, and SIGTERM refuse new connections first.

    By default, gunicorn restarts every worker on SIGHUP. That closes the connections of
    readers and reloads nothing, because the application is preloaded. gunicorn looks up
    its handlers by name at each signal, so attributes of the server override them;
    tests/server/test_reload.py fails if that changes.
    """
    from wsgi import live_backend

    if _differences:
        server.log.warning(
            "Slow clients have no deadlines, because this was not tested: %s",
            "; ".join(_differences),
        )
    stop = server.handle_term

    def reload_glossary() -> None:
        server.log.info("Looking for a changed glossary")
        live_backend.request_reload()

    def refuse_connections_and_stop() -> None:
        if not (server.systemd or server.reexec_pid or server.master_pid):
            refuse_connections(server.LISTENERS)  # no other service listens there
        stop()

    for listener in server.LISTENERS:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
    # Loaded objects live as long as the process: scanning them for garbage would copy
    # their memory pages into every worker.
    gc.collect()
    gc.freeze()
    server.handle_hup = reload_glossary
    server.handle_term = refuse_connections_and_stop


def post_fork(server: Arbiter, worker: Worker) -> None:
    """Block SIGHUP until the worker handles it: its default action ends the process."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])


def post_worker_init(worker: Worker) -> None:
    """Open the index, if there is one, before the first connection is accepted."""
    from wsgi import live_backend

    live_backend.start(on_fatal=_end_the_service)
    signal.signal(signal.SIGHUP, lambda *_: live_backend.request_reload_soon())
    # a terminal sends Ctrl+C to all processes, and the arbiter stops its workers itself
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGHUP])


def _end_the_service(error: Exception) -> NoReturn:
    """Print the error and stop gunicorn; called outside the main thread."""
    print(error, file=sys.stderr, flush=True)
    os._exit(Arbiter.APP_LOAD_ERROR)
