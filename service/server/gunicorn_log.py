"""gunicorn's own messages in the format of the log, without its access log."""

from typing import Any

from gunicorn.glogging import Logger

from service.observability.json_log import JsonFormatter
from service.observability.text_log import TextFormatter, is_text


def logging_config(choice: str) -> dict[str, Any]:
    """Return gunicorn's `logconfig_dict` for a value of GLOSSARY_LOG.

    At a terminal the command itself prints the address, so gunicorn's own lines about
    start and stop are left out there.
    """
    return {
        "handlers": {
            "console": _handler(choice, 1),
            "error_console": _handler(choice, 2),
        },
        "formatters": {"json": {"()": JsonFormatter}, "text": {"()": TextFormatter}},
        "loggers": {
            "gunicorn.error": {
                "level": "WARNING" if is_text(choice, 2) else "INFO",
                "handlers": ["error_console"],
                "propagate": False,  # or each line would be logged twice
            }
        },
    }


def _handler(choice: str, descriptor: int) -> dict[str, Any]:
    return {
        "class": "service.server.log_stream.QueuedHandler",
        "formatter": "text" if is_text(choice, descriptor) else "json",
        "descriptor": descriptor,
    }


class NoAccessLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """gunicorn's logger without its access log, which holds addresses and queries.

    A `logconfig_dict` turns that on; RequestMiddleware logs each request instead.
    """

    access_log_enabled = False
