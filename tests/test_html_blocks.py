"""Blocks as pieces of web pages: well-formed, nothing of a text acts as markup, and links lead only where they may."""

import re
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest

from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Blocks, Heading, Paragraph, Span, text_spans
from mlsys_cli.page.plots import Axis, Pixels, Plane, PlanePoint, Plot, Series
from mlsys_cli.render.html_blocks import write_html
from mlsys_cli.render.theme import page_ink
from tests.support.cases import each, some_of
from tests.support.program import Run

HOSTILE = "<b onclick='x()'>&amp;\"]]>\x1b\ufffe</b>"
_SPANS = (*text_spans(HOSTILE), *(Span(HOSTILE, style) for style in ("em", "code", "hit", "term.name", "bar", "url")))
_WORDS = (Paragraph(_SPANS),)

EVERY_KIND: Blocks = (
    *_WORDS,
    Heading(1, HOSTILE, "term:a'b"),
    page.Bullets((_WORDS, (*_WORDS, page.Bullets((_WORDS,)))), targets=("source:x", "source:<y>")),
    page.Bullets((_WORDS,), ordered=True, in_columns=True),
    page.Folded(HOSTILE, _WORDS),
    page.OptionList(((Span("1 ", "mark"), _SPANS),)),
    page.Quote(_WORDS),
    page.Quote((Paragraph((Span("Run it", "run"), *_SPANS)),)),
    page.Code(f"if 1:\n  {HOSTILE}", HOSTILE, (("code.keyword", 0, 2), ("code.number", 3, 4))),
    page.Math("<", "x < \\text{" + HOSTILE + "}"),
    page.Embed("table", HOSTILE),
    page.Aside(HOSTILE, _SPANS, "note.disputed"),
    page.DefinitionList((("", _SPANS), (HOSTILE, _SPANS), ("", _SPANS), ("a", _SPANS), (HOSTILE, _SPANS))),
    page.ListEntry(_SPANS, _SPANS, _SPANS),
    page.ListEntry(_SPANS, (), ()),
    page.Excerpt(_SPANS, 3, HOSTILE, 2, 4, _SPANS),
    page.Outline(tuple(page.OutlineRow(depth, HOSTILE, "4 min", "a/b") for depth in (1, 2, 2, 0, 3))),
    page.Table(("", HOSTILE), ((HOSTILE, "12"), ("b", "<3"))),
    page.Meters(("read", HOSTILE), (page.Meter(1, HOSTILE, (2, 3), done=True), page.Meter(0, "b", (0, 0)))),
    page.Calendar(((739_000, 4),), 739_010, "answer"),
    page.Diagram("flow", HOSTILE, (page.Node("a", HOSTILE), page.Node("b", "b")), (page.Edge("a", "b", HOSTILE),)),
    page.TimeAxis((page.Band(HOSTILE, 1950, None),), (1950, 1960), 1950, 1990, HOSTILE),
    page.TimelineEvent(1950, "1950", HOSTILE, _WORDS, "event:<x>"),
    Plot(HOSTILE, Axis(HOSTILE), Axis("y"), (Series(HOSTILE, ((1, 2), (3, 4))), Series("b", ((1, 3), (2, 4))))),
    Plane(HOSTILE, Axis("x"), Axis("y"), (HOSTILE, "b"), (PlanePoint(1, 2), PlanePoint(2, 1, 1, is_wrong=True))),
    Pixels(HOSTILE, ((0.5, -1.0), (1.0, float("nan"))), HOSTILE),
)


def _parsed(html: str) -> ET.Element:
    return ET.fromstring(f"<main>{html}</main>")


@pytest.mark.parametrize("block", EVERY_KIND, ids=lambda block: type(block).__name__)
def test_every_block_is_well_formed_and_shows_hostile_words_as_they_stand(block: page.Block) -> None:
    root = _parsed(write_html((block,), lambda target: f"{target}.html"))
    assert not [element for element in root.iter() if element.tag in ("b", "script")]
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or name == "style"]


def test_a_page_has_each_id_once() -> None:
    root = _parsed(write_html(EVERY_KIND * 2, lambda _: None, anchors=True))
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert "term-a-b" in ids
    assert len(ids) == len(set(ids))


def test_levels_of_headings_never_jump() -> None:
    html = write_html([Heading(level, "x") for level in (1, 3, 4, 2, 4)], lambda _: None, level=2)
    assert re.findall(r"<h(\d)", html) == ["2", "3", "4", "3", "4"]


def test_a_link_leads_to_an_address_of_the_web_or_of_the_page() -> None:
    spans = (Span("perceptron", "link", "term:perceptron"), Span("https://example.org/?a=1&b", "url"))
    html = write_html([Paragraph(spans)], lambda target: f"../{target.replace(':', '/')}.html#top")
    assert '<a href="../term/perceptron.html#top">perceptron</a>' in html
    assert 'href="https://example.org/?a=1&amp;b" rel="noreferrer">' in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JavaScript://x", "data:text/html,x", "//evil.example/x"])
def test_a_link_to_anything_else_is_only_its_words(address: str) -> None:
    spans = (Span("here", "link", "term:x"), Span(address, "url"), Span("there", "link", address))
    assert "<a" not in write_html([Paragraph(spans)], lambda _: address)


def test_columns_of_numbers_are_right_aligned_and_rows_and_columns_have_headers() -> None:
    table = page.Table(("", "Memory", "Maker"), (("A", "12 GB", "x"), ("B", "1,400 GB", "y")))
    html = write_html([Heading(1, "Cards"), table], lambda _: None)
    assert '<th scope="row">A</th><td class="number">12 GB</td><td>x</td>' in html
    assert '<th scope="col" class="number">Memory</th><th scope="col">Maker</th>' in html
    assert 'tabindex="0" role="group" aria-label="Cards"' in html


def test_a_formula_is_mathml_with_its_words() -> None:
    html = write_html([Paragraph((Span("x² ≤ 2", "math", r"x^2 \le 2"),))], lambda _: None)
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x² ≤ 2">' in html
    assert "<msup>" in html


def test_a_figure_is_drawn_for_wide_and_for_narrow_pages() -> None:
    figure = page.Diagram("flow", "From a to b.", tuple(page.Node(name, f"The step {name}") for name in "abcd"))
    root = _parsed(write_html([figure], lambda _: None))
    drawings = [*root.iter("{http://www.w3.org/2000/svg}svg")]
    assert [(svg.attrib["class"], svg.attrib["aria-label"]) for svg in drawings] == [
        ("wide", "From a to b."),
        ("narrow", "From a to b."),
    ]
    assert (
        len([*_parsed(write_html([figure], lambda _: None, widths=(76,))).iter("{http://www.w3.org/2000/svg}svg")]) == 1
    )


def test_the_signs_of_a_legend_have_the_colours_of_the_drawing() -> None:
    """In the drawing they are variables; in the words below it, classes of the style sheet."""
    series = tuple(Series(f"s{number}", ((1, number), (3, number))) for number in range(4))
    html = write_html([Plot("Four lines.", Axis("x"), Axis("y"), series)], lambda _: None, widths=(30,))
    used = {(sign, kind) for kind, sign in re.findall(r'<span class="(plot-\d)">(.) ', html)}
    assert used == {("●", "plot-1"), ("○", "plot-2"), ("■", "plot-3"), ("□", "plot-4")}
    styles = (files("mlsys_cli") / "site/static/site.css").read_text()
    for _, kind in used:
        colour = page_ink(kind.replace("-", ".")).partition(",")[0] + ")"
        assert f".{kind} {{ color: {colour}; }}" in styles


def test_the_sign_of_a_single_line_is_a_line() -> None:
    """In letters a line is drawn with the dots of Braille, and so is its sign."""
    line = Series("life", tuple((x, x) for x in range(200)))
    html = write_html([Plot("A line.", Axis("x"), Axis("y"), (line,))], lambda _: None, widths=(60,))
    assert '<span class="plot-1">━━ </span>' in html


def test_paragraphs_have_ids_where_marks_need_them() -> None:
    deeper = page.Folded("Deeper", (Paragraph(text_spans("z")),))
    blocks = (Heading(1, "a", "section:a"), Paragraph(text_spans("x")), page.Quote(_WORDS), deeper)
    below = (Heading(2, "b", "section:b"), Paragraph(text_spans("y")))
    html = write_html((*blocks, *below), lambda _: None, anchors=True)
    assert '<p id="p-1">x</p>' in html
    assert '<blockquote id="p-2">' in html
    assert '<p id="p-4">z</p>' in html, "as if it were open, below its title"
    assert "<p>y</p>" in html
    assert "p-1" not in write_html(blocks, lambda _: None)


@pytest.mark.slow
@each("kind, command", [("sections", "read"), ("terms", "define"), ("figures", "figure"), ("tables", "compare")])
def test_pages_of_the_bundled_book_are_xml_in_which_no_words_are_commands(run: Run, kind: str, command: str) -> None:
    names = [line.split("\t")[0] for line in run("list", kind).out.splitlines()]
    for name in some_of(names, 10):
        out = run(command, name, "--format", "html").out
        ids = [element.attrib["id"] for element in ET.fromstring(out).iter() if "id" in element.attrib]
        assert len(ids) == len(set(ids))
        assert not re.search(r"<code[^>]*>mlsys (read|define|cite|figure|compare|timeline) ", out)
