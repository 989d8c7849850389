"""How gunicorn runs the service; every number was measured, see service/README.md."""

import os
import sys
from pathlib import Path

# One question is too little work to share between threads of a BLAS; read when numpy
# is imported, so it has to stand before anything of ours.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from service.logs import JsonLines
from service.settings import SettingsError, read_settings

try:
    _settings = read_settings(os.environ)
except SettingsError as error:
    sys.exit(str(error))

# A PORT is given by a platform whose router comes from outside; without one the
# service is somebody's own and stays on this machine.
bind = f"0.0.0.0:{_settings.port}" if _settings.port else "127.0.0.1:8000"
workers = _settings.workers
worker_class = "service.worker.WholeHeadWorker"  # gthread, waiting for no client
threads = 4
preload_app = True  # the index is built and opened once, before the workers start
keepalive = 95  # longer than a router's 90 s, so that the router closes first
graceful_timeout = 15  # a worker told to end while it still starts never hears it
_MEMORY = Path("/dev/shm")  # noqa: S108 - heartbeats; on a disk they can block a worker
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None
control_socket_disable = True
limit_request_line = 4094  # 200 characters are 2,400 bytes when each is percent-encoded
limit_request_fields = 64  # a browser behind two proxies sends 30
limit_request_field_size = 8190  # cookies of the site around it come along; all: 32 KB
forwarder_headers = ""  # or a SCRIPT_NAME from this machine would be taken over
backlog = 2048  # what overflows here is not refused, but tried again seconds later
worker_connections = 800  # a process may often open 1,024 files, the index included
logconfig_dict = {"formatters": {"generic": {"()": JsonLines}}}
