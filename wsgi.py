"""WSGI application for gunicorn, configured by the environment."""

import os
import sys

from flask import Flask

from index.engines.base import BuildRequest
from index.engines.factory import create_store
from index.lifecycle.live_backend import LiveBackend
from index.lifecycle.reloader import ReloadIntervals
from index.model.errors import HeardwordError
from service.app import create_app
from service.observability.json_log import Log
from service.observability.text_log import TextLog, is_text
from service.risks import describe_risks
from service.server.blocking import run_blocking
from service.server.log_stream import QueuedStream
from service.settings import (
    Settings,
    SettingsError,
    describe_unknown_settings,
    read_settings,
)


def create_service() -> tuple[LiveBackend, Flask]:
    """Create the live backend and the application; exit if the settings are invalid.

    An existing index of the files is published, for the workers to open; a missing one
    is built after `LiveBackend.start`.
    """
    for line in describe_unknown_settings(os.environ):
        print(line, file=sys.stderr)
    try:
        settings = read_settings(os.environ)
        for line in describe_risks(settings):
            print(line, file=sys.stderr)
        live_backend = _create_live_backend(settings)
        live_backend.publish_current()
        log = _create_log(settings.log)
        return live_backend, create_app(settings, backend=live_backend, log=log)
    except (SettingsError, HeardwordError) as error:
        sys.exit(str(error))


def _create_log(choice: str) -> Log:
    create = TextLog if is_text(choice, 1) else Log
    return create(QueuedStream(1))


def _create_live_backend(settings: Settings) -> LiveBackend:
    meaning = settings.meaning == "auto"
    request = BuildRequest(settings.backend, settings.files, meaning, settings.columns)
    store = create_store(request, run_blocking)
    intervals = ReloadIntervals(check_files=settings.reload_seconds)
    return LiveBackend(store, intervals=intervals)


live_backend, app = create_service()
