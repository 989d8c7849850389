"""gunicorn's own messages as JSON lines, without its access log."""

from typing import Any

from gunicorn.glogging import Logger

from service.observability.json_log import JsonFormatter

_HANDLER = {"class": "service.server.log_stream.QueuedHandler", "formatter": "generic"}
LOGGING: dict[str, Any] = {
    "handlers": {
        "console": _HANDLER | {"descriptor": 1},
        "error_console": _HANDLER | {"descriptor": 2},
    },
    "formatters": {"generic": {"()": JsonFormatter}},
    "loggers": {
        "gunicorn.error": {
            "level": "INFO",
            "handlers": ["error_console"],
            "propagate": False,  # or each line would be logged twice
        }
    },
}


class NoAccessLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """gunicorn's logger without its access log, which holds addresses and queries.

    A `logconfig_dict` turns that on; RequestMiddleware logs each request instead.
    """

    access_log_enabled = False
