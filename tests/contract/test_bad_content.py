"""Content that means harm, or is broken."""

import re
import unicodedata

import pytest

from tests.support.program import MakeBook, Run

HOSTILE = r"""
--- gc/chapter.yaml
title: "Gar\e[31mbage [bold red]x[/] <b>y</b>"
summary: "\e]0;owned\a <script>alert(1)</script> [/nonsense] \x9b31m"
sections:
- id: why
  title: "Why\e[2J [blink]"
  body: |
    Some [bold]markup[/bold], <script>alert(1)</script> and <img src=x onerror=alert(1)>.
- {id: how, title: How, body: "So.\e[31m \x9b2J\u202e \r over"}
--- gc/glossary.yaml
terms:
- {id: heap, name: "He\e[31map [red]", kind: concept, definition: "A \e[5m <script>alert(1)</script> [/] [link=x]."}
--- gc/tables.yaml
tables:
- id: t
  title: "T\e[1m"
  columns: [{id: a, name: "A\e[1m"}]
  rows: [{aspect: "<script>alert(1)</script>", cells: {a: "\e[31m"}}]
--- gc/timeline.yaml
eras: [{id: e, name: "E\e[1m", start: 1950, end: 1960}]
events: [{id: v, year: 1955, title: "V\e[1m <script>alert(1)</script>", body: "\e]8;;x\a", era: e}]
"""


def test_hostile_content_is_harmless(run: Run, make_book: MakeBook) -> None:
    book = str(make_book(HOSTILE))
    for command in ("", "toc", "read gc", "define heap", "compare t", "timeline", "search markup", "list terms"):
        for form in ("text", "plain", "json", "markdown", "svg", "html"):
            result = run(*command.split(), "--format", form, "--content", book)
            assert result.out
            assert [
                c for c in result.out + result.err if unicodedata.category(c) in ("Cc", "Cf") and c not in "\n\t"
            ] == []
            if form in ("svg", "html", "markdown"):
                assert not re.search(r"(?<!\\)<(script|img|b)\b", result.out)


def test_markup_in_content_is_shown_as_it_stands(run: Run, make_book: MakeBook) -> None:
    out = run("read", "gc", "--color", "always", "--content", str(make_book(HOSTILE))).out
    assert "[bold]markup[/bold]" in out
    assert "<script>alert(1)</script>" in out


BROKEN = """
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: Where things lie., se_also: [stack]}
- {id: stack, name: Stack, kind: concept, definition: Last in.}
- {id: queue, name: Queue, kind: concept, defintion: First in.}
"""


def test_what_is_sound_stays_readable(run: Run, make_book: MakeBook) -> None:
    result = run("define", "heap", "--content", str(make_book(BROKEN)))
    assert result.code == 0
    assert result.out.startswith("Heap\n")


def test_a_mistake_is_told_once_with_its_place_and_a_hint(run: Run, make_book: MakeBook) -> None:
    err = run("define", "stack", "--content", str(make_book(BROKEN))).err
    assert err.startswith("mlsys: the book has mistakes; everything else is shown\n")
    assert re.search(r"gc/glossary\.yaml:2:\d+: [a-z-]+: a term has no 'se_also'", err)
    assert "did you mean 'see_also'?" in err


def test_what_is_lost_is_not_just_missing(run: Run, make_book: MakeBook) -> None:
    result = run("define", "queue", "--content", str(make_book(BROKEN)))
    assert (result.code, result.out) == (3, "")
    assert re.search(r"gc/glossary\.yaml:4:\d+: [a-z-]+: .*'definition'", result.err)


@pytest.mark.parametrize("command", ["read gc", "toc"])
def test_a_chapter_that_cannot_be_parsed(run: Run, make_book: MakeBook, command: str) -> None:
    book = make_book({"gc/chapter.yaml": "title: [\n"})
    result = run(*command.split(), "--content", str(book))
    assert result.code == 3
    assert re.search(r"gc/chapter\.yaml:\d+:\d+: [a-z-]+: .+", result.err)
