"""Reading as actions, without a screen: each returns an outcome, which the full screen or the lines show."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import accumulate
from time import monotonic
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.drafts import NoteDraft
from mlsys_cli.page.anchors import Anchor
from mlsys_cli.queries.notebook import marks_on_page
from mlsys_cli.queries.reading_position import next_reading, unread_after
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.reader.location import (
    ASKED,
    HOME,
    PAGE_QUESTIONS,
    RESULT,
    TIMELINE,
    BrowsingHistory,
    Location,
    Visit,
    location_of,
)
from mlsys_cli.reader.outcomes import Asks, Leaves, Offers, Outcome, Peeks, Plays, Says, Shows, Writes
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.reader.pages import Pages
from mlsys_cli.reader.paragraph_marks import (
    DRAFTED,
    MARKED,
    Annotation,
    TextPlace,
    noted_entry,
    paragraph_on,
    paragraph_parts,
    quotation,
    selected_place,
    toggle_mark,
    write_note,
)
from mlsys_cli.reader.reading_memory import ReadingMemory
from mlsys_cli.reader.selection import Selection, plain_words
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import short
from mlsys_cli.views.shared_blocks import numbered
from mlsys_cli.views.view import View

if TYPE_CHECKING:  # imported when questions are asked
    from mlsys_cli.practice.quiz_course import QuizCourse
    from mlsys_cli.practice.review_course import ReviewCourse

Practice: TypeAlias = Literal["quiz", "weak", "review"]

WAITS = Says("Another program is writing to the store. What you do is kept meanwhile.")
SAVED = Says("Everything is saved.")
"""The messages that a change waits, and that none does any longer."""


class Sight(NamedTuple):
    """The view of the reader: the page as a face has laid it out, and the lines that are shown.

    A link is chosen by its number, and none with -1. A table begins with a column, if a face shows only some of them.
    """

    document: LaidOutPage = LaidOutPage((), (), ())
    lines: range = range(0)
    link: int = -1
    selection: Selection | None = None
    column: int | None = None


class ReadingSession:
    """A learner's reading, from a place on. Its public methods that return an outcome are its actions.

    They raise MlsysError for what can't be done, which changes nothing; `act` says it instead. Before an action, a face
    sets its `sight`.
    """

    def __init__(
        self,
        session: Session,
        location: Location = HOME,
        paragraph: int = 0,
        *,
        by_lines: bool = False,
        memory: ReadingMemory | None = None,
    ) -> None:
        self.session = session
        self.pages = Pages(session)
        self._by_lines = by_lines
        self.memory = memory or ReadingMemory(session)
        self.history = BrowsingHistory((Visit(location),))
        self.sight = Sight()
        self.marks: list[tuple[str, str, Anchor]] = []
        """The marks and drafts on the page, each with its sign, and the target of the heading that it is under."""
        self._paragraph = paragraph
        self._made: list[Annotation] = []
        self._done: list[Annotation] = []
        self._writing: tuple[Ref, NoteDraft] | None = None
        """The entry of the note that is being typed, and what was there of it."""

    @property
    def location(self) -> Location:
        """The place that is open."""
        return self.history.current.location

    def act(self, action: str, *arguments: object) -> Outcome | None:
        """Do what an action is called; an error becomes a message."""
        try:
            outcome: Outcome | None = getattr(self, action)(*arguments)
        except MlsysError as error:
            return Says(error.message, is_error=True)
        return outcome

    # --- from page to page

    def start(self, *, begins: bool = False) -> Shows:
        """Show the first page; if it `begins`, only as much of a text as fills the screen, until it is completed."""
        self.pages.begins = begins and self.location.ref is not None and not self._paragraph
        return self._show(self.history, self._paragraph)

    def complete(self) -> Shows:
        """Show all of the first page."""
        self.pages.begins = False
        return self._show_again()

    def open(self, location: Location | None) -> Outcome:
        """Open a place, or do what the name of an action stands for; the way back leads to the line of this page."""
        if location is None:
            raise UsageError("This link leads nowhere.")
        match location.kind:
            case "run":
                from mlsys_cli.queries.exhibits import open_run

                run = open_run(self.session, [location.query])
                self.memory.open()
                return Plays(run)
            case "command":
                return self.command(location.query)
            case "contents":
                return self.contents()
            case "path":
                return self._choose_path(location.query)
            case "quiz" | "review" as what:
                return self.practise(what)
            case "quit":
                return Leaves()
        return self._show(self._left().going_to(location._replace(paragraph=0)), location.paragraph)

    def follow(self, target: str) -> Outcome:
        """Peek at what a link on the page leads to, or open it if it is a text to read."""
        location = self.pages.target(self.location, target)
        page = self.pages.peek(location) if location else None
        return Peeks(page, location) if page and location else self.open(location)

    def back(self) -> Shows:
        """Go back to the page before."""
        return self._move(-1, "Nothing to go back to · h home")

    def forward(self) -> Shows:
        """Go forward again."""
        return self._move(1, "Nothing to go forward to")

    def section(self, step: int) -> Outcome:
        """Go to the next section of the page, or the one before; from the last and the first one, to another page."""
        document, lines = self.sight.document, self.sight.lines
        starts = [0, *(line for line, heading in document.sections if heading.level > 1)]  # 1 is that of the page
        index = sum(start <= lines.start for start in starts) - 1 + step
        if 0 <= index < len(starts) and not (step > 0 and lines.stop >= len(document.lines)):
            history = self._left().going_to(self.location)
            start = document.position(starts[index])
            return self._show(history.in_place(self.location, start=start), as_before=True)
        neighbour = self.pages.neighbour(self.location, step, is_read_through=True)
        if neighbour is None:
            raise UsageError(self.pages.no_neighbour(self.location, step))
        return self.open(neighbour)

    def read_on(self) -> Outcome:
        """Begin to read from the end of the home page, go back from a result, or say what comes after another page."""
        if self.is_at_result:
            return self.back()
        return self.section(1) if self.location == HOME else Says(self.pages.at_end(self.location))

    def unread(self) -> Outcome:
        """Open the next section that isn't read; elsewhere the one in which the learner stopped, at that place."""
        self.look()
        here = self.location.ref
        is_text = here is not None and here.kind == "section"
        unread = unread_after(self.session, here) if here and is_text else next_reading(self.session)
        if unread is None:
            raise UsageError("Every other section is read." if is_text else "You have read everything.")
        return self.open(location_of(unread.ref)._replace(paragraph=unread.paragraph))

    def home(self) -> Outcome:
        """Open the home page."""
        return self.open(HOME)

    def section_at(self, slug: str) -> Ref | None:
        """A section of the page, by default the chapter or section that is open; None where there is none."""
        return self.pages.section_at(self.location.ref, slug)

    def trail(self, slug: str) -> str:
        """The way to a section of the page, as `1 › 1.4 › 1.4.1 Symbolic AI`; empty on a page without sections."""
        if (here := self.section_at(slug)) is None:
            return ""
        numbers = self.pages.library.entries.section_numbers([here])
        parts = numbers.get(here.id, "").split(".")
        return " › ".join([*accumulate(parts[:-1], "{}.{}".format), numbered(here, numbers)])

    def leave(self) -> Outcome:
        """Leave the reader, or a result for the page before it."""
        return self.back() if self.is_at_result else Leaves()

    @property
    def is_at_result(self) -> bool:
        """True if a result is open that the page before it led to."""
        return self.location.kind == RESULT.kind and self.history.here > 0

    def _left(self) -> BrowsingHistory:
        """The history with the place on the current page at which it is left."""
        document, lines, link, _, column = self.sight
        location = self.location if column is None else self.location._replace(start=column)
        return self.history.in_place(location, link, document.position(lines.start))

    def _move(self, steps: int, at_the_end: str) -> Shows:
        moved = self._left().moved(steps)
        if moved.here == self.history.here:
            raise UsageError(at_the_end)
        return self._show(moved, as_before=True)

    def _show(self, history: BrowsingHistory, paragraph: int = 0, *, as_before: bool = False) -> Shows:
        visit = history.current
        page = self.pages.page(visit.location, as_before=as_before)
        self.history = history
        self.memory.look(monotonic())
        self.memory.open(visit.location.ref, *page.texts)
        self._load_marks()
        return Shows(page, visit, paragraph)

    def _choose_path(self, name: str) -> Outcome:
        """Choose a path through the book, and show the home page, which follows it."""
        from mlsys_cli.queries.reading_path import choose_path, path_named

        book, path = path_named(self.session, name)
        choose_path(self.session, book, path)
        self.pages.forget()
        return self._show(self._left().going_to(HOME))._replace(message=f"Your path is now “{path.title}”.")

    def _show_again(self, message: str = "") -> Shows:
        """Show the page after a change to it."""
        self.pages.forget()
        return self._show(self._left())._replace(is_same=True, message=message)

    # --- finding

    def contents(self, query: str = "") -> Offers:
        """Choose from chapters and sections, by lines from those of a chapter or with some words in their titles."""
        from mlsys_cli.reader.contents_rows import contents, contents_in_brief

        if not self._by_lines:
            return contents(self.session, self.section_at(self.sight.document.section_at(self.sight.lines.start)))
        rows = contents_in_brief(self.session, self.location, query)
        if not rows:
            raise UsageError(f"No title has {query!r}." if query else "There are no contents.")
        return Offers("Contents", rows, way="" if query else "t and the number of a chapter for its sections")

    def go(self, query: str = "") -> Offers:
        """Choose from what a name, some words or a question may mean."""
        from mlsys_cli.reader.search_pages import find

        rows = find(self.session, query, with_actions=True)
        if query and not rows:
            raise UsageError(f"Nothing was found for {short(query)!r}.")
        return Offers("Go to", rows, lambda words: find(self.session, words, with_actions=True))

    def command(self, line: str) -> Outcome:
        """Open what a command of the shell shows, as a page; or say why it shows none."""
        from mlsys_cli.reader.search_pages import place_of_command

        if place := place_of_command(self.session, line):
            return self.open(place)
        command = self.session.find_command(line)
        if command is None:
            raise UsageError(f"There is no command {short(line)!r}.")
        try:
            answer = command.run()
        except MlsysError as error:
            hints = [hint for hint in error.hints[:1] if not hint.endswith(":")]  # which begins a list
            return Says(" · ".join((error.message, *hints)), is_error=True, line=line)
        self.pages.forget()  # a path that was chosen leads to other sections
        if answer.course:
            return self._ask(answer.course)
        if answer.target and (place := self.pages.target(self.location, answer.target)):
            outcome = self.open(place)
        elif answer.views:
            place = Location("command", query=line)
            self.pages.answers[place] = answer.views
            outcome = self._show(self._left().going_to(place))
        else:
            outcome = self._show_again(f"Done: {line}")  # since the page may tell which path was chosen
        return outcome._replace(message=answer.message or outcome.message) if isinstance(outcome, Shows) else outcome

    def filter(self, query: str) -> Shows:
        """Show the rows of a list that have some words, and choose the first of them."""
        location = self.location._replace(query=query, start=0)
        return self._show(self.history.in_place(location, 0 if query.strip() else -1))

    def timeline(self, change: str, around: str = "") -> Outcome:
        """Show other years or chapters of the timeline: by a step around the target of an event, or as words say."""
        from mlsys_cli.reader.timeline_page import changed_timeline, timeline_in_words

        is_here = self.location.kind == "timeline"
        before = self.location if is_here else TIMELINE
        if change in ("fewer", "more", "earlier", "later"):
            location = changed_timeline(self.session, before, change, around)
        else:
            location = timeline_in_words(self.session, before, change)
        return self._show(self.history.in_place(location)) if is_here else self.open(location)

    # --- what is shown and seen

    def sources(self) -> Shows:
        """Show the list of sources, or fold it."""
        return self._show_again(self.pages.toggle_sources())

    def deeper(self) -> Shows:
        """Open the parts that go deeper, or fold them."""
        return self._show_again(self.pages.toggle_deeper(self.location))

    def seen(self, sight: Sight) -> None:
        """Note what is on the screen from now on."""
        self.sight = sight
        self.memory.on_screen(sight.document, sight.lines, monotonic())

    def look(self) -> Outcome | None:
        """Remember what was read, and make the changes that wait for the store; says what has come of that."""
        self.memory.look(monotonic())
        changes = self.session.learner.changes
        if not changes.waiting:
            return None
        if not changes.try_again():
            return WAITS
        return self._show_changes() if self._done else SAVED

    # --- studying

    @property
    def asked_about(self) -> Ref | None:
        """The entry that questions are about: the one that is open, or of several texts the one on the screen."""
        document, lines = self.sight.document, self.sight.lines
        if self.location == HOME:
            return self.pages.to_check
        first = next((line for line, _ in document.sections), 0)
        return self.location.ref or self.section_at(document.section_at(max(lines.start, first)))

    def practise(self, what: Practice, count: int = 0) -> Asks:
        """Review, or ask questions on weak spots, this page, or the section that the home page proposes."""
        from mlsys_cli.practice.quiz_course import QuizCourse
        from mlsys_cli.practice.quiz_plan import QuizRequest
        from mlsys_cli.practice.review_course import ReviewCourse

        ref = self.asked_about
        if what == "quiz" and (ref is None or ref.kind not in ASKED):
            raise UsageError("There are no questions on this page.")
        about = QuizRequest(about=ref, length=count or PAGE_QUESTIONS)
        request = QuizRequest(among="weak") if what == "weak" else about
        return self._ask(ReviewCourse(self.session) if what == "review" else QuizCourse(self.session, request))

    def _ask(self, course: "QuizCourse | ReviewCourse") -> Asks:
        """Ask the questions of a course."""
        if not self.pages.asks_questions:
            raise UsageError("No questions are asked over another screen: q goes back to it.")
        self.look()
        self.memory.open()  # nobody reads the page that is under a question
        return Asks(course)

    def show_result(self, view: View) -> Shows:
        """Show a result as a page, from which the way leads back to the one before; it is the first page if need be."""
        answers = self.pages.answers
        is_first = self.location == RESULT and RESULT not in answers
        place = RESULT if is_first else RESULT._replace(query=str(len(answers)))
        history = self.history if is_first else self._left().going_to(place)
        answers[place] = (view,)
        self.pages.forget()
        return self._show(history.in_place(place, 0))  # Enter reads the first section that it names

    def resume(self) -> Shows:
        """Show the page again, after questions or an exhibit."""
        return self._show_again()

    # --- marks and notes

    def mark(self, whole_page: bool = False) -> Outcome:
        """Mark the selection, this paragraph, or the page, as if it had none; or take the mark away."""
        ref = noted_entry(self.location.ref)
        place = None if whole_page else self._text_place()
        make = partial(toggle_mark, self.session, ref, self.sight.document, place)
        return self._annotate(make, f"a mark in {ref.name!r}")

    def begin_note(self) -> Writes:
        """Type a note on the selection or this paragraph, or go on with the draft that is there."""
        ref, selection, place = noted_entry(self.location.ref), self.sight.selection, self._text_place()
        note = self.session.learner.drafts.of(_place_name(ref, place))
        if note is None:
            quoted = plain_words(self.sight.document, selection) if selection and not place else ""
            note = NoteDraft("", quoted, place.target, place.anchor) if place else NoteDraft("", quoted)
        lines = place.lines if place and not selection else range(0)
        self._writing = ref, note
        return Writes(note.anchor.quote if note.anchor else note.quoted or ref.name, note.text, lines)

    def note(self, text: str) -> Outcome:
        """Write the note that was begun, which a text of nothing gives up; or without one, a note on this paragraph."""
        writing, self._writing = self._writing, None
        text = text.strip()
        if writing is None:  # typed in one line: a draft about the page is that of another note
            ref, place = noted_entry(self.location.ref), self._text_place()
            return self._write(ref, NoteDraft(text, "", place.target, place.anchor) if place else NoteDraft(text))
        ref, note = writing[0], writing[1]._replace(text=text)
        try:
            outcome = self._write(ref, note) if text else Says("")
        except MlsysError as error:
            with suppress(MlsysError):  # it is kept as long as the program runs
                self._keep(ref, note)
            return Says(f"{error.message}. The note isn't saved: c opens it again.", is_error=True)
        with suppress(MlsysError):  # what there is to say about the note matters more
            self._keep(ref, note._replace(text=""))
        self._load_marks()
        return outcome

    def _write(self, ref: Ref, note: NoteDraft) -> Outcome:
        text = f"{quotation(note.quoted)}{note.text}"
        make = partial(write_note, self.session, ref, text, target=note.target, anchor=note.anchor)
        return self._annotate(make, f"the note {note.text!r} on {ref.name!r}")

    def draft(self, text: str) -> Outcome | None:
        """Keep the note that is being typed, if there is anything of it."""
        writing, self._writing = self._writing, None
        if writing is None:
            return None
        ref, note = writing
        self._keep(ref, note._replace(text=text))
        self._load_marks()
        return Says("Draft kept · c here goes on with it") if text.strip() else Says("")

    def take_back(self) -> Outcome:
        """Take back the last mark or note."""

        def undo() -> Annotation:
            if not self._made:
                raise UsageError("There is no mark or note to take back.")
            self.session.learner.store.undo(self._made[-1].event, self.session.environment.clock())
            last = self._made.pop()
            return last._replace(message=last.taken_back)

        return self._change(undo, "that a mark or note was taken back")

    def _annotate(self, make: Callable[[], Annotation], about: str) -> Outcome:
        def annotate() -> Annotation:
            self._made.append(make())
            return self._made[-1]

        return self._change(annotate, about)

    def _change(self, change: Callable[[], Annotation], about: str) -> Outcome:
        """Change the store, now or when it is free."""
        is_made = self.session.learner.changes.make(lambda: self._done.append(change()), about)
        return self._show_changes() if is_made else WAITS

    def _show_changes(self) -> Outcome:
        """Say what the last change of the store was; with notes, show the page again, but not line by line."""
        done, self._done = self._done, []
        message = done[-1].message
        if any(annotation.is_note for annotation in done):
            if not self._by_lines:
                return self._show_again(message)
            self.pages.forget()
        self._load_marks()
        return Says(message)

    def _load_marks(self) -> None:
        self.marks = []
        with suppress(MlsysError):  # the page is there without its marks
            marks = marks_on_page(self.session, self.location.ref) if self.location.ref else []
            self.marks = [(MARKED, *mark) for mark in marks]
            self.marks += [(DRAFTED, *draft) for draft in self.session.learner.drafts.anchors()]

    def _text_place(self) -> TextPlace | None:
        """The place that is meant; None on a page without numbered paragraphs, such as that of a term.

        Raises UsageError for a selection of no paragraph.
        """
        document, lines, selection = self.sight.document, self.sight.lines, self.sight.selection
        if selection is None:
            return paragraph_on(document, lines)
        place = selected_place(document, selection)
        if place is None and paragraph_parts(document):
            raise UsageError("A heading can't be marked alone: select a paragraph.")
        return place

    def _keep(self, ref: Ref, note: NoteDraft) -> None:
        """Keep the draft of a note on an entry; one without a text no longer. Raises OutputError."""
        self.session.learner.drafts.keep(_place_name(ref, note), note if note.text.strip() else None)


def _place_name(ref: Ref, place: TextPlace | NoteDraft | None) -> str:
    """The name under which the draft about a paragraph of a text, or about an entry, is kept."""
    return f"{ref.book}:{place.target}#{place.anchor.paragraph}" if place and place.anchor else subject_of(ref)
