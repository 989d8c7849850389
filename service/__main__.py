"""The command line: `python -m service` says whether the settings can be used.

gunicorn reads WEB_CONCURRENCY by itself, before any code of ours, and answers a wrong
one with a traceback; `make run` asks here first.
"""

import os
import sys

from service.settings import SettingsError, read_settings


def main() -> None:
    """End with a line for each setting that cannot be used."""
    try:
        read_settings(os.environ)
    except SettingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
