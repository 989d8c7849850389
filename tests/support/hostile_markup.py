"""Three hundred hostile bodies for `/annotate`: markup, bytes, and what costs most."""

from itertools import cycle, islice

_LIMIT = 200 * 1024
_SCRIPTS = (
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "<svg onload=\"document.title='run'\">",
    "<iframe srcdoc=\"<script>parent.document.title='run'</script>\">",
    "<a href=\"javascript:document.title='run'\">vein</a>",
    "<style>@import 'x';</style>",
    "<meta http-equiv=refresh content='0;url=javascript:1'>",
    "<base href=//x.example>",
    "<form action=//x.example><button>vein",
    '"><glossary-term entry="x" onclick=alert(1)>',
)
_REPEATED = (
    *(
        "<",
        "<a ",
        "<a>",
        "</",
        "</a>",
        "<!--",
        "<!",
        "<?",
        "<![CDATA[",
        "&",
        "&#",
        "&amp",
    ),
    *(
        "<b>",
        "<p>",
        "<p><b>",
        "<b><p>x</b>",
        "<code><p>x",
        "<span><li>",
        "<div>",
        "</p>",
    ),
    *(
        "<table>",
        "<table><td>",
        "<table><tr><td><table>",
        "<svg>",
        "<svg><a>",
        "<math><mi>",
    ),
    *(
        "<select><option>",
        "<button><p>",
        "<template><td>",
        "<ruby><rt>",
        "<h1>",
        "<section>",
    ),
    *(
        "<a x='",
        '<a x="',
        "<a x=y ",
        "<script>",
        "<textarea>",
        "<title>",
        "<plaintext>",
    ),
    *(
        "vein ",
        "vein",
        "-",
        "- ",
        "\u0301",
        "\u00ad",
        "\u0e01\u0e31",
        "+",
        "#",
        "'",
        "\0",
    ),
    *("\r", "\r\n", "\n", "\ufeff", "\U0001f600", "</>", "&NotEqualTilde;", "\ufdfa"),
    *("deep vein ", "deep ", "A ", "DVT", "<nobr>x", "<a><div>", "<font color=a><p>x"),
)
_BROKEN = (
    *(b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\x80"),
    *(b"vein\xfe", b"<p>\xe2\x82</p>", b"\xef\xbb\xbf\xff", b"\x00\xff\x00"),
)
_WRAPPERS = (
    *("{}", "<p>{}</p>", "<svg>{}</svg>", "<table>{}</table>", "<select>{}</select>"),
    *("<textarea>{}", "<!--{}", "<p title='{}'>vein", "vein {} vein"),
)


def hostile_bodies() -> list[bytes]:
    """Return bodies of up to 200 KB."""
    repeated = [text * (_LIMIT // len(text.encode())) for text in _REPEATED]
    mixed = "".join(islice(cycle(_REPEATED), 3000))
    nested = "".join(f"<b x={n}>" for n in range(3000)) + "<p>x" * 20_000
    wrapped = [
        wrapper.format(each)
        for each in (*_SCRIPTS, *_REPEATED[:20])
        for wrapper in _WRAPPERS
    ]
    texts = [*repeated, *wrapped, mixed, f"<p>{nested}", f"<p>{nested[:30_000]}</p>"]
    return [*(text.encode()[:_LIMIT] for text in texts), *_BROKEN]
