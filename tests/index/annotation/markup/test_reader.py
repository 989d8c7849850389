import pytest

from index.annotation.flow import SEPARATOR

pytest.importorskip("turbohtml", reason="turbohtml, which parses HTML, is missing")

from index.annotation.markup.reader import read_markup


def markable(source: str) -> list[str]:
    """Return the texts of the nodes that may be marked."""
    flow = read_markup(source)
    texts = dict[int, str]()
    for segment in flow.segments:
        if flow.nodes[segment.node].is_markable:
            text = flow.text[segment.at : segment.at + segment.length]
            texts[segment.node] = texts.get(segment.node, "") + text
    return [*texts.values()]


def flows(source: str) -> list[str]:
    """Return the texts that flow, whether or not they may be marked."""
    return [text for text in read_markup(source).text.split(SEPARATOR) if text]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<b>b</b>c", ["abc"]),
        ("a<!-- -->b</x>c", ["abc"]),
        ("a<br>b<sup>c</sup>d", ["a", "b", "c", "d"]),
        ("a<p>b<p>c</p>d", ["a", "b", "c", "d"]),
        ("a</p>b</br>c", ["a", "b", "c"]),
        ("<ul><li>a<li>b</ul>c", ["a", "b", "c"]),
        ("<dl><dt>a<dd>b</dl>c", ["a", "b", "c"]),
        ("<table><tr><td>a<td>b<tr><th>c</table>d", ["a", "b", "c", "d"]),
        ("<td>a</td>b", ["ab"]),
        ("<p>a<a>b</a>c", ["abc"]),
        ("a<code>b</code>c", ["abc"]),
        ("a<pre>b</pre>c", ["a", "c"]),
        ("a<textarea><p>b</textarea>c", ["a", "c"]),
        ("a<noscript><p>b</noscript>c", ["a", "c"]),
        ("a<svg><title>b</title><path/>c</svg>d", ["a", "d"]),
        ("a<svg><path>b<p>c", ["a", "c"]),
        ("a<svg><![CDATA[<p>b</svg>]]></svg>c", ["a", "c"]),
        ("a<plaintext>b<p>c", ["a"]),
        ("a<!--b", ["a"]),
        ("a<b x='y", ["a"]),
        ("a&amp;b&#x63;d&nosuch;", ["a&bcd&nosuch;"]),
        ("a\0b</>c", ["abc"]),
    ],
)
def test_text_flows_where_the_elements_let_it(source: str, expected: list[str]) -> None:
    assert flows(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<a>b</a>c", ["a", "c"]),
        ("<p><a>a</p><p>b</a>c", ["c"]),
        ("<p><code>a</p><table><td>b</table><p>c", ["b"]),
        ("<a>a<p>b</a>c", ["c"]),
        ("<a>a<a>b</a>c", ["c"]),
        ("<a><ul><em hidden>a</a><table><td>b</table>c", ["b"]),
        ("<h1>a<h2>b</h3>c", ["c"]),
        ("<button>a<button>b</button>c", ["c"]),
        ("<i hidden>a</i>b", ["b"]),
        ("<i translate=no>a</i><i translate=yes>b</i>", ["b"]),
        ("<i data-glossary=off>a</i><i aria-hidden=true>b</i>c", ["c"]),
        ("<i contenteditable>a</i><i contenteditable=false>b</i>", ["b"]),
        ("<i role=button>a</i><i role=note>b</i>", ["b"]),
        ("<nolink>a</nolink><glossary-term>b</glossary-term>c", ["c"]),
        ("<div inert>a<p>b</p></div>c", ["c"]),
    ],
)
def test_text_is_marked_only_where_it_may_be(source: str, expected: list[str]) -> None:
    assert markable(source) == expected


@pytest.mark.parametrize(
    ("source", "sections"),
    [
        ("a<h2>b</h2>c", [0, 1]),
        ("a<section>b</section>c", [0, 1, 2]),
        ("a<article><p>b", [0, 1]),
        ("<button><h2>a</h2></button>b", [0]),
    ],
)
def test_sections_begin_at_headings_and_sectioning_elements(
    source: str, sections: list[int]
) -> None:
    assert [node.section for node in read_markup(source).nodes] == sections


def test_segments_are_where_their_text_stands() -> None:
    source = "<p>é&eacute;<b>x\r\ny</b>\0z"

    flow = read_markup(source)

    for at, length, place, width, _ in flow.segments:
        start = flow.locate(at, at + 1)
        assert start is not None
        if not width:
            text = flow.text[at : at + length].replace("\n", "\r\n")
            assert source.startswith(text, start.start)
        assert place <= len(source)


def test_marks_of_the_source_are_known() -> None:
    marks = read_markup(
        "<glossary-term entry='a b'>x</glossary-term><a><glossary-term entry=c>y"
    ).marks

    assert [mark.entry for mark in marks] == ["a"]
