"""The widget's newest file, taken apart for those who test it."""

import re

from service.widget.routes import newest_widget

SCRIPT = newest_widget().script.decode()


def style() -> str:
    """Its style sheet."""
    (found,) = re.findall(r"^const STYLE = `\n(.*?)`;", SCRIPT, re.M | re.S)
    return str(found)


def strings(language: str) -> dict[str, str]:
    """Its own words in a language, by their names."""
    (block,) = re.findall(rf"^  {language}: {{\n(.*?)^  }},", SCRIPT, re.M | re.S)
    return dict(re.findall(r'^    "?([a-z-]+)"?: "(.*)",$', block, re.M))
