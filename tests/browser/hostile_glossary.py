"""Glossary of which every text tries to run a script, in fifty known ways.

A payload that runs sets `window.hacked` or requests `/hacked` from the host site; a
template that is evaluated shows 1337.
"""

import json
import re
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.host_site import HostSite

_EVALUATED = re.compile(r"\b1337\b")  # 191 * 7; no payload has it
_RUN = "window.hacked=1"

PAYLOADS = (
    # elements
    "<script>RUN</script>",
    "<ScRiPt>RUN</sCrIpT>",
    "<script src=HOST/hacked?n></script>",
    "<script type=module>RUN</script>",
    "<svg><script>RUN</script></svg>",
    "<img src=x onerror=RUN>",
    "<img src=HOST/hacked?n>",
    "<svg onload=RUN>",
    "<svg/onload=RUN>",
    "<body onload=RUN>",
    "<input autofocus onfocus=RUN>",
    "<details open ontoggle=RUN>n</details>",
    "<video><source onerror=RUN></video>",
    "<audio src=x onerror=RUN></audio>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<iframe src=HOST/hacked?n></iframe>",
    "<object data=HOST/hacked?n></object>",
    "<embed src=HOST/hacked?n>",
    "<link rel=stylesheet href=HOST/hacked?n>",
    "<style>@import 'HOST/hacked?n';</style>",
    "<meta http-equiv=refresh content='0;url=HOST/hacked?n'>",
    "<base href=HOST/hacked?n/>",
    "<form action=HOST/hacked?n><button autofocus>n</button></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=RUN>",
    "<template shadowrootmode=open><img src=x onerror=RUN></template>",
    # escapes from the context of a text
    "\"><img src=x onerror=RUN>",
    "'><img src=x onerror=RUN>",
    "n\" autofocus onfocus=\"RUN",
    "n' autofocus onfocus='RUN",
    "n` onmouseover=`RUN",
    "n onpointerover=RUN style=position:fixed;inset:0",
    "</title><script>RUN</script>",
    "</textarea><script>RUN</script>",
    "</style><script>RUN</script>",
    "</script><script>RUN</script>",
    "</noscript><img src=x onerror=RUN>",
    "--><script>RUN</script>",
    "]]><script>RUN</script>",
    "<!--<script>RUN//-->",
    "\");RUN;(\"",
    "');RUN;('",
    "\\\");RUN;//",
    "n\\u003cimg src=x onerror=RUN\\u003e",
    "&lt;img src=x onerror=RUN&gt;",
    "n\u2028RUN;\u2029",
    "\u202e<img src=x onerror=RUN>\u202c",
    "\uff1cscript\uff1eRUN\uff1c/script\uff1e",
    # addresses
    "javascript:RUN",
    "JaVaScRiPt&colon;RUN",
    "data:text/html,<script>RUN</script>",
    "//HOSTNAME/hacked?n",
    # templates
    "{{191*7}}",
    "{{ ''.__class__.__mro__ }} {{191*7}} n",
    "{% print(191*7) %}",
    "${191*7}",
    "#{191*7} <%= 191*7 %>",
    "{{constructor.constructor('RUN')()}}",
)  # fmt: skip


def payloads(host: str) -> tuple[str, ...]:
    """Return the payloads with the address of the host site."""
    name = host.partition("//")[2]
    replacements = (("RUN", _RUN), ("HOSTNAME", name), ("HOST", host))
    filled = []
    for payload in PAYLOADS:
        for word, replacement in replacements:
            payload = payload.replace(word, replacement)
        filled.append(payload)
    return tuple(filled)


def write_hostile_glossaries(folder: Path, host: str) -> Path:
    """Write one glossary for each payload, which every text of it has."""
    every = payloads(host)
    for number, payload in enumerate(every):
        content = {
            "glossary": f"glossary-{number}",
            "title": payload,
            "entries": [_entry(number, payload, len(every))],
        }
        file = folder / f"{number}.json"
        file.write_text(json.dumps(content), encoding="utf-8")
    return folder


def _entry(number: int, payload: str, count: int) -> dict[str, object]:
    return {
        "id": f"hostile-{number}",
        "headword": payload,
        "abbreviations": [payload],
        "variants": [payload, f"hostile {number} {payload}"],
        "hidden_forms": [payload],
        "respelling": payload,
        "audio_url": "https://audio.invalid/" + re.sub(r"[^!-\[\]-~]", "+", payload),
        "definition": f"hostile {payload}\n\nhostile {payload}",
        "category": payload,
        "see_also": [f"hostile-{(number + 1) % count}"],
        "source": payload,
    }


def assert_nothing_ran(page: Page, host_site: HostSite) -> None:
    """Fail if a payload ran in any frame of a page."""
    ran = [frame.url for frame in page.frames if frame.evaluate("'hacked' in window")]
    assert ran == []
    assert not host_site.was_hacked
    assert not _EVALUATED.search(page.locator("html").inner_text())
