"""What a learner keeps while reading: marks, notes and copies of paragraphs and passages."""

import re
from base64 import b64decode
from pathlib import Path

import pytest

from tests.support.program import MakeBook, Run
from tests.support.reader import Screen, read_along
from tests.support.shell import Shell

pytestmark = pytest.mark.usefixtures("reading")

FIRST = "Daniel Bobrow, a doctoral student at"
SECOND = "The number of stamps Mia has is 3 times"


def marks(run: Run) -> list[tuple[int, str]]:
    """The number of each marked paragraph, and the words by which it is known."""
    return [(mark["paragraph"], mark["quote"]) for mark in run("marks", "--json").json["marks"]]


def signed(screen: Screen) -> list[str]:
    """The lines with a sign in the margin, without it."""
    return [line[2:] for line in screen.lines if line.startswith("┃")]


def test_this_paragraph_is_marked_and_no_longer(run: Run) -> None:
    _, marked = read_along("intro/symbolic-ai", "m")
    words = " ".join(signed(marked))
    assert words.startswith(FIRST)
    assert words.endswith("STUDENT could read:")
    assert marked.lines[-1] == f" Marked · u takes it back · “{FIRST}…”"
    ((paragraph, quote),) = marks(run)
    assert paragraph == 1
    assert quote.startswith(FIRST)
    before, unmarked = read_along("intro/symbolic-ai", "m")
    assert signed(before) == signed(marked)
    assert (signed(unmarked), marks(run)) == ([], [])


def test_this_paragraph_is_the_first_that_is_wholly_on_the_screen(run: Run) -> None:
    *_, cut_off = read_along("intro/symbolic-ai", "<down>" * 6, "m")
    assert cut_off.lines[1].strip().startswith("in English in 1964")
    assert f"“{SECOND}…”" in cut_off.lines[-1]
    ((paragraph, _),) = marks(run)
    assert paragraph == 2


def test_a_paragraph_longer_than_the_screen_is_this_paragraph(run: Run) -> None:
    read_along("intro/symbolic-ai", "<down>" * 12 + "m", size=(30, 5))
    assert [paragraph for paragraph, _ in marks(run)] == [1]


@pytest.mark.slow
def test_on_a_chapter_the_mark_is_at_the_section_of_the_paragraph(run: Run) -> None:
    read_along("intro", "m", "/Daniel Bobrow⏎", "m")
    assert [mark["id"] for mark in run("marks", "--json").json["marks"]] == ["intro", "intro/symbolic-ai"]


def test_a_page_is_bookmarked_as_a_whole(run: Run) -> None:
    _, term = read_along("perceptron", "m")
    _, section, undone = read_along("intro/symbolic-ai", "M", "u")
    assert term.lines[-1] == " Bookmarked · u takes it back · “Perceptron”"
    assert section.lines[-1] == " Bookmarked · u takes it back · “Symbolic AI: thinking with symbols”"
    assert undone.lines[-1].startswith(" No longer bookmarked · “Symbolic AI")
    assert [(mark["id"], mark["paragraph"]) for mark in run("marks", "--json").json["marks"]] == [("perceptron", None)]


def test_a_note_stands_below_its_paragraph(run: Run) -> None:
    _, asked, written = read_along("intro/symbolic-ai", "c", "as in [[perceptron]] school⏎")
    meant = " ".join(line[2:] for line in asked.lines if line.startswith("│ "))
    assert meant.startswith(FIRST)
    assert "could read:" in meant
    assert f"Note on “{FIRST}" in asked.text
    assert written.lines[-1] == " Note 1 written · u takes it back"
    assert written.text.index("Daniel") < written.text.index("as in perceptron school") < written.text.index("Mia has")
    (note,) = run("notes", "--json").json["notes"]
    assert (note["text"], note["paragraph"]) == ("as in [[perceptron]] school", 1)
    assert note["quote"].startswith(FIRST)


def test_a_passage_is_selected_and_marked(run: Run) -> None:
    steps = ("v⇥", "<up><left><left>m", "v⇥<up><left><left>m", "vo<down>m", "vo<left>m")
    _, selected, marked, unmarked, other, _ = read_along("intro/symbolic-ai", *steps)
    assert " c note  m mark  y copy  ↓ ↑ lines" in selected.lines[-1]
    assert [line.strip(" │").split()[0] for line in signed(marked)] == ["The", "sum"]
    assert signed(unmarked) == []
    assert [line.split()[0] for line in signed(other)] == ["in", "program"]  # beside a citation and a sign behind it
    beginnings = [quote.partition(",")[0] for _, quote in marks(run)]
    assert beginnings == ["symbols Daniel Bobrow", "in English in 1964. Our own example"]


@pytest.mark.slow
def test_a_passage_goes_on_into_the_next_paragraphs_and_is_quoted_by_a_note(run: Run) -> None:
    """A formula is quoted in one line, however it is drawn."""
    passage = "vo<down><down>o "
    *_, marked, _, written = read_along(
        "dl-primer/outputs", f"{passage}m", f"{passage}<right>", "c", "all⏎", size=(80, 40)
    )
    assert (signed(marked)[0][:15], signed(marked)[-1].strip()) == ("The largest one", "j")
    assert "Note 1 written" in written.lines[-1]
    (note,) = run("notes", "--json").json["notes"]
    assert note["quote"].startswith("The largest one names the answer.")
    assert note["quote"].endswith("Softmax does that: pᵢ = e^zᵢ/(Σⱼ e^zⱼ) Example:")


@pytest.mark.slow
def test_a_note_on_words_of_a_term_quotes_them(run: Run) -> None:
    *_, written = read_along("perceptron", "/published⏎", "v", "cmine⏎")
    assert "Note 1 written" in written.lines[-1]
    (note,) = run("notes", "--json").json["notes"]
    assert (note["about"]["id"], note["paragraph"]) == ("perceptron", None)
    assert re.fullmatch("> .+\n\nmine", note["text"])


def test_a_selection_is_given_up() -> None:
    before, *selected_and_not = read_along("intro/symbolic-ai", "v<down>", "⎋", "v<down>", "v")
    for selected, after in (selected_and_not[:2], selected_and_not[2:]):
        assert "m mark" in selected.lines[-1]
        assert after.text == before.text


def test_a_key_that_a_selection_has_no_use_for_says_how_to_end_it() -> None:
    *_, there, ended, contents = read_along("intro/symbolic-ai", "v", "t", "⎋", "t")
    assert there.lines[-1] == " Esc ends the selection."
    assert "Space on" in ended.lines[-1]
    assert "Contents" in contents.text


def test_a_selection_stays_when_the_size_changes(run: Run) -> None:
    read_along("intro/symbolic-ai", "v⇥<left>", "<50x20>", "m")
    ((_, quote),) = marks(run)
    assert quote.startswith(SECOND)
    assert quote.endswith("of stamps Mia")


def test_the_mouse_selects(run: Run) -> None:
    _, dragged, marked = read_along("intro/symbolic-ai", "<drag 9,6 12,7>", "m")
    assert "m mark" in dragged.lines[-1]
    assert dragged.page == marked.page == "intro/symbolic-ai"
    ((_, quote),) = marks(run)
    assert quote == "Bobrow, a doctoral student at MIT, gave a computer a school exercise in English"


def test_a_click_gives_the_selection_up_and_a_drag_follows_no_link() -> None:
    before, dragged, clicked = read_along("intro/symbolic-ai", "<drag 3,6 8,6>", "<click 40,11>")
    assert "m mark" in dragged.lines[-1]
    assert clicked.text == before.text


def test_what_the_mouse_has_selected_is_marked_and_given_up_by_clicks_in_the_foot(run: Run) -> None:
    _, marked, _, ended = read_along(
        "intro/symbolic-ai", "<drag 9,6 12,7><click 10,23>", "<drag 9,6 12,7>", "<click 76,23>"
    )
    ((_, quote),) = marks(run)
    assert quote.startswith("Bobrow, a doctoral student at MIT")
    assert "m mark" not in marked.lines[-1]
    assert "Space on" in ended.lines[-1]
    assert ended.page == "intro/symbolic-ai"


def test_the_sign_before_an_exhibit_is_no_word(run: Run) -> None:
    read_along("intro/symbolic-ai", "<drag 2,14 12,14>", "m")
    ((_, quote),) = marks(run)
    assert quote == "Run it: STUDENT"


@pytest.mark.slow
def test_a_selection_is_copied_through_the_terminal(shell: Shell) -> None:
    done = shell.on_terminal(
        "mlsys open dl-primer/outputs", keys=[("does that:", "v "), ("y copy", "y"), ("copied", "q")], whole=True
    )
    (code,) = re.findall("\x1b]52;c;([^\x07]*)\x07", done.out)
    text = b64decode(code).decode()
    assert text.startswith(
        "Ten numbers leave the output layer of the digit network, one for each digit. They are called"
    )
    assert text.endswith("Softmax does that:\n\npᵢ = e^zᵢ/(Σⱼ e^zⱼ)")


HOSTILE = """
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- {id: why, title: "Why [/x]", body: "Take [red]a[0][/blue] and \\\\*b\\\\* [/] today. See [[heap]]."}
--- gc/glossary.yaml
terms:
- {id: heap, name: "[/red]Heap", kind: concept, definition: Where things lie.}
"""


@pytest.mark.slow
def test_words_that_look_like_markup_are_words(make_book: MakeBook, run: Run) -> None:
    book = str(make_book(HOSTILE))
    _, marked, asked, written, peek = read_along("gc/why", "m", "c", "[/b] *so*⏎", "⇥⏎", content=book)
    assert "“Take [red]a[0][/blue] and *b* [/]" in marked.lines[-1]
    assert "Note on “Take [red]a[0][/blue] and *b* [/] today." in asked.text
    assert "Note 1: [/b] so" in written.text
    assert "─ [/red]Heap ─" in peek.text
    assert "> Take \\[red\\]a\\[0\\]" in run("--content", book, "notes", "--format", "markdown").out


def test_the_last_mark_or_note_is_taken_back(run: Run) -> None:
    *_, note, mark, nothing = read_along("intro/symbolic-ai", "mcgone⏎", "u", "u", "u")
    assert note.lines[-1] == " Note 1 is deleted"
    assert signed(note)
    assert mark.lines[-1] == f" No longer marked · “{FIRST}…”"
    assert not signed(mark)
    assert nothing.lines[-1] == " There is no mark or note to take back."
    assert marks(run) == run("notes", "--json").json["notes"] == []


def test_a_mark_leads_to_its_paragraph(shell: Shell, run: Run) -> None:
    read_along("intro/symbolic-ai", "v⇥⇥⇥m")
    *_, listed, opened = read_along("marks", "⇥⏎")
    assert "STUDENT cuts this" in listed.text
    assert "STUDENT cuts this" in opened.lines[1]
    (mark,) = run("marks", "--json").json["marks"]
    assert mark["open"] == "mlsys open intro/symbolic-ai --paragraph 4"
    at_it = shell.on_terminal(mark["open"], keys=[("STUDENT cuts this", "q")], whole=True)
    assert at_it.code == 0
    assert "Daniel" not in at_it.visible


@pytest.mark.slow
def test_a_note_leads_to_its_paragraph_from_its_list_and_from_a_search() -> None:
    read_along("intro/symbolic-ai", "v⇥⇥⇥ckönigsberg⏎")
    for steps in (["gnotes⏎", "⇥⏎"], ["gkönigsberg⏎"], ["gkönigsberg⇥", "⇥⏎"]):
        *_, opened = read_along("perceptron", *steps)
        assert "STUDENT cuts this" in opened.lines[1]


@pytest.mark.slow
@pytest.mark.parametrize("columns", [24, 40, 60])
def test_a_narrow_page_has_room_for_the_sign_of_a_mark(columns: int) -> None:
    before, _, after = read_along("intro/symbolic-ai", "m", "g⎋", size=(columns, 24))  # when the message is gone
    signs = [line for line in after.lines if line.startswith("┃")]
    assert len(signs) > 2
    assert [line[1:] for line in after.lines[:-1]] == [line[1:] for line in before.lines[:-1]], "no word is lost"


@pytest.mark.slow
def test_a_store_that_cannot_be_written_is_reported_below_the_page(home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data/mlsys-cli").write_text("in the way")
    _, mark, page, note, again = read_along("intro/symbolic-ai", "m", "M", "cmine⏎", "c")
    for failed in (mark, page, note):
        assert "\n the store can't be created at" in failed.text
    assert "The note isn't saved: c opens it again." in " ".join(note.text.split())
    assert "│ mine" in again.text


@pytest.mark.slow
def test_what_is_no_entry_has_neither_marks_nor_notes(run: Run) -> None:
    _, _, *refused = read_along("glossary", "m", "c")
    refusal = " Only entries, such as a section or a term, have bookmarks and notes: open one."
    assert {screen.lines[-1] for screen in refused} == {refusal}


def test_a_note_that_is_pasted_has_all_its_lines() -> None:
    *_, written = read_along("intro/symbolic-ai", "c", "<paste first|second|>⏎")
    assert "Note 1: first second" in written.text


def test_the_sign_of_a_mark_stands_beside_its_paragraph_also_on_a_page_with_a_wider_table() -> None:
    _, marked = read_along("robust/map", "m", size=(120, 60))
    table = next(line for line in marked.lines if line.lstrip().startswith("Machine "))
    signed = [line for line in marked.lines if "┃" in line]
    assert signed[0].index("┃") == signed[0].index("Take a network") - 2
    assert signed[0].index("┃") > table.index("Machine")


def test_a_double_click_selects_nothing_and_opens_a_link() -> None:
    link = "Daniel Bobrow"
    first, twice = read_along("intro/symbolic-ai", "<click 20,8><click 20,8>")
    assert (twice.lines, link in first.text) == (first.lines, True)
    row = next(number for number, line in enumerate(first.lines) if link in line)
    column = first.lines[row].index(link)
    opened = read_along("intro/symbolic-ai", f"<click {column},{row}><click {column},{row}>")[-1]
    assert opened.page == "daniel-bobrow"
