"""Gunicorn settings for baselines on a worker of gunicorn's own: defaults, one worker.

`--worker-class` names the worker.
"""

workers = 1
keepalive = 95  # as shipped; no connection ends within a round
