"""Elements of HTML: what they mean for annotation, and when they end by themselves.

The first part follows docs/annotation.md, section 4; the rest is the standard's
(https://html.spec.whatwg.org/multipage/parsing.html), as far as it moves text.
"""

from collections.abc import Iterable


def _parse(names: str) -> frozenset[str]:
    return frozenset(names.split())


FLOWING = _parse(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark "
    "nobr nolink q s samp small span strike strong sub time tt u var wbr "
    "glossary-term"
)
UNMARKED = _parse(
    "a button canvas code datalist glossary-term h1 h2 h3 h4 h5 h6 head iframe input "
    "kbd label legend math meter nolink noembed noframes noscript object option output "
    "plaintext pre progress samp script select style summary svg template textarea "
    "title xmp"
)
UNMARKED_ROLES = _parse("button link heading textbox tab menuitem")
SECTIONS = frozenset(("section", "article", "aside", "main", "nav"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
MARK = "glossary-term"

VOID = _parse(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param "
    "source track wbr"
)
# A start tag of these ends an open paragraph.
BLOCKS = _parse(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main "
    "menu nav ol p plaintext pre search section summary table ul xmp"
)
# An end tag of these ends all that is open inside.
CONTAINERS = BLOCKS - {"hr", "p", "plaintext", "table"} | {
    *("applet", "button", "marquee", "object", "select", "template")
}
# Reopened where their parent ended before them: "<p><b>a</p><p>b" is bold twice.
FORMATTING = _parse("a b big code em font i nobr s small strike strong tt u")
# An end tag of another element does not reach behind these.
SPECIAL = (
    BLOCKS
    | CONTAINERS
    | _parse(
        "body caption colgroup frameset head html iframe noembed noframes noscript "
        "script style tbody td textarea tfoot th thead title tr"
    )
)
SCOPES = _parse("applet caption html table td th marquee object template")
BUTTON_SCOPES = SCOPES | {"button"}
LIST_SCOPES = SCOPES | {"ol", "ul"}
TABLE_SCOPES = frozenset(("html", "table", "template"))
ROWS = frozenset(("tbody", "tfoot", "thead"))
CELLS = frozenset(("td", "th"))
TABLE_PARTS = ROWS | CELLS | {"caption", "colgroup", "tr"}
# Formatting that began outside is not reopened inside these.
MARKERS = _parse("applet caption marquee object td template th")
RUBY_TEXTS = frozenset(("rb", "rp", "rt", "rtc"))
FOREIGN = frozenset(("svg", "math"))
# Inside svg and math, these are HTML again.
INTEGRATION_POINTS = _parse("annotation-xml desc foreignobject mi mn mo ms mtext title")
# A start tag of these ends svg and math.
BREAKOUT = _parse(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head "
    "hr i img li listing menu meta nobr ol p pre ruby s small span strike strong sub "
    "sup table tt u ul var"
)


def is_unmarked(name: str, attributes: Iterable[tuple[str, str]]) -> bool:
    """Return whether nothing is marked inside an element."""
    if name in UNMARKED:
        return True
    return any(_excludes(*attribute) for attribute in attributes)


def _excludes(name: str, value: str) -> bool:
    if name == "role":
        return value in UNMARKED_ROLES
    if name == "contenteditable":
        return value != "false"
    return name in ("hidden", "inert") or (name, value) in _EXCLUDING


_EXCLUDING = frozenset(
    [("translate", "no"), ("data-glossary", "off"), ("aria-hidden", "true")]
)
