"""Figures in text: what they look like, and that they fit and lose no word at any width."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from mlsys_cli.page.blocks import Diagram, Edge, Node
from mlsys_cli.render.diagrams.bars import amount
from mlsys_cli.render.diagrams.diagram import draw
from tests.support.cases import each

KINDS = ("flow", "cycle", "graph", "stack", "bars", "pillars", "tree")
STYLES = {"", "figure.box", "figure.name", "figure.note", "figure.label", "figure.bar", "figure.bar.other"}
STYLES |= {"figure.bar.second", "caption"}
FRAME = set("\n ─│┌┐└┘├┤┬┴┼╭╮╰╯▲▼◄►█▏▎▍▌▋▊▉░▒→←↑↓•")


def figure(kind: str, names: str, *edges: tuple[str, ...], base: str = "") -> Diagram:
    """A figure of nodes whose names are one word each."""
    return Diagram(
        kind, "", tuple(Node(name, name) for name in names.split()), tuple(Edge(*e) for e in edges), base=base
    )


def picture(drawing: Diagram, width: int) -> str:
    """A figure as one reads it, between two line breaks."""
    return "\n" + "\n".join(line.plain for line in draw(drawing, width)) + "\n"


LOOP = figure("flow", "Train Test Deploy", ("Train", "Test"), ("Test", "Deploy", "good"), ("Test", "Train", "too weak"))


def test_steps_stand_in_a_row_where_there_is_room() -> None:
    assert (
        picture(LOOP, 80)
        == """
╭───────╮     ╭──────╮ good ╭────────╮
│ Train ├────►│ Test ├─────►│ Deploy │
╰───────╯     ╰───┬──╯      ╰────────╯
    ▲             │
    ╰─ too weak ──╯
"""
    )


def test_steps_stand_in_a_column_with_a_rail_back() -> None:
    assert (
        picture(LOOP, 30)
        == """
╭──────────╮
│  Train   │◄─╮
╰──┬───────╯  │
   ▼          │ too weak
╭──────────╮  │
│   Test   ├──╯
╰──┬───────╯
   │ good
   ▼
╭──────────╮
│  Deploy  │
╰──────────╯
"""
    )
    assert "│ too\n" in picture(LOOP, 20), "a short label is broken only where there is no room for it"


def test_a_rail_without_room_is_told_in_words() -> None:
    long = figure("flow", "Train Test Deploy", ("Train", "Test"), ("Test", "Train", "misunderstandings"))
    assert (
        picture(long, 24)
        == """
╭──────────────╮
│    Train     │
╰──┬───────────╯
   ▼
╭──────────────╮
│     Test     │
╰──────────────╯
     ↑ Train:
       misunderstandings

╭──────────────╮
│    Deploy    │
╰──────────────╯
"""
    )


def test_rails_cross_and_the_short_ones_run_inside() -> None:
    edges = [("A", "B"), ("B", "C"), ("C", "D"), ("A", "C", "skip"), ("D", "B", "again"), ("D", "A")]
    assert (
        picture(figure("flow", "A B C D", *edges), 36)
        == """
╭──────────╮
│    A     │◄────────────────╮
│          ├──╮              │
╰─────┬────╯  │              │
      ▼       │              │
╭──────────╮  │ skip         │
│    B     │◄─┼──────╮       │
╰─────┬────╯  │      │       │
      ▼       │      │       │
╭──────────╮  │      │       │
│    C     │◄─╯      │ again │
╰─────┬────╯         │       │
      ▼              │       │
╭──────────╮         │       │
│    D     ├─────────╯       │
│          ├─────────────────╯
╰──────────╯
"""
    )


def test_a_cycle_without_edges_closes_itself() -> None:
    assert (
        picture(figure("cycle", "Plan Do Check Act"), 60)
        == """
╭──────╮     ╭────╮     ╭───────╮     ╭─────╮
│ Plan ├────►│ Do ├────►│ Check ├────►│ Act │
╰──────╯     ╰────╯     ╰───────╯     ╰──┬──╯
    ▲                                    │
    ╰────────────────────────────────────╯
"""
    )


ANIMALS = figure("graph", "Ant Bee Cat", ("Ant", "Bee", "eats"), ("Cat", "Bee", "sees"), ("Cat", "Ant", "hunts"))


def test_a_graph_of_few_edges_has_them_on_rails() -> None:
    assert (
        picture(ANIMALS, 50)
        == """
╭─────╮ eats ╭─────╮     ╭────────╮
│ Ant ├─────►│ Bee │     │  Cat   │
╰─────╯      ╰─────╯     ╰──┬──┬──╯
   ▲            ▲           │  │
   │            ╰── sees ───╯  │
   ╰────────── hunts ──────────╯
"""
    )


def test_a_graph_without_room_lists_its_edges() -> None:
    assert (
        picture(ANIMALS, 22)
        == """
╭──────────────╮
│     Ant      │
╰──────────────╯
  → Bee: eats
╭──────────────╮
│     Bee      │
╰──────────────╯
╭──────────────╮
│     Cat      │
╰──────────────╯
  → Bee: sees
  → Ant: hunts
"""
    )


def test_layers_share_their_borders() -> None:
    nodes = (Node("a", "Input", "28 x 28"), Node("b", "Hidden", "100 units"), Node("c", "Output"))
    assert (
        picture(Diagram("stack", "", nodes), 40)
        == """
┌────────────────────┐
│ Input    28 x 28   │
├────────────────────┤
│ Hidden   100 units │
├────────────────────┤
│ Output             │
└────────────────────┘
"""
    )


def test_pillars_carry_a_roof() -> None:
    assert (
        picture(figure("pillars", "Data Models Care", base="Practice"), 60)
        == """
            ┌──────────────┐
      ┌─────┴──────────────┴─────┐
┌─────┴──────────────────────────┴─────┐
└┬──────────┬─┬──────────┬─┬──────────┬┘
 │   Data   │ │  Models  │ │   Care   │
┌┴──────────┴─┴──────────┴─┴──────────┴┐
│               Practice               │
└──────────────────────────────────────┘
"""
    )


def test_bars_are_to_scale() -> None:
    nodes = (Node("a", "Old", "by hand", 20), Node("b", "New", "learned", 7.5), Node("c", "None"))
    assert (
        picture(Diagram("bars", "", nodes, unit="%"), 41)
        == """
Old   ████████████████████ 20 %   by hand
New   ███████▌ 7.5 %              learned
None
"""
    )
    assert (
        picture(Diagram("bars", "", nodes, unit="%"), 20)
        == """
Old
██████████████ 20 %
by hand

New
█████▎ 7.5 %
learned

None
"""
    )


def test_bars_of_two_values_stand_below_each_other() -> None:
    nodes = (Node("a", "Car", "", 20, 10), Node("b", "Bus", "", 10, 15))
    assert (
        picture(Diagram("bars", "", nodes, unit="km", values=("promised", "measured")), 40)
        == """
Car  ███████████████████████████ 20 km
     ▒▒▒▒▒▒▒▒▒▒▒▒▒ 10 km
Bus  █████████████▌ 10 km
     ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ 15 km

█ promised   ▒ measured
"""
    )


def test_bars_on_a_log_scale_grow_by_powers_of_ten() -> None:
    nodes = (Node("a", "One", "", 1), Node("b", "Ten", "", 10), Node("c", "Hundred", "", 100), Node("d", "None", "", 0))
    assert (
        picture(Diagram("bars", "", nodes, log=True), 40)
        == """
One      ████████▍ 1
Ten      ████████████████▋ 10
Hundred  █████████████████████████ 100
None     0

Logarithmic scale, from 0.1 on
"""
    )


def test_the_least_number_has_a_place_on_a_log_scale() -> None:
    nodes = (Node("a", "Least", "", 5e-324), Node("b", "One", "", 1))
    assert (
        picture(Diagram("bars", "", nodes, log=True), 40)
        == """
Least  5e-324
One    ████████████████████████ 1

Logarithmic scale, from 1e-324 on
"""
    )


def test_small_values_of_bars_have_no_exponent_down_to_a_millionth() -> None:
    nodes = (Node("a", "Awake", "", 0.015), Node("b", "Mean", "", 0.000078), Node("c", "Leak", "", 0.0000002))
    lines = picture(Diagram("bars", "", nodes, unit="W"), 60).splitlines()
    assert [line.split()[-2:] for line in lines if line] == [["0.015", "W"], ["0.000078", "W"], ["2e-07", "W"]]


def test_the_bar_that_stands_apart_is_the_one_with_colour() -> None:
    def coloured(*values: float) -> list[str]:
        nodes = tuple(Node(str(number), f"n{number}", "", value) for number, value in enumerate(values))
        lines = draw(Diagram("bars", "", nodes), 60)
        return [line.plain.split()[0] for line in lines if "figure.bar" in {span.style for span in line.spans}]

    assert coloured(28.2, 25.8, 26.2, 15.3) == ["n3"]
    assert coloured(1, 2, 175) == ["n2"]
    assert coloured(1, 2, 3) == ["n0", "n1", "n2"]
    assert coloured(1, 2) == ["n0", "n1"]


def test_a_tree_has_guides() -> None:
    tree = figure("tree", "Root Left Leaf Right", ("Root", "Left"), ("Left", "Leaf", "holds"), ("Root", "Right"))
    assert (
        picture(tree, 40)
        == """
Root
├── Left
│   └── holds → Leaf
└── Right
"""
    )


def test_a_ring_in_a_tree_ends() -> None:
    assert (
        picture(figure("tree", "A B", ("A", "B"), ("B", "A")), 40)
        == """
A
└── B
    └── A
"""
    )


def test_no_nodes_and_time_lines_give_no_lines() -> None:
    assert draw(Diagram("flow", "nothing"), 80) == []
    assert draw(figure("timeline", "A B"), 80) == []


def test_edges_of_unknown_nodes_are_left_out() -> None:
    for kind in KINDS:
        assert draw(figure(kind, "A B", ("A", "X", "lost"), ("Y", "B")), 40) == draw(figure(kind, "A B"), 40)


@each(
    "value, unit, read",
    [
        (28.2, "%", "28.2 %"),
        (15.0, "W", "15 W"),
        (1200, "", "1,200"),
        (None, "W", ""),
        (-0.5, "s", "-0.5 s"),
    ],
)
def test_amounts(value: float | None, unit: str, read: str) -> None:
    assert amount(value, unit) == read


LETTERS = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789,.:%&-äß数据模型学习🤖🌾"
WORDS = st.text(LETTERS, min_size=1, max_size=7) | st.text(LETTERS, min_size=20, max_size=90)
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)
VALUES = st.none() | st.floats(-1e6, 1e6) | st.integers(0, 100).map(float) | st.just(float("inf"))


@st.composite
def drawings(choose: st.DrawFn) -> Diagram:
    """Any figure, sensible or not: rings in trees, edges from a node to itself, several between two nodes."""
    count = choose(st.integers(1, 7))
    values = VALUES if choose(st.booleans()) else st.none()
    nodes = tuple(Node(str(i), choose(TEXTS), choose(TEXTS), choose(VALUES), choose(values)) for i in range(count))
    end = st.integers(0, count - 1).map(str)
    edges = choose(st.lists(st.builds(Edge, end, end, TEXTS | st.just("")), max_size=9))
    if choose(st.booleans()):
        edges = [Edge(str(i), str(i + 1), choose(TEXTS)) for i in range(count - 1)] + edges[:3]
    kind, texts = choose(st.sampled_from(KINDS)), (choose(TEXTS), choose(TEXTS))
    both = (choose(TEXTS), choose(TEXTS)) if values is VALUES else ()
    return Diagram(kind, "", nodes, tuple(edges), *texts, choose(st.booleans()), both)


def words_of(drawing: Diagram) -> list[str]:
    """Every word that a figure must show."""
    texts = [text for node in drawing.nodes for text in (node.name, node.note)]
    texts += [edge.label for edge in drawing.edges]
    if drawing.kind == "bars":
        amounts = (value for node in drawing.nodes for value in (node.value, node.second))
        texts += [*(amount(value, drawing.unit) for value in amounts), *drawing.values]
    texts += [drawing.base] if drawing.kind == "pillars" else []
    return [word for text in texts for word in text.split()]


@pytest.mark.slow
@settings(deadline=None)
@given(drawings(), st.integers(20, 300))
def test_every_line_fits_and_nothing_is_lost(drawing: Diagram, width: int) -> None:
    lines = draw(drawing, width)
    seen = "\n".join(line.plain for line in lines)
    assert max((line.cell_len for line in lines), default=0) <= min(width, 112)
    assert not Counter("".join(words_of(drawing))) - Counter(seen), "characters are missing"
    assert all(word in seen for word in words_of(drawing) if cell_len(word) <= 7), "a short word is broken"
    scale = set("Logarithmic scale, from 0123456789.e+- on" + drawing.unit) if drawing.log else set()
    assert set(seen) - set("".join(words_of(drawing))) - scale <= FRAME | set(":") | set(
        "".join(n.name for n in drawing.nodes)
    )
    assert {span.style for line in lines for span in line.spans if isinstance(span.style, str)} <= STYLES
    assert all(line.plain == line.plain.rstrip() for line in lines), "there are spaces at the end of a line"
