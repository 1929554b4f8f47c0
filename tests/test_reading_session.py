"""The actions of a reading session, without a terminal: each is done once, and gives its outcome."""

import inspect
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsys_cli.cli.command_table import PAGES
from mlsys_cli.cli.main import new_session
from mlsys_cli.index.library import open_current
from mlsys_cli.journal.store import Store
from mlsys_cli.page.blocks import Heading
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.reader.key_bindings import KEYS
from mlsys_cli.reader.line_commands import COMMANDS
from mlsys_cli.reader.location import HOME, TIMELINE, Location, location_of
from mlsys_cli.reader.outcomes import Asks, Leaves, Offers, Outcome, Peeks, Plays, Says, Shows, Writes
from mlsys_cli.reader.page_layout import lay_out
from mlsys_cli.reader.reading_memory import ReadingMemory
from mlsys_cli.reader.reading_session import ReadingSession, Sight
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.views.view import PageView
from tests.support.calls import calls_of

pytestmark = pytest.mark.usefixtures("reading")

HEIGHT = 22
ENTRIES = ("section", "chapter", "term", "source")


class Learner:
    """A learner who sees the pages of a session, 80 columns wide and 22 lines at a time."""

    def __init__(self, opened: str | Location) -> None:
        session = new_session(Options(Environment(size=(80, 24))))
        location = location_of(entry_named(session, opened, ENTRIES)) if isinstance(opened, str) else opened
        self.reading = ReadingSession(session, location, memory=ReadingMemory(session, long_enough=0))
        self.see(self.reading.start())

    @property
    def slug(self) -> str:
        """The entry that is open, or the name of the page."""
        location = self.reading.location
        return location.ref.slug if location.ref else location.kind

    def see(self, outcome: Outcome | None, top: int | None = None) -> None:
        """Look at a page from a line on, or where it is opened."""
        if isinstance(outcome, Shows):
            blocks, length = outcome.page.blocks, outcome.page.length
            document = lay_out(blocks, 80, end=next(iter(blocks[length:]), None))
            start = document.line_at(outcome.visit.start) if top is None else top
            lines = range(start, min(start + HEIGHT, len(document.lines)))
            self.reading.seen(Sight(document, lines))

    def scroll(self, top: int) -> None:
        """Look at the lines from another one on."""
        document = self.reading.sight.document
        self.reading.seen(self.reading.sight._replace(lines=range(top, min(top + HEIGHT, len(document.lines)))))

    def act(self, action: str, *arguments: object) -> Outcome | None:
        """Do what an action is called, and look at what it shows."""
        outcome = self.reading.act(action, *arguments)
        self.see(outcome)
        return outcome


def said(outcome: Outcome | None) -> str:
    """The message of an outcome that is nothing but that, or comes with a page."""
    assert isinstance(outcome, Says | Shows)
    return outcome.message


def shown(outcome: Outcome | None) -> str:
    """The text of the page that an outcome shows."""
    assert isinstance(outcome, Shows)
    return "\n".join(line.plain for line in lay_out(outcome.page.blocks, 80).lines)


# --- from page to page


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (300, 120)])
def test_of_a_chapter_only_what_fills_the_screen_is_read_at_first(size: tuple[int, int]) -> None:
    learner = Learner("intro")
    whole = shown(learner.reading.start())
    learner.reading.pages.size = size
    learner.reading.pages.forget()
    begun = shown(learner.reading.start(begins=True)).splitlines()
    assert size[1] < len(begun) < len(whole.splitlines())
    assert whole.splitlines()[: size[1]] == begun[: size[1]]
    assert shown(learner.act("complete")) == whole


def test_a_link_is_peeked_at_or_opened_and_the_way_back_leads_to_the_line() -> None:
    learner = Learner("intro/symbolic-ai")
    learner.scroll(9)
    peek = learner.act("follow", "term:perceptron")
    assert isinstance(peek, Peeks)
    assert (peek.location.ref and peek.location.ref.slug, learner.slug) == ("perceptron", "intro/symbolic-ai")
    learner.act("open", peek.location)
    assert learner.slug == "perceptron"
    assert isinstance(learner.act("back"), Shows)
    assert (learner.slug, learner.reading.sight.lines.start) == ("intro/symbolic-ai", 9)
    learner.act("forward")
    assert learner.slug == "perceptron"
    assert said(learner.act("forward")) == "Nothing to go forward to"
    learner.act("follow", "section:intro/evolution")
    assert learner.slug == "intro/evolution", "a text isn't peeked at"
    assert said(learner.act("follow", "term:none")) == "This link leads nowhere."
    assert said(Learner(HOME).act("back")) == "Nothing to go back to · h home"


def test_sections_follow_each_other_on_a_page_and_then_from_page_to_page() -> None:
    learner = Learner("intro/evolution")
    learner.act("section", 1)
    there = learner.reading.sight.lines.start
    assert (learner.slug, there > 0) == ("intro/evolution", True)
    learner.act("back")
    assert (learner.slug, learner.reading.sight.lines.start) == ("intro/evolution", 0)
    assert said(Learner("intro").act("section", -1)) == "This is the first section."
    learner = Learner("intro/symbolic-ai")
    learner.act("section", 1)
    assert learner.slug == "intro/expert-systems"


def test_reading_goes_on_from_the_end_of_a_page() -> None:
    assert said(Learner("intro/symbolic-ai").act("read_on")) == "This is the end of the page: ] opens what comes next."
    home = Learner(HOME)
    home.act("read_on")
    assert home.slug == "intro"


def test_the_next_unread_section_is_after_this_one() -> None:
    learner = Learner("intro/symbolic-ai")
    learner.act("unread")
    assert learner.slug == "intro/expert-systems"
    learner.act("open", location_of(entry_named(learner.reading.session, "perceptron", ENTRIES)))
    learner.act("unread")
    assert learner.slug == "intro/expert-systems", "from another page, it is where one stopped"
    learner.act("home")
    assert learner.slug == "home"
    assert learner.act("leave") == Leaves()


def test_a_page_that_cannot_be_shown_leaves_the_one_that_is_open() -> None:
    learner = Learner("perceptron")
    assert isinstance(learner.act("open", Location("run", query="no-such-exhibit")), Says)
    assert learner.slug == "perceptron"


def test_the_trail_leads_to_the_section_that_is_read() -> None:
    chapter = Learner("intro").reading
    assert chapter.trail("") == "1 Introduction"
    assert chapter.trail("intro/symbolic-ai") == "1 › 1.4 › 1.4.1 Symbolic AI: thinking with symbols"
    assert Learner("perceptron").reading.trail("") == ""


# --- finding


def test_contents_and_names_are_chosen_from() -> None:
    learner = Learner("perceptron")
    contents = learner.act("contents")
    assert isinstance(contents, Offers)
    assert "    1.4.1 Symbolic AI: thinking with symbols" in [row.title for row in contents.rows[0].inside()]
    found = learner.act("go", "backprop")
    assert isinstance(found, Offers)
    assert found.rows[0].title.startswith("Backpropagation")
    assert said(learner.act("go", "xyzzy")) == "Nothing was found for 'xyzzy'."
    learner.act("open", found.rows[0].location)
    assert learner.slug == "backpropagation"


def test_the_names_of_actions_do_them() -> None:
    learner = Learner("intro/symbolic-ai")
    assert isinstance(learner.act("open", Location("contents")), Offers)
    assert isinstance(learner.act("open", Location("quiz")), Asks)
    assert learner.act("open", Location("quit")) == Leaves()


@pytest.mark.parametrize(
    ("line", "page", "words"),
    [
        ("estimate move 350GB over 10Gbit/s", "command", "4.667 min"),
        ("mlsys timeline 1980s", "timeline", "1986"),
        ("timeline perceptron", "command", "1958"),
        ("run perceptron --sweep points=10..20..10", "command", "points"),
        ("compare symbolic deep", "command", "Symbolic"),
        ("toc --all", "command", "1.4.1"),
        ("search data drift", "command", "Data drift"),
        ("read 7.1 --deeper", "command", "Where the 25 kernels come from"),
        ("help timeline", "command", "Usage: mlsys timeline"),
        ("progress", "progress", "Progress"),
        ("open glossary", "glossary", "A/B test"),
        ("list terms", "glossary", "A/B test"),
        ("read 1.4.1", "intro/symbolic-ai", "Symbolic AI"),
        ("read intro symbolic", "intro/symbolic-ai", "Symbolic AI"),
        ("define what is a perceptron", "perceptron", "Perceptron"),
        ("mlsys help", "command", "Look up terms in the glossary."),
    ],
)
def test_the_commands_of_the_shell_are_pages(line: str, page: str, words: str) -> None:
    learner = Learner("eliza")
    assert words in shown(learner.act("command", line))
    assert learner.slug == page
    learner.act("back")
    assert learner.slug == "eliza"


def test_a_command_says_what_is_wrong_or_that_it_is_for_a_shell() -> None:
    learner = Learner("eliza")
    assert said(learner.act("command", "estimate move 350GB over")) == "a value is missing after 'over'"
    assert said(learner.act("command", "define backprp qq")).endswith("did you mean 'Backpropagation'?")
    assert said(learner.act("command", "timeline --from x")).startswith("invalid value for '--from'")
    assert said(learner.act("command", "read a b")) == "there is no chapter or section 'a b'"
    assert said(learner.act("command", "quiz eliza -n 0")).startswith("invalid value for '-n'")
    assert said(learner.act("command", "read intro symbolic")).startswith("showing 'Symbolic AI")
    for line in ("serve", "config --optimise", "read --watch x", "run perceptron --cast=x.cast", "due"):
        assert said(learner.act("command", line)) == f"This is for a shell: mlsys {line}"
    assert said(learner.act("command", "sing a song")) == "There is no command 'sing a song'."


def test_what_a_command_changes_is_said_and_seen_at_once(store: Store) -> None:
    learner = Learner("eliza")
    assert said(learner.act("command", "note eliza 'my words'")) == "note 1 written about 'ELIZA'"
    assert "my words" in shown(learner.act("resume"))
    assert said(learner.act("command", "mark perceptron")) == "'Perceptron' is bookmarked"
    assert said(learner.act("command", "config new-per-day 3")) == "Done: config new-per-day 3"
    assert "new-per-day 3" in " ".join(shown(learner.act("command", "config")).split())
    assert learner.reading.session.learner.settings.new_per_day == 3


@given(st.sampled_from(sorted(PAGES)), st.text(max_size=20))
def test_no_line_ends_the_reader(name: str, words: str) -> None:
    assert Learner(HOME).act("command", f"{name} {words}")


def test_a_command_opens_no_other_index() -> None:
    """Each would stay open for as long as nobody collects garbage."""
    learner = Learner("eliza")
    with calls_of(open_current) as opened:
        for line in ("estimate memory gpt-3", "define perceptron", "toc"):
            assert isinstance(learner.act("command", line), Shows)
    assert opened == []


def test_what_is_typed_in_the_box_is_a_command() -> None:
    learner = Learner("eliza")

    def first(line: str) -> tuple[str, str]:
        outcome = learner.act("go", line)
        assert isinstance(outcome, Offers)
        row = outcome.rows[0]
        return f"{row.title} {row.remark}".strip(), "".join(span.text for span in row.excerpt)

    estimated = "estimate: move 350GB over 10Gbit/s = 4.667 min (at least)"
    assert first("estimate move 350GB over 10Gbit/s") == (estimated, "Enter shows the working")
    assert first("estimate memory lama-3-70b")[0] == "estimate memory lama-3-70b", "the name is guessed: no result yet"
    assert first("mlsys estimate move 350GB over")[1].startswith("Estimate memory")
    assert first("timeline 1980s") == ("timeline 1980s", "Show eras and events on a timeline.")
    assert first("progress")[0] == "progress · what you have read and remember"
    assert first("mlsys serve")[0] == "serve"
    assert first("config theme dark")[0] == "config theme dark", "no page has all these words"
    assert first("serve")[0] != "serve", "words are looked for before what is only for a shell"


def test_a_list_is_filtered() -> None:
    learner = Learner(Location("glossary"))
    filtered = learner.act("filter", "perceptron")
    assert isinstance(filtered, Shows)
    assert (filtered.visit.link, "A/B test" in shown(filtered)) == (0, False)
    assert "A/B test" in shown(learner.act("filter", ""))


def test_the_timeline_changes_in_its_place() -> None:
    learner = Learner(TIMELINE)
    learner.act("timeline", "fewer")
    assert learner.reading.location.years is not None
    learner.act("timeline", "1980s")
    assert learner.reading.location.years == (1980, 1989)
    assert len(learner.reading.history.visits) == 1
    elsewhere = Learner("perceptron")
    elsewhere.act("timeline", "1980s")
    assert elsewhere.slug == "timeline"


# --- what is shown and seen


def test_what_is_folded_is_opened_where_it_is() -> None:
    learner = Learner("perceptron")
    sources = learner.act("sources")
    assert isinstance(sources, Shows)
    assert (sources.is_same, said(sources)) == (True, "Sources are shown.")
    assert "The Perceptron: A Perceiving" in shown(sources)
    assert said(learner.act("deeper")) == "Nothing on this page goes deeper."
    assert said(Learner("intro").act("deeper")) == "Deeper parts are open."


def test_what_is_seen_is_remembered() -> None:
    learner = Learner("intro/symbolic-ai")
    assert learner.act("look") is None
    kept = learner.reading.session.learner.store.reading_positions()
    assert [position.subject for position in kept] == ["intro-to-mlsys:section:intro/symbolic-ai"]


def test_of_several_texts_on_a_page_each_is_remembered() -> None:
    learner = Learner(HOME)
    learner.act("command", "read intro/why intro/symbolic-ai")
    learner.act("look")
    learner.scroll(len(learner.reading.sight.document.lines) - HEIGHT)
    learner.act("look")
    kept = learner.reading.session.learner.store.reading_positions()
    assert {position.subject.rpartition(":")[2] for position in kept} == {"intro/why", "intro/symbolic-ai"}


def test_a_table_keeps_its_first_column_for_the_way_back() -> None:
    learner = Learner("perceptron")
    learner.reading.seen(learner.reading.sight._replace(column=3))
    learner.act("home")
    back = learner.act("back")
    assert isinstance(back, Shows)
    assert back.visit.location.start == 3


# --- studying


def test_questions_are_asked_about_the_page() -> None:
    learner = Learner("intro/symbolic-ai")
    asked = learner.act("practise", "quiz", 5)
    assert isinstance(asked, Asks)
    assert asked.course.controller
    resumed = learner.act("resume")
    assert isinstance(resumed, Shows)
    assert resumed.is_same
    assert said(Learner("source:rumelhart1986").act("practise", "quiz")) == "There are no questions on this page."


def test_a_result_is_a_page_that_is_left_for_the_one_before() -> None:
    learner = Learner("intro/symbolic-ai")
    result = PageView((Heading(1, "7 of 10 correct"),), {})
    shown = learner.act("show_result", result)
    assert isinstance(shown, Shows)
    assert shown.page.blocks == result.blocks()
    learner.act("show_result", PageView((Heading(1, "2 of 3 correct"),), {}))
    before = learner.act("leave")
    assert isinstance(before, Shows)
    assert before.page == shown.page
    assert isinstance(learner.act("read_on"), Shows), "from the end of it, too"
    assert learner.slug == "intro/symbolic-ai"
    assert isinstance(learner.act("leave"), Leaves)


def test_an_exhibit_is_played() -> None:
    assert isinstance(Learner("perceptron").act("follow", "run:perceptron"), Peeks)
    assert isinstance(Learner("perceptron").act("open", Location("run", query="perceptron")), Plays)


# --- marks and notes


def test_a_mark_is_made_removed_and_taken_back(store: Store) -> None:
    learner = Learner("intro/symbolic-ai")
    assert said(learner.act("mark")).startswith("Marked · u takes it back · “Daniel Bobrow")
    assert len(learner.reading.marks) == 1
    assert said(learner.act("mark")).startswith("No longer marked")
    assert said(learner.act("take_back")).startswith("Marked again")
    assert said(learner.act("mark", True)).startswith("Bookmarked")
    assert len(store.marks()) == 2
    assert said(Learner(HOME).act("mark", True)).startswith("Only entries")


def test_a_note_is_on_the_paragraph_and_stands_on_the_page(store: Store) -> None:
    learner = Learner("intro/symbolic-ai")
    noted = learner.act("note", "as in school")
    assert "as in school" in shown(noted)
    assert said(noted) == "Note 1 written · u takes it back"
    (note,) = store.notes()
    assert note.anchor
    assert said(learner.act("take_back")) == "Note 1 is deleted"
    assert said(learner.act("take_back")) == "There is no mark or note to take back."


def test_a_note_that_is_begun_is_kept_as_a_draft() -> None:
    learner = Learner("intro/symbolic-ai")
    begun = learner.act("begin_note")
    assert isinstance(begun, Writes)
    assert begun.quote.startswith("Daniel Bobrow")
    assert said(learner.act("draft", "half a thou")) == "Draft kept · c here goes on with it"
    learner.scroll(20)
    elsewhere = learner.act("begin_note")
    assert isinstance(elsewhere, Writes)
    assert elsewhere.begun == "", "another paragraph has a draft of its own"
    learner.act("draft", "")
    learner.scroll(0)
    again = learner.act("begin_note")
    assert isinstance(again, Writes)
    assert again.begun == "half a thou"
    assert said(learner.act("note", "half a thought")).startswith("Note 1 written")
    assert learner.act("draft", "x") is None, "nothing is being typed"


# --- both faces

NO_KEY = {
    "start": "what the program begins with",
    "complete": "the first screen, when it is drawn",
    "open": "Enter in a box, or the letter of a link",
    "command": "a row of g",
    "filter": "what is typed in the line above a list",
    "note": "Enter in the box of a note",
    "draft": "Esc in the box of a note",
    "resume": "the end of questions and exhibits",
    "show_result": "their end, if anything was done",
    "look": "the clock",
}
NO_WORD = {
    "start": "what the program begins with",
    "complete": "the first screen, when it is drawn",
    "open": "the number of a link",
    "follow": "the number of a link; p peeks",
    "read_on": "an empty line",
    "filter": "/ on a list",
    "begin_note": "note: c TEXT",
    "draft": "a note is typed in one line",
    "resume": "the end of questions and exhibits",
    "show_result": "their end, if anything was done",
    "look": "the clock",
}


def actions_of_a_session() -> set[str]:
    """The names of all actions."""
    outcomes = {*get_args(Outcome), Outcome, Outcome | None}
    methods = inspect.getmembers(ReadingSession, inspect.isfunction)
    return {
        name for name, method in methods if name[0] != "_" and name != "act" and returned(method) in map(str, outcomes)
    }


def test_every_action_is_tested_here() -> None:
    tested = re.findall(r'act\("(\w+)"', Path(__file__).read_text(encoding="utf-8"))
    assert actions_of_a_session() - {*tested} == {"start"}, "with which each test begins"


def test_every_action_has_a_key_and_a_word() -> None:
    actions = actions_of_a_session()
    keys = {re.sub(r"do\('(\w+)'.*|\(.*", r"\1", one.action) for rows in KEYS.values() for one in rows}
    words = {str(command.action[0]) for command in COMMANDS.values() if command.action}
    assert actions - keys == NO_KEY.keys()
    assert actions - words == NO_WORD.keys()


def returned(method: object) -> str:
    """The type that a method returns."""
    # What a class has under the name of a method is a function.
    return str(inspect.signature(method, eval_str=True).return_annotation)  # type: ignore[arg-type]
