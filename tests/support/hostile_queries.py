"""Three hundred hostile query strings: syntax, injections, Unicode, broken bytes."""

from urllib.parse import quote

ROUTES = [
    "/search?q={}",
    "/autocomplete?q={}",
    "/search?q=clot&category={}",
    "/search?q=clot&language={}",
    "/entries?letter={}",
    "/entries?glossary={}",
    "/search?q=clot&{}=1",
    "/entries/{}",
    "/suggestions?q={}",
    "/?q={}",
    "/?letter={}",
    "/?category={}",
    "/?print=yes&glossary={}",
    "/?{}=1",
    "/glossary/{}",
    "/sitemap.xml?part={}",
    "/opensearch.xml?language={}",
    "/widget/{}/glossary-search.js",
    "/{}",
]

_SYNTAX = [
    "*", "a*", "*a", "*a*", "?", "a?b", "??????????", "a* OR b* OR c*", "[a TO z]", "[a TO", "{a TO z}",
    "word~", "word~9", "word~2/9", "id:1", "headword:*", "_id:1", "definition:[* TO *]", "clot^99999", "clot^-1",
    '"', '""', '"a b"~99999', "a AND", "AND OR NOT", "NOT clot", "NOT NOT NOT clot", "+clot -clot", "a && b || c",
    "/regex.*/", "(", ")", "((", "clot)", "\\", "\\\\", "a\\", "<>", "a:b:c", "every:", "*:*", "field:(a b)", "a ANDNOT b",
    "a REQUIRE b", "a ANDMAYBE b", "clot^", "clot^^2", "[* TO *]", "[20200101 TO now]", "'a' TO 'z'", "~", "~~~", "#1", "@a", "a ~ b", "headword:/.*/",
]  # fmt: skip
_INJECTION = [
    "' OR '1'='1", "'; DROP TABLE entries;--", '" OR ""="', "1; SELECT pg_sleep(9)", "admin'--", "') UNION SELECT 1--",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>", "javascript:alert(1)",
    "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{config}}", "{% raw %}", "$(reboot)", "`id`", "; ls -la", "| cat /etc/passwd",
    "../../../../etc/passwd", "..\\..\\..\\windows", "/etc/passwd", "file:///etc/passwd", "%2e%2e%2f", "....//....//",
    "http://127.0.0.1:9200/", "\r\nSet-Cookie: a=b", "a\nb", "a\r\nX: y", "\x1b[31mred", "%s%s%s%n", "%00", "{\"$gt\": \"\"}",
    "__proto__", "constructor", "null", "undefined", "NaN", "true", "0", "-1", "1e309", "0x7fffffff", "9" * 200, "sleep(9)", "<!--#exec cmd=ls-->", "]]>", "&lt;b&gt;", "\\u0000",
]  # fmt: skip
_UNICODE = [
    "\x00", "a\x00b", "\x7f", "\u202e" + "clot", "\u200b" * 50, "\ufeff", "\ufffd", "\U0010ffff", "\ue000", "e" + "\u0301" * 150,
    "Z" + "\u0300" * 199, "ﷺ" * 11, "½" * 100, "ß" * 200, "İ" * 100, "ǆ" * 100, "👩‍👩‍👧‍👦" * 20, "🩸" * 200, "中" * 200, "א" * 200,
    "ก็็็็็็็็็็็็็็็็็็็็", "\u2028", "\u0085", "ﬁ" * 100, "Ⅷ" * 50, "①" * 90, "ｃｌｏｔ", "𝓬𝓵𝓸𝓽", "c\u00adl\u00adot", "١٢٣",
]  # fmt: skip
_LONG = [
    " ".join(["clot"] * 40), " ".join(f"w{n}" for n in range(40)), "a " * 99, "(" * 200, ")" * 200, "(" * 99 + "a" + ")" * 99,
    "NOT " * 49, "a OR " * 39, "a" * 200, "aaaa " * 39, "blood cell cancer treatment drug tumor body used type study " * 3,
    "-" * 200, "'" * 200, '"' * 200, "*" * 200, "a-" * 99, "a'" * 99, "a." * 99, "\t" * 50 + "a", "0" * 199 + "1",
]  # fmt: skip
_TOO_LONG = [
    " ".join(["word"] * 2_000), "NOT " * 500 + "clot", "(" * 1_000 + "a" + ")" * 1_000, "e" + "\u0301" * 1_000, "a" * 3_000,
]  # fmt: skip
_BROKEN_BYTES = [
    "%", "%%", "%f", "%zz", "%ff", "%fe%ff", "%c0%80", "%c0%af", "%ed%a0%80", "%ed%bf%bf", "%f4%90%80%80", "%f8%88%80%80%80",
    "%e2%28%a1", "%80", "%bf", "a%80b", "clot%ff", "%u0041", "%25%66%66", "+%2B+", "%0d%0a", "%c3", "%e2%82", "%f0%9f",
]  # fmt: skip


def hostile_queries() -> list[str]:
    """Return query strings, percent-encoded correctly or not."""
    texts = _SYNTAX + _INJECTION + _UNICODE + _LONG + _TOO_LONG
    pairs = [f"clot {text}"[:200] for text in _SYNTAX + _INJECTION + _UNICODE]
    encoded = [quote(text, safe="") for text in texts + pairs]
    return encoded + _BROKEN_BYTES
