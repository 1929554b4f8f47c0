"""The reader line by line: what a reader types after each part of a page."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from mlsys_cli.index.full_text import search
from tests.support.calls import calls_of
from tests.support.program import Run
from tests.support.reader import read_lines
from tests.support.shell import Shell

Open: TypeAlias = Callable[..., list[str]]
"""Opens an entry and types lines; returns the replies, the first of which is the page."""


@pytest.fixture
def open_(run: Run) -> Open:
    """Open an entry on a terminal that can't show a screen, and type lines: `open_("intro/why", "3", "b")`."""

    def open_(name: str, *lines: str, **env: object) -> list[str]:
        line = ["open", *([name] if name else [])]
        done = run(*line, **{"size": (80, 24), "lines": [*lines, "q"], "TERM": "dumb", **env})
        assert (done.code, done.err) == (0, "")
        assert "\x1b" not in done.out
        return [answer.strip() for answer in re.split(r"^\d+%> ", done.out, flags=re.MULTILINE)][: len(lines) + 1]

    return open_


def test_a_number_opens_a_link_and_b_goes_back_to_the_very_part(open_: Open) -> None:
    first, part, opened, back = open_("intro/symbolic-ai", "", "5", "b")
    assert "Daniel Bobrow\N{NO-BREAK SPACE}#1, a doctoral student" in first
    assert "Type 1 to open Daniel Bobrow" in first
    assert "is called brittleness\N{NO-BREAK SPACE}#5" in part
    assert opened.startswith("Brittleness")
    assert back.startswith(part)


def test_a_part_fits_on_the_screen_and_all_parts_are_the_page(open_: Open, run: Run) -> None:
    parts = open_("intro/symbolic-ai", *[""] * 5)
    assert all(part.count("\n") < 24 for part in parts)
    assert "This is the end of the page" in parts[-1]
    words = " ".join(re.sub(r"\N{NO-BREAK SPACE}#\d+", "", part) for part in parts).split()
    page = run("read", "intro/symbolic-ai", "--plain").out.partition("\nSources")[0].split()
    commands = {"mlsys", "run", "eliza", "intro/symbolic-ai", "--deeper"}
    assert set(page) - commands <= set(words), "but there are keys and links instead of commands"


def test_a_peek_stays_on_the_page(open_: Open) -> None:
    _, peek, offered, again, *wrong = open_(
        "intro/symbolic-ai", "peek 1", "g perceptron", "p #1", "p 99", "p x", "p", "t", "p 1"
    )
    assert peek.startswith("Daniel Bobrow\n")
    assert peek.endswith("Type 1 to open it, or press Enter to read on.")
    assert offered.startswith("#1   Perceptron · term")
    assert again.startswith("Perceptron\n")
    assert wrong[0].startswith("There is no number 99; the last one is ")
    assert [wrong[n].splitlines()[0] for n in (1, 2, 4)] == [
        "Type p followed by the number of a link.",
        "Type p followed by the number of a link.",
        "This is a whole page: type 1 to open it.",
    ]


@pytest.mark.slow
def test_the_timeline_zooms_to_years(open_: Open) -> None:
    replies = open_("intro", "zoom 1980 1990", "z 1950s", "z", "z brief", "z 1901", "z soon")
    _, zoomed, decade, whole, brief, none, wrong = (" ".join(reply.split()) for reply in replies)
    assert zoomed.startswith("Timeline · 1 Introduction, 1980 to 1990 Eras: ")
    assert "z 1980 1990 for some years, ? for all commands, or press Enter to read on." in zoomed
    assert "1980: Fukushima" in zoomed
    assert "perceptron" not in zoomed
    assert decade.startswith("Timeline · 1 Introduction, 1950 to 1959")
    assert whole.startswith("Timeline · 1 Introduction Eras: ")
    assert "A neurophysiologist" not in brief
    assert none == "There are no events in these years."
    assert wrong == "Type z followed by years, such as 1980 1990 or 1980s, or brief, or all."


def test_sections_and_contents(open_: Open) -> None:
    typed = ("]", "[", "t", "t 3", "t where run", "1")
    _, after, before, contents, of_chapter, found, opened = open_("intro/symbolic-ai", *typed)
    assert "1.4.2 Expert systems" in after
    assert "1.4.1 Symbolic AI" in before
    assert re.search(r"^#7 +1\.4\.2 Expert systems", contents, re.MULTILINE)
    assert re.search(r"^#[0-9]+ +3 Deep Learning Primer.*\n#[0-9]+ +4 DNN Architectures", contents, re.MULTILINE)
    assert "Type 1 to open 1 Introduction, t and the number of a chapter for its sections,\nor press" in contents
    assert re.search(r"^#2 +2 ML Systems, \d+ min\n#3 +3 Deep Learning.*\n#4 +3\.1 ", of_chapter, re.MULTILINE)
    assert "Expert systems" not in found
    assert "number of a chapter" not in found, "a list of titles with some words has no chapters to unfold"
    assert "1.8 Where models run" in opened


def test_any_name_or_words(open_: Open) -> None:
    _, found, opened = open_("intro/symbolic-ai", "g perceptron", "#1")
    assert found.startswith("#1   Perceptron · term")
    assert opened.startswith("Perceptron\n")


def test_a_command_of_the_shell_is_a_page(open_: Open) -> None:
    replies = open_("eliza", "estimate move 350GB over 10Gbit/s", "g estimate move 350GB over 10Gbit/s", "1", "b b")
    _, working, offered, opened, wrong = replies
    assert "4.667 min" in working
    assert offered.startswith("#1   estimate: move 350GB over 10Gbit/s = 4.667 min (at least)\n")
    assert "Enter shows" not in offered
    assert opened.startswith(working.splitlines()[0])
    assert wrong == "'b b' is no command; type ? for all of them."
    _, refused, unknown, missing = open_("eliza", "serve", 'list "terms', "mlsys")
    assert refused == "This is for a shell: mlsys serve"
    assert unknown == "there is no kind '\"terms' · did you mean 'terms'?"
    assert missing == "Type mlsys followed by a command."


def test_words_on_the_page(open_: Open) -> None:
    _, first, second, again, page = open_("intro/symbolic-ai", "/weizenbaum", "/", "/", "/xyzzy")
    assert first.startswith("People saw more in such programs than was there. Joseph Weizenbaum")
    assert "1 of 2; type / for the next." in first
    assert "2 of 2" in second
    assert again == first
    assert page == "“xyzzy” is not on this page; type g xyzzy to look in all of the book."


@pytest.mark.slow
def test_a_list_is_filtered(open_: Open) -> None:
    *_, whole, none, few, opened = open_("intro", "g glossary", "1", "/zzz", "/perceptron", "1")
    assert "No term has “zzz”. g searches all texts." in none
    assert "perceptron" not in whole
    assert re.match(r"Glossary · perceptron\n\n\d of \d+ terms\n", few)
    assert "Type 1 to open Perceptron, / and words to filter, " in few
    assert opened.startswith("Perceptron\n")


def test_a_row_of_sources_has_all_of_the_citation(open_: Open) -> None:
    *_, row = open_("sources", "/brier1950")
    assert "Probability. Monthly Weather Review" in " ".join(row.split())
    *_, figure = open_("figures", "/layers of AlexNet")
    assert figure.partition("\n\nType")[0].endswith("…"), "the description of a figure is cut to a line"


def test_a_question_opens_what_answers_it(open_: Open, run: Run) -> None:
    with calls_of(search) as searches:
        (hits,) = open_("why do rules break")
    assert len(searches) == 1
    assert "hits for why do rules break" in hits
    assert "Brittleness" in hits
    (compared,) = open_("gpu vs tpu")
    assert compared.startswith("GPU · Tensor processing unit")
    nothing = run("open", "zzz", "qqxq", size=(80, 24), TERM="dumb", lines=())
    assert nothing.code == 1
    assert nothing.err == "mlsys: there is no entry 'zzz qqxq'\n  'mlsys toc' shows the contents\n"


def test_what_is_no_command(open_: Open) -> None:
    replies = open_("source:rumelhart1986", "99", "xyz", "c", "b", "Q", "?")
    _, number, word, words, back, quiz, commands = replies
    assert number.startswith("There is no number 99; the last one is ")
    assert word == "'xyz' is no command; type ? for all of them."
    assert words == "Type c followed by your note."
    assert back == "Nothing to go back to · h home"
    assert quiz == "There are no questions on this page."
    assert "g WORDS: find pages by a name, some words or a question" in commands


def test_notes_and_marks_quote_the_text_without_the_numbers_of_links(open_: Open, run: Run) -> None:
    open_("intro/symbolic-ai", "c as in school", "m")
    (written,) = run("notes", "--json").json["notes"]
    (marked,) = run("marks", "--json").json["marks"]
    assert written["quote"].startswith("Daniel Bobrow, a doctoral student")
    assert (written["paragraph"], written["quote"]) == (marked["paragraph"], marked["quote"])


def test_a_note_that_cannot_be_saved_is_no_draft(open_: Open, home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data/mlsys-cli").write_text("in the way")
    _, note = open_("intro/symbolic-ai", "c as in school")
    assert note.startswith("the store can't be created at")
    assert "c opens it again" not in " ".join(note.split()), "c writes another one"


def test_questions_are_asked_and_the_page_comes_back(open_: Open) -> None:
    _, quiz, section, result, page, bookmark, *_ = open_("intro/symbolic-ai", "Q", "/d", "/q", "1", "b", "", "M")
    assert "answer>" in quiz
    assert "\n1.4.1 Symbolic AI: thinking with symbols" in quiz, "which is no command of a shell"
    assert quiz.endswith(f"\n{result}"), "a page, to which b leads back"
    assert result.startswith("0 of 1 correct")
    assert " ".join(result.split()).endswith("thinking with symbols, ? for all commands, or press Enter to go back.")
    assert section.startswith("1 Introduction › 1.4 Five eras and two winters\n\n1.4.1 Symbolic AI")
    assert page == section
    assert bookmark.startswith("Bookmarked · u takes it back · “Symbolic AI")


def test_enter_on_the_home_page_begins_to_read(open_: Open) -> None:
    _, home, opened = open_("intro", "h", "")
    assert re.search(r"^Begin: Enter · Introduction\N{NO-BREAK SPACE}#1", home, re.MULTILINE)
    assert "Tab" not in home
    assert re.search(r"^1: Introduction\N{NO-BREAK SPACE}#\d", home, re.MULTILINE)
    assert "After this chapter you can" in opened


def test_what_was_shown_for_long_enough_is_remembered(run: Run, open_: Open) -> None:
    def share_read() -> float:
        return float(run("toc", "--json").json["chapters"][0]["share_read"])

    read_lines("intro/symbolic-ai", "", long_enough=60)
    assert share_read() == 0
    read_lines("intro/symbolic-ai", "", long_enough=0)
    assert 0 < share_read() < 0.1
    _, home = open_("intro", "h")
    link = "Read on: Enter · 1.4.1 Symbolic AI: thinking with symbols#1, "
    assert link in " ".join(home.replace("\N{NO-BREAK SPACE}#", "#").split()), "the minutes are no part of the link"


def test_the_setting_lines_reads_and_asks_by_lines(run: Run) -> None:
    def typed(*line: str, lines: Sequence[str], **env: object) -> str:
        return run(*line, size=(80, 24), lines=lines, **env).out

    assert "The path through the book" in typed("read", "intro", lines=[], TERM="dumb")
    run("config", "reader", "lines")
    assert "The path through the book" not in typed("read", "intro", lines=["q"])
    assert "Type 1 to open" in typed(lines=["q"])
    assert "answer>" in typed("quiz", "intro", lines=["/q"])


def test_a_pipe_gets_no_reader(shell: Shell) -> None:
    done = shell.run("mlsys open intro --plain < /dev/null")
    assert (done.code, done.out) == (2, "")
    assert "in a pipe use 'mlsys read intro'" in done.err
