"""What gunicorn says: its own messages as JSON lines, and nothing of requests."""

from typing import Any

from gunicorn.glogging import Logger

from service.observability.json_log import JsonFormatter

LOGGING: dict[str, Any] = {
    "formatters": {"generic": {"()": JsonFormatter}},
    "loggers": {
        "gunicorn.error": {
            "level": "INFO",
            "handlers": ["error_console"],
            "propagate": False,  # or each line would stand twice
        }
    },
}


class NoAccessLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn's logger without its access log, which holds addresses and questions.

    A `logconfig_dict` turns that on; the front writes a line of our own.
    """

    access_log_enabled = False
