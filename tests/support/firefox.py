"""Firefox for the tests: a client of Marionette, the browser's own WebDriver over TCP.

    with Firefox(firefox_path(), folder) as firefox:
        firefox.open("http://127.0.0.1:8000/embed")
        firefox.script("document.querySelector('glossary-search').focus()")
        firefox.type("thro")
        firefox.press(DOWN, ENTER)
        firefox.wait_for("document.title === 'Found'")

Playwright drives only a Firefox of its own, which is not in Debian. Marionette sends
JSON arrays: [0, id, command, parameters] asks, [1, id, error, result] answers, each
behind its length in bytes and a colon.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

NAMES = ("firefox-esr", "firefox")
REMEDY = "apt-get install firefox-esr, or name one in FIREFOX"
TAB, ENTER, ESCAPE, UP, DOWN = "\ue004", "\ue007", "\ue00c", "\ue013", "\ue015"
_START_SECONDS = 60
_ANSWER_SECONDS = 30
_POLL_SECONDS = 0.05
_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "marionette.port": 0,  # a free one, which the profile tells
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",  # no requests to the vendor
    "toolkit.telemetry.enabled": False,
}


class FirefoxError(Exception):
    """Firefox does not start, or a command failed."""


def firefox_path(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the Firefox in `FIREFOX` or the system's, `None` if there is none."""
    path = environment.get("PATH", os.defpath)
    names = [environment["FIREFOX"]] if environment.get("FIREFOX") else NAMES
    return next(filter(None, (shutil.which(name, path=path) for name in names)), None)


class Firefox:
    """One headless Firefox with one window and an empty profile in a folder."""

    def __init__(
        self,
        program: str,
        folder: Path,
        preferences: Mapping[str, object] | None = None,
    ) -> None:
        settings = {**_PREFERENCES, **(preferences or {})}
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in settings.items()
        )
        (folder / "user.js").write_text("\n".join(lines))
        command = [program, "--marionette", "--headless", "--profile", str(folder)]
        environment = {
            **os.environ,
            "HOME": str(folder),
            "MOZ_CRASHREPORTER_DISABLE": "1",
        }
        with (folder / "output").open("wb") as output:
            self._process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output
            )
        self._folder = folder
        self._count = 0
        self._socket = socket.socket()
        self._stream = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        try:
            self._connect()
            self._receive()  # its greeting
            self.command("WebDriver:NewSession", {})
        except (OSError, FirefoxError):
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the browser."""
        self._stream.close()
        self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def command(self, name: str, parameters: Mapping[str, object]) -> Any:
        """Send a command and return its result; raise FirefoxError."""
        self._count += 1
        message = json.dumps([0, self._count, name, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _, _, error, result = self._receive()
        if error:
            raise FirefoxError(f"{name}: {error['error']}: {error['message']}")
        return result

    def open(self, url: str) -> None:
        """Open a page and wait until it has loaded."""
        self.command("WebDriver:Navigate", {"url": url})

    def script(self, expression: str, *arguments: object) -> Any:
        """Return the value of a JavaScript expression; `arguments` has the rest."""
        text = f"return ({expression})"
        parameters = {"script": text, "args": [*arguments]}
        return self.command("WebDriver:ExecuteScript", parameters)["value"]

    def wait_for(self, expression: str, *arguments: object) -> Any:
        """Wait until a JavaScript expression is true and return its value."""
        deadline = time.monotonic() + _ANSWER_SECONDS
        while not (value := self.script(expression, *arguments)):
            if time.monotonic() > deadline:
                raise FirefoxError(f"never true: {expression}")
            time.sleep(_POLL_SECONDS)
        return value

    def press(self, *keys: str) -> None:
        """Press and release keys one after the other, where the focus is."""
        actions = [
            {"type": kind, "value": key}
            for key in keys
            for kind in ("keyDown", "keyUp")
        ]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.command("WebDriver:PerformActions", {"actions": [source]})

    def type(self, text: str) -> None:
        """Type a text key by key, where the focus is."""
        self.press(*text)

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window in pixels."""
        size = {"width": width, "height": height}
        self.command("WebDriver:SetWindowRect", size)

    def screenshot(self, file: Path) -> None:
        """Save a picture of what is visible."""
        result = self.command("WebDriver:TakeScreenshot", {"full": False})
        file.write_bytes(b64decode(result["value"]))

    def _connect(self) -> None:
        port_file = self._folder / "MarionetteActivePort"
        deadline = time.monotonic() + _START_SECONDS
        while not (port_file.exists() and port_file.read_text()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                reason = (self._folder / "output").read_text()[-500:]
                raise FirefoxError(f"Firefox does not start: {reason}")
            time.sleep(_POLL_SECONDS)
        self._socket.settimeout(_ANSWER_SECONDS)
        self._socket.connect(("127.0.0.1", int(port_file.read_text())))

    def _receive(self) -> Any:
        length = b""
        while (digit := self._stream.read(1)) != b":":
            if not digit:
                raise FirefoxError("Firefox closed the connection")
            length += digit
        return json.loads(self._stream.read(int(length)))
