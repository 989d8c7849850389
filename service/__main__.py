"""Command line: `python -m service` checks the settings.

gunicorn reads WEB_CONCURRENCY before any code of ours and answers an invalid value with
a traceback, so `make run` runs this check first.
"""

import os
import sys

from service.settings import SettingsError, read_settings


def main() -> None:
    """Exit with one line for each invalid setting, if there are any."""
    try:
        read_settings(os.environ)
    except SettingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
