"""Gunicorn settings for the other systems: the shipped ones without the hooks."""

import runpy
from pathlib import Path

_SHIPPED = Path(__file__).parent.parent.parent / "gunicorn.conf.py"
_HOOKS = {"when_ready", "post_fork", "post_worker_init"}

globals().update(
    (name, value)
    for name, value in runpy.run_path(str(_SHIPPED)).items()
    if name.islower() and not name.startswith("_") and name not in _HOOKS
)
