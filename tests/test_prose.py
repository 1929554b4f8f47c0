"""Prose: the author's Markdown made into blocks, stored, and written as Markdown again."""

import json
import re
from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mlsys_cli.book.parse import prose
from mlsys_cli.book.parse.prose import parse_prose
from mlsys_cli.page.blocks import (
    Aside,
    Block,
    Blocks,
    Bullets,
    Code,
    DefinitionList,
    Diagram,
    Embed,
    Heading,
    ListEntry,
    Paragraph,
    Quote,
    Span,
    Table,
    TimelineEvent,
    pack,
    plain,
    prose_text,
    targets,
    unpack,
)
from mlsys_cli.page.markdown import write_markdown
from mlsys_cli.text.sanitize import harmless
from tests.support.cases import each
from tests.support.program import MakeBook, Run

MARKUP = "ab1 é🙂\n\\`*_[]<>&!#|~-+=.)(:;@'\"/"
"""Letters, and every character that means something to Markdown or to the book."""


def text(words: str, style: str = "", target: str = "") -> Paragraph:
    """A paragraph of one span."""
    return Paragraph((Span(words, style, target),))


# --- what an author writes -------------------------------------------------------------------------------------------


def test_paragraphs() -> None:
    """Line breaks are gaps; an empty line begins a new paragraph."""
    assert parse_prose("One\nline.\n\n\nAnother  one.\n") == (text("One line."), text("Another one."))


@each("nothing", ["", " ", "\n", "\n \n", "\u00a0"])
def test_nothing(nothing: str) -> None:
    assert parse_prose(nothing) == ()


@each(
    "written, span",
    [
        ("*fast*", Span("fast", "em")),
        ("**fast**", Span("fast", "strong")),
        ("`a * b`", Span("a * b", "code")),
        ("[[heap]]", Span("", "link", "term:heap")),
        ("[[ heap ]]", Span("", "link", "term:heap")),
        ("[[heap|a pile]]", Span("a pile", "link", "term:heap")),
        ("[[section:gc/why]]", Span("", "link", "section:gc/why")),
        ("[[table:ways|both]]", Span("both", "link", "table:ways")),
        ("[@knuth1968]", Span("", "cite", "source:knuth1968")),
        ("<https://example.org/x>", Span("https://example.org/x")),
    ],
)
def test_marks_within_a_text(written: str, span: Span) -> None:
    assert parse_prose(f"So {written}, they say.") == (Paragraph((Span("So "), span, Span(", they say."))),)


def test_the_address_of_a_link_may_stand_below() -> None:
    spans = (Span("So "), Span("they"), Span(" ("), Span("https://a.org", "url"), Span(")"), Span(" say."))
    for written in ("So [they][x] say.\n\n[x]: https://a.org", "[They]: <https://a.org> 'A'\n\nSo [they] say."):
        assert parse_prose(written) == (Paragraph(spans),)


@each("written", ["[1]: a remark", "[x]: ../other.md", "[x]: javascript:alert(1)", "So\n[x]: https://a.org"])
def test_what_gives_no_address_on_the_web_is_a_text(written: str) -> None:
    assert prose_text(parse_prose(written)) == " ".join(written.split())


def test_the_address_of_a_link_stands_behind_its_words() -> None:
    """Who reads on paper, or on a terminal, can't follow the words."""
    (paragraph,) = parse_prose("So [*all* say](https://example.org/x).")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.spans[1:4] == (Span("all", "em"), Span(" say"), Span(" ("))
    assert paragraph.spans[4:] == (Span("https://example.org/x", "url"), Span(")"), Span("."))


def test_several_citations() -> None:
    blocks = parse_prose("Proved [@knuth1968; @dijkstra1978;@a:b.c-d].")
    assert list(targets(blocks)) == ["source:knuth1968", "source:dijkstra1978", "source:a:b.c-d"]
    assert prose_text(blocks) == "Proved."


@each(
    "written",
    [
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "&lt;b&gt; &copy;",
        "# No heading",
        "No heading\n===",
        "[one bracket]",
        "[[]] [[|x]] [@] @knuth1968 [[A:b]]",
        "[bold]Rich[/bold]",
        "---",
        "[ref]: a remark",
        "\\*stars\\* \\[[heap]]",
    ],
)
def test_what_is_no_mark_stands_as_it_is(written: str) -> None:
    shown = prose_text(parse_prose(written))
    if written.startswith("[picture]"):
        assert shown == "picture"
    else:
        assert shown == " ".join(written.replace("\\", "").split())


def test_an_escaped_link_is_no_link() -> None:
    assert list(targets(parse_prose("\\[[heap]] `[[heap]]` `[@knuth1968]` \\[@knuth1968]"))) == []


def test_lists_quotes_and_code() -> None:
    assert parse_prose("- one\n- two\n\n  more\n") == (Bullets(((text("one"),), (text("two"), text("more")))),)
    assert parse_prose("1. one\n2. two\n") == (Bullets(((text("one"),), (text("two"),)), ordered=True),)
    assert parse_prose("> Words.\n>\n> More.") == (Quote((text("Words."), text("More."))),)
    assert parse_prose("    a  b\n    c") == (Code("a  b\nc"),)
    assert parse_prose("```python\na  b\n\nc\n```\n") == (Code("a  b\n\nc", "python"),)
    assert write_markdown(parse_prose("~~~ SQL x`\na\n~~~")) == "```sql\na\n```"


def test_a_list_within_a_list_within_a_quote() -> None:
    (quote,) = parse_prose("> - one\n>   1. *deep*\n>      - [[heap]]\n> - two")
    inner = Bullets(((Paragraph((Span("", "link", "term:heap"),)),),))
    numbered = Bullets(((text("deep", "em"), inner),), ordered=True)
    assert quote == Quote((Bullets(((text("one"), numbered), (text("two"),))),))


def test_tables_and_figures_are_placed_by_a_paragraph_of_their_own() -> None:
    assert parse_prose("One.\n\n![[table:ways]]\n\n![[figure:loop]]\n![[table:b]]") == (
        text("One."),
        Embed("table", "ways"),
        Embed("figure", "loop"),
        Embed("table", "b"),
    )


def test_a_table_among_words_is_a_link() -> None:
    assert parse_prose("See ![[table:ways]].") == (
        Paragraph((Span("See "), Span("", "link", "table:ways"), Span("."))),
    )


def test_a_space_that_does_not_break_is_kept() -> None:
    for written in ("10\u00a0kg", "*10*\u00a0kg"):
        assert prose_text(parse_prose(written)) == "10\u00a0kg"


@pytest.mark.slow
@given(st.text(alphabet="ab1.)-+=:/ \t\n\u00a0#", max_size=25) | st.text(max_size=25))
def test_the_short_way_is_the_same_as_the_parser(written: str) -> None:
    """A text without marks is not given to the Markdown parser, which would have made the same of it."""
    written = written.replace("\r", "\n").replace("\0", "")
    assume(written.strip())  # a text of nothing but spaces is no text, of whatever kind they are
    short = parse_prose(written)
    parsed = prose._blocks(iter(prose._parser().parse(written)), None)
    assert _all_words(short) == _all_words(parsed)


def _all_words(blocks: Iterable[Block]) -> list[object]:
    """What stands in each block that isn't empty."""
    return [words for block in blocks if (words := _words(block)) != [""]]


def _words(block: Block) -> object:
    """A paragraph as its words, which is what is shown of it; the parser makes a span of each line."""
    return re.split("[ \t\n]+", plain(block.spans).strip()) if isinstance(block, Paragraph) else block


@given(st.text() | st.text(alphabet=MARKUP))
def test_any_text_is_prose(written: str) -> None:
    blocks = parse_prose(written)
    assert unpack(json.loads(json.dumps(pack(blocks)))) == blocks
    assert isinstance(write_markdown(blocks), str)
    assert len(prose_text(blocks)) <= len(written) * 4


@pytest.mark.slow
@each(
    "start", ["> ", "- ", "1. ", "*", "_a", "[", "[[", "[[a|", "![[a:", "[@", "`", "<", "\\", "a\n", "**a ", "](", "&"]
)
def test_much_of_a_mark_is_read_in_no_time(start: str) -> None:
    """None of them nests without end or takes a time that grows with the square of the text."""
    blocks = parse_prose(start * 3000)
    assert blocks
    assert unpack(pack(blocks)) == blocks


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.text(alphabet=MARKUP))
def test_any_text_in_a_book_can_be_shown(make_book: MakeBook, run: Run, written: str) -> None:
    term = {"id": "heap", "name": written, "kind": "concept", "definition": written, "aliases": [written]}
    folder = str(make_book({"gc/glossary.yaml": json.dumps({"terms": [term]})}))
    for options in ((), ("--plain",), ("--json",), ("--format", "markdown")):
        assert run("define", "heap", "--content", folder, *options, MLSYS_DEBUG=1).code in (0, 3)


# --- what is stored --------------------------------------------------------------------------------------------------

SPANS = st.lists(st.builds(Span, st.text(), st.sampled_from(["", "em", "link"]), st.text()), max_size=3).map(tuple)
BLOCKS = st.recursive(
    st.builds(Paragraph, SPANS) | st.builds(Code, st.text()) | st.builds(Embed, st.text(), st.text()),
    lambda inner: (
        st.builds(Quote, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Bullets, st.lists(st.lists(inner, max_size=2).map(tuple), max_size=3).map(tuple), st.booleans())
    ),
    max_leaves=8,
)


@given(st.lists(BLOCKS, max_size=3).map(tuple))
def test_what_is_packed_is_unpacked(blocks: Blocks) -> None:
    assert unpack(pack(blocks)) == blocks
    assert unpack(json.loads(json.dumps(pack(blocks)))) == blocks


def test_a_plain_text_is_packed_as_it_is() -> None:
    assert pack(parse_prose("A pile.")) == "A pile."
    assert pack(()) == ""


# --- what is written as Markdown -------------------------------------------------------------------------------------

_READER = MarkdownIt("commonmark").enable("table")
_EMPHASIS = {"em_open", "em_close", "strong_open", "strong_close"}


def read_markdown(markdown: str) -> str:
    """The words that a reader of Markdown shows; what acts as markup, but for emphasis, is named in <>."""
    shown = []
    for token in _READER.parse(markdown):
        if token.type in ("html_block", "hr", "fence", "code_block"):
            shown.append(f"<{token.type}>")
        for child in token.children or []:
            if child.type in ("softbreak", "hardbreak"):
                shown.append(" ")
            elif child.type not in _EMPHASIS:
                shown.append(child.content if child.type in ("text", "code_inline") else f"<{child.type}>")
        shown.append(" ")
    return " ".join("".join(shown).split())


HOLDERS: dict[str, Callable[[str], Block]] = {
    "a paragraph": text,
    "emphasis": lambda words: text(words, "em"),
    "a heading": lambda words: Heading(2, words),
    "a quotation": lambda words: Quote((text(words),)),
    "a list": lambda words: Bullets(((text(words),), (text(words),))),
    "a numbered list": lambda words: Bullets(((text(words),),), ordered=True),
    "a note": lambda words: Aside("Disputed", (Span(words),)),
    "a field": lambda words: DefinitionList((("Kind", (Span(words),)), ("", (Span(words),)))),
    "an entry": lambda words: ListEntry((Span(words),), (Span(words),), ()),
    "an event": lambda words: TimelineEvent(1960, "1960", words, (text(words),)),
    "a table": lambda words: Table(("", words), ((words, words),)),
    "a drawing": lambda words: Diagram("flow", words),
}
"""What can hold the words of a book."""


@pytest.mark.slow
@each("holder", HOLDERS)
@given(words=st.text(alphabet=MARKUP, max_size=30) | st.text(max_size=30))
def test_nothing_in_a_text_acts_as_markup(holder: str, words: str) -> None:
    """A reader of Markdown shows the very words, whatever they are and wherever they stand."""
    words = " ".join(harmless(words).split())
    block = HOLDERS[holder](words)
    own = HOLDERS[holder]("Q")
    expected = read_markdown(write_markdown((own,))).replace("Q", f" {words} ").split()
    assert read_markdown(write_markdown((block,))).split() == expected


@given(st.text(alphabet="ab`\\* \n", min_size=1, max_size=20))
def test_code_is_what_it_was(code: str) -> None:
    (token,) = _READER.parse(write_markdown((Code(code),)))
    assert (token.type, token.content.rstrip()) == ("fence", code.rstrip())
    inline = " ".join(code.split())
    if inline:
        (paragraph,) = (t for t in _READER.parse(write_markdown((text(inline, "code"),))) if t.children)
        assert [(c.type, c.content) for c in paragraph.children or []] == [("code_inline", inline)]


_PIECES = st.sampled_from(
    [
        "word",
        "*fast*",
        "**very fast**",
        "`a * b`",
        "`` a`b ``",
        "\\*",
        "\\[[x]]",
        "2.",
        "-5",
        "+5",
        "#1",
        "a_b_c",
        "&amp;",
    ]
)
_LINES = st.lists(_PIECES, min_size=1, max_size=5).map(" ".join)
_TEXTS = st.lists(_LINES, min_size=1, max_size=3).flatmap(
    lambda lines: st.sampled_from(["\n", "\n\n", "\n- ", "\n\n> ", "\n1. "]).map(lambda gap: gap.join(lines))
)


@given(_TEXTS)
def test_prose_written_as_markdown_is_the_same_prose(written: str) -> None:
    blocks = parse_prose(written)
    again = parse_prose(write_markdown(blocks))
    assert prose_text(again).split() == prose_text(blocks).split()
    assert [type(block) for block in again] == [type(block) for block in blocks]
    assert parse_prose(write_markdown(again)) == again
    assert read_markdown(write_markdown(blocks)).split() == prose_text(blocks).split()


@each(
    "written, markdown",
    [
        ("One *fast* line.", "One *fast* line."),
        ("[[heap|A pile]] [@knuth1968]", "[A pile](#heap) [@knuth1968]"),
        ("[[section:gc/why|why]]", "[why](#gc/why)"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("- one\n- two\n\n  > more", "- one\n- two\n\n  > more"),
        ("    code", "```\ncode\n```"),
        ("![[table:ways]]", "![[table:ways]]"),
        ("1960\\. A year", "1960\\. A year"),
    ],
)
def test_prose_as_markdown(written: str, markdown: str) -> None:
    assert write_markdown(parse_prose(written)) == markdown
