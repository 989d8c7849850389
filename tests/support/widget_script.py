"""Parts of the newest widget script, for tests."""

import json
import re

from service.widget.routes import newest_widget

SCRIPT = newest_widget().script.decode()


def style() -> str:
    """Return its style sheet."""
    (sheet,) = re.findall(r"^const STYLE = `\n(.*?)`;", SCRIPT, re.M | re.S)
    return str(sheet)


def strings(language: str) -> dict[str, str]:
    """Return its texts in a language, by name."""
    if language != "en":
        texts: dict[str, str] = json.loads(newest_widget().texts[language])
        return texts
    (block,) = re.findall(r"^const ENGLISH = {\n(.*?)^};", SCRIPT, re.M | re.S)
    return dict(re.findall(r'^  "?([a-z-]+)"?: "(.*)",$', block, re.M))


def visible_strings(language: str) -> dict[str, str]:
    """Return its texts that readers see or hear, by name."""
    return {k: v for k, v in strings(language).items() if k != "language"}


def translations() -> tuple[str, ...]:
    """Return the languages other than English."""
    (listed,) = re.findall(r"^const TRANSLATED = \[(.*)\];", SCRIPT, re.M)
    return tuple(re.findall(r'"(\w+)"', listed))
