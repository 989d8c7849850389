"""What goes wrong inside pages while a test looks at them."""

import json
import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, WebError

_PATIENCE = 5_000  # milliseconds
_MARK = "policy violation: "
_TELL = f"""addEventListener("securitypolicyviolation", (event) => console.debug(
  {json.dumps(_MARK)} + event.effectiveDirective + " " + event.blockedURI
  + " in " + event.sourceFile + ":" + event.lineNumber), true)"""


@dataclass
class Troubles:
    """Errors of scripts, errors in the console and violations of a policy.

    A test fails at its end for each one it did not expect.
    """

    noted: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def expect(self, *patterns: str) -> None:
        """Trouble in which one of these patterns is found is part of the test."""
        self._expected += [re.compile(pattern) for pattern in patterns]

    def watch(self, context: BrowserContext) -> BrowserContext:
        """Note what goes wrong in every page of a context from now on."""
        context.on("console", self._hear)
        context.on("weberror", self._catch)
        context.add_init_script(_TELL)
        context.set_default_timeout(3 * _PATIENCE)
        self._contexts.append(context)
        return context

    @property
    def policy_violations(self) -> list[str]:
        """What a Content-Security-Policy forbade, expected or not."""
        self._catch_up()
        return [text for text in self.noted if _MARK in text]

    @property
    def unexpected(self) -> list[str]:
        """All that no test asked for, up to this moment."""
        self._catch_up()
        return [
            text
            for text in self.noted
            if not any(pattern.search(text) for pattern in self._expected)
        ]

    def _catch_up(self) -> None:
        """Let what pages already said arrive: it is heard only during calls to them."""
        for page in (page for context in self._contexts for page in context.pages):
            try:
                page.wait_for_function("true", timeout=_PATIENCE)
            except Error:  # closed by the test, or on its way to another page
                continue

    def _hear(self, message: ConsoleMessage) -> None:
        where = message.location["url"]
        if message.type == "error" or message.text.startswith(_MARK):
            self.noted.append(f"{message.type}: {message.text} ({where})")

    def _catch(self, error: WebError) -> None:
        self.noted.append(f"error in a script: {error.error}")
