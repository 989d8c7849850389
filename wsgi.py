"""The one `app` that gunicorn serves, made from the environment."""

import os
import sys

from flask import Flask

from index.backends import open_backend
from index.errors import HeardwordError
from index.progress import Console
from service.app import create_app
from service.logs import Log
from service.settings import SettingsError, read_settings, unknown_settings


def application() -> Flask:
    """The service that the environment asks for; without it the process ends."""
    for line in unknown_settings(os.environ):
        print(line, file=sys.stderr)
    try:
        settings = read_settings(os.environ)
        backend = open_backend(
            settings.backend,
            settings.files,
            Console(),
            meaning=settings.meaning == "auto",
        )
        # unbuffered: each line is one write, which other processes' lines cannot split
        stdout = open(1, "wb", buffering=0, closefd=False)  # noqa: SIM115
        return create_app(settings, backend=backend, log=Log(stdout))
    except (SettingsError, HeardwordError) as error:
        sys.exit(str(error))


app = application()
