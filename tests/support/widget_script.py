"""Parts of the newest widget script, for tests."""

import re

from service.widget.routes import newest_widget

SCRIPT = newest_widget().script.decode()


def style() -> str:
    """Return its style sheet."""
    (sheet,) = re.findall(r"^const STYLE = `\n(.*?)`;", SCRIPT, re.M | re.S)
    return str(sheet)


def strings(language: str) -> dict[str, str]:
    """Return its texts in a language, by name."""
    (block,) = re.findall(rf"^  {language}: {{\n(.*?)^  }},", SCRIPT, re.M | re.S)
    return dict(re.findall(r'^    "?([a-z-]+)"?: "(.*)",$', block, re.M))
