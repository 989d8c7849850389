"""Command line: `python -m service` checks the settings or runs a command.

gunicorn reads WEB_CONCURRENCY before any code of ours and answers an invalid value with
a traceback, so `make run` runs this check first. With arguments it is `heardword`, for
a checkout that is not installed.
"""

import os
import sys

from service import cli
from service.settings import SettingsError, read_settings


def main() -> None:
    """Run the command; without one, print a line for each invalid setting."""
    if len(sys.argv) > 1:
        cli.main()
    try:
        read_settings(os.environ)
    except SettingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
