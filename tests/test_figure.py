"""`mlsys figure`: drawn from its data at any width, told in words where there is no drawing."""

import re
from xml.etree import ElementTree

import pytest

from tests.support.cases import each, some_of
from tests.support.program import MakeBook, Run, SharedBook

SVG = "{http://www.w3.org/2000/svg}"

FIGURES = {
    "gc/figures.yaml": """
figures:
- id: sweep
  kind: flow
  title: Mark, then sweep
  alt: |
    Two boxes, and an arrow
    from one to the other.
  nodes: [{id: mark, name: Mark, note: what is used}, {id: sweep, name: Sweep}]
  edges: [[mark, sweep, all marked]]
  caption: See [[section:gc/why]].
- id: counts
  kind: bars
  title: How many
  alt: Two bars.
  unit: "%"
  nodes: [{id: a, name: One, value: 12.5}, {id: b, name: Other, value: 25}]
"""
}

PLOT = {
    "gc/figures.yaml": """
figures:
- id: pauses
  kind: plot
  title: Pauses
  alt: Two lines that rise.
  x: {label: Heap, unit: GB, log: true}
  y: {label: Pause, unit: ms, range: [0, 100]}
  series:
  - {name: Mark and sweep, points: [[1, 10], [10, 100]]}
  - {name: Copying, points: [[1, 5], [10, 40]], draw: points}
  marks: [{at: [10, 40], label: halved}]
"""
}


def figures(run: Run) -> list[str]:
    return [line.split("\t")[0] for line in run("list", "figures").out.splitlines()]


@pytest.fixture
def book(shared_book: SharedBook) -> str:
    return str(shared_book(FIGURES))


def test_without_a_name_it_lists_them(run: Run, book: str) -> None:
    assert run("figure", "--content", book).out == "sweep\tMark, then sweep\ncounts\tHow many\n"
    assert run("figure").out == run("list", "figures").out


@each("name", ["sweep", "Mark, then sweep", "mark sweep", "swepe", "then"])
def test_names_of_a_figure(run: Run, book: str, name: str) -> None:
    assert run("figure", *name.split(), "--content", book, "--json").json["id"] == "sweep"


def test_a_figure_is_drawn_with_its_caption(run: Run, book: str) -> None:
    out = run("figure", "sweep", "--content", book).out
    assert out.startswith("Mark, then sweep\n━━━━━━━━━━━━━━━━\n\n╭")
    assert "│     Mark     ├" in out
    assert "all marked" in out
    assert out.endswith("\nSee Why.\n")


def test_plain_and_markdown_tell_it_in_words(run: Run, book: str) -> None:
    alt = "Two boxes, and an arrow from one to the other."
    assert run("figure", "sweep", "--plain", "--content", book).out == f"Mark, then sweep\n\n{alt}\n\nSee Why.\n"
    assert f"\n> {alt}\n" in run("figure", "sweep", "--format", "markdown", "--content", book).out


def test_json_has_the_words_and_the_data(run: Run, book: str) -> None:
    document = run("figure", "sweep", "--json", "--content", book).json
    assert document["alt"] == "Two boxes, and an arrow from one to the other."
    assert document["figure_kind"] == "flow"
    assert document["nodes"][0] == {"id": "mark", "name": "Mark", "note": "what is used", "value": None}
    assert document["edges"] == [{"source": "mark", "target": "sweep", "label": "all marked"}]
    bars = run("figure", "counts", "--json", "--content", book).json
    assert [node["value"] for node in bars["nodes"]] == [12.5, 25]
    assert (bars["unit"], bars["log"], bars["values"]) == ("%", False, [])


def test_a_plot_in_each_format(run: Run, make_book: MakeBook) -> None:
    book = str(make_book(PLOT))
    text = run("figure", "pauses", "--content", book).out
    assert "Pause (ms)\n" in text
    assert "Heap (GB)\n" in text
    assert "○ halved" in text or "halved ○" in text
    assert re.search(r"● Mark and sweep$", text, re.MULTILINE)
    plain = run("figure", "pauses", "--plain", "--content", book).out
    assert "Two lines that rise." in plain
    assert "\nPause (ms) (Heap (GB): Mark and sweep, Copying):\n1: 10, 5\n10: 100, 40\n" in plain
    markdown = run("figure", "pauses", "--format", "markdown", "--content", book).out
    assert "| Heap (GB) | Mark and sweep | Copying |\n| --- | --- | --- |\n| 1 | 10 | 5 |\n" in markdown
    document = run("figure", "pauses", "--json", "--content", book).json
    assert document["x"] == {"label": "Heap", "unit": "GB", "log": True, "range": None}
    assert document["y"]["range"] == [0, 100]
    assert document["series"][1] == {"name": "Copying", "points": [[1, 5], [10, 40]], "draw": "points"}
    assert document["marks"] == [{"x": 10, "y": 40, "label": "halved"}]
    assert "pauses" in run("search", "halved", "--content", book).out


def test_svg_and_html_draw_a_plot_in_vectors(run: Run, make_book: MakeBook) -> None:
    book = str(make_book(PLOT))
    for form in ("svg", "html"):
        picture = run("figure", "pauses", "--format", form, "--content", book).out
        drawings = ElementTree.fromstring(picture).iter(f"{SVG}svg")
        (drawing,) = (svg for svg in drawings if svg.find(f"{SVG}desc") is not None)
        assert drawing.findtext(f"{SVG}desc") == "Two lines that rise."
        assert {"halved", "Heap (GB)", "Pause (ms)"} <= {text.text for text in drawing.iter(f"{SVG}text")}
        assert len(drawing.findall(f"{SVG}circle")) == 4
        assert not re.search("[\u2800-\u28ff]", picture)


def test_a_drawing_as_svg_is_the_drawing_alone_and_in_a_frame_the_whole_page(run: Run, book: str) -> None:
    """So it can be put on a slide; a slide has a title of its own, and its sources stand elsewhere."""
    alone = ElementTree.fromstring(run("figure", "sweep", "--format", "svg", "--content", book).out)
    framed = ElementTree.fromstring(run("figure", "sweep", "--format", "svg", "--frame", "--content", book).out)
    title = "Mark, then sweep"
    assert [svg.findtext(f"{SVG}title") for svg in (alone, framed)] == [title, title]
    shown, whole = ({text.text for text in svg.iter(f"{SVG}text")} for svg in (alone, framed))
    assert title in whole
    assert title not in shown
    assert shown < whole
    assert [svg.find(f"{SVG}rect") is not None for svg in (alone, framed)] == [False, True], "the paper"


def test_bars_are_to_scale(run: Run, book: str) -> None:
    lines = run("figure", "counts", "--content", book).out.splitlines()
    one, other = (next(line for line in lines if line.startswith(name)) for name in ("One", "Other"))
    assert other.count("█") / 2 == pytest.approx(one.count("█"), abs=1)
    assert "12.5 %" in one


@pytest.mark.slow
def test_every_figure_of_the_book_is_told_in_words(run: Run) -> None:
    for name in some_of(figures(run), 30):
        alt = run("figure", name, "--json").json["alt"]
        assert len(alt.split()) >= 20
        plain = " ".join(run("figure", name, "--plain").out.split())
        assert alt in plain


def test_an_unknown_figure(run: Run) -> None:
    result = run("figure", "zzzz")
    assert (result.code, result.out) == (1, "")
    assert result.err == "mlsys: there is no figure 'zzzz'\n  'mlsys list figures' lists them\n"


def test_a_timeline_has_what_is_dated_in_its_chapter_or_else_in_its_book(run: Run, make_book: MakeBook) -> None:
    drawn = "figures: [{id: %s, kind: timeline, title: T, alt: A line.}]\n"
    book = make_book(
        {
            "book.yaml": "id: b\ntitle: B\nparts: [{title: All, chapters: [one, two, bare]}]\n",
            **{
                f"{name}/chapter.yaml": f"title: {name}\nsummary: S.\nsections: []\n" for name in ("one", "two", "bare")
            },
            **{f"{name}/figures.yaml": drawn % f"in-{name}" for name in ("one", "bare")},
            "one/timeline.yaml": "eras: [{id: early, name: Early days, start: 1950, end: 1960, summary: S.}]\n",
            "two/timeline.yaml": "eras: [{id: late, name: Late days, start: 1990, end: 2000, summary: S.}]\n",
        }
    )
    own, all_dated = (run("figure", f"in-{name}", "--content", str(book)).out for name in ("one", "bare"))
    assert ("Early days" in own, "Late days" in own) == (True, False)
    assert ("Early days" in all_dated, "Late days" in all_dated) == (True, True)
