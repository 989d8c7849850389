"""Errors inside the pages of a test."""

import json
import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, WebError

_TIMEOUT = 5_000  # milliseconds
_MARK = "policy violation: "
_REPORT_VIOLATIONS = f"""addEventListener("securitypolicyviolation", (event) =>
  console.debug({json.dumps(_MARK)} + event.effectiveDirective + " " + event.blockedURI
  + " in " + event.sourceFile + ":" + event.lineNumber), true)"""


@dataclass
class PageErrors:
    """Errors of scripts and in the console, and violations of a policy.

    A test fails at its end if there is one that it did not expect.
    """

    messages: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def expect(self, *patterns: str) -> None:
        """Expect errors that match one of these patterns."""
        self._expected += [re.compile(pattern) for pattern in patterns]

    def watch(self, context: BrowserContext) -> BrowserContext:
        """Record the errors of every page of a context."""
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.add_init_script(_REPORT_VIOLATIONS)
        context.set_default_timeout(3 * _TIMEOUT)
        self._contexts.append(context)
        return context

    @property
    def policy_violations(self) -> list[str]:
        """Violations of a Content-Security-Policy, expected or not."""
        self._flush()
        return [text for text in self.messages if _MARK in text]

    @property
    def unexpected(self) -> list[str]:
        """Errors so far that the test does not expect."""
        self._flush()
        return [
            text
            for text in self.messages
            if not any(pattern.search(text) for pattern in self._expected)
        ]

    def _flush(self) -> None:
        """Receive pending messages, which arrive only during calls to their page."""
        for page in (page for context in self._contexts for page in context.pages):
            try:
                page.wait_for_function("true", timeout=_TIMEOUT)
            except Error:  # closed by the test, or navigating
                continue

    def _on_console(self, message: ConsoleMessage) -> None:
        where = message.location["url"]
        if message.type == "error" or message.text.startswith(_MARK):
            self.messages.append(f"{message.type}: {message.text} ({where})")

    def _on_error(self, error: WebError) -> None:
        self.messages.append(f"error in a script: {error.error}")
