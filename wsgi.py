"""The one `app` that gunicorn serves, made from the environment."""

import os
import sys

from flask import Flask

from index.backends import open_backend
from index.errors import HeardwordError
from index.progress import Console
from service.app import create_app
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
    except (SettingsError, HeardwordError) as error:
        sys.exit(str(error))
    return create_app(settings, backend=backend)


app = application()
