"""The pages of the books with what only the program can do: grading, reviews, marks, notes, runs and sums.

Each request is a run of the program of its own, with the books, the settings and the day as they are by then: to see
that no file of the books has changed takes a millisecond. Only a quiz and a review go on from one request to the next.
"""

import gc
import re
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from itertools import count
from pathlib import Path
from urllib.parse import quote_plus

from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.errors import MlsysError, NotFoundError, ReadOnlyError, StoreBusyError, UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Blocks, Heading, Paragraph, Span, map_spans, text_spans
from mlsys_cli.practice.quiz_course import QuizCourse
from mlsys_cli.practice.quiz_plan import QuizRequest
from mlsys_cli.practice.review_course import ReviewCourse
from mlsys_cli.queries.home_page import home_view
from mlsys_cli.queries.reading_position import next_reading
from mlsys_cli.queries.search_query import find_hits
from mlsys_cli.session.books import Books
from mlsys_cli.session.environment import Environment
from mlsys_cli.session.session import Session
from mlsys_cli.site.addresses import relative
from mlsys_cli.site.forms import Write
from mlsys_cli.site.frames import frame
from mlsys_cli.site.page_files import page_files
from mlsys_cli.site.page_templates import fill, write
from mlsys_cli.site.site_pages import Page, Site
from mlsys_cli.terminal.stdout import write_stderr
from mlsys_cli.text.english import sentence
from mlsys_cli.views.view import linked
from mlsys_cli.web import form_actions
from mlsys_cli.web.exercise import Exercise
from mlsys_cli.web.exhibit_page import exhibit_page
from mlsys_cli.web.form_fields import Fields

_LIVE_SCRIPT = Path(__file__).parent / "static/live.js"

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""The types of the files that a page loads, by their endings."""

_STATUS = {NotFoundError: HTTPStatus.NOT_FOUND, StoreBusyError: HTTPStatus.SERVICE_UNAVAILABLE}
"""The status of the answer to a request that fails with an error; of any other, the request is wrong."""

_COURSES = ("review", "quiz")

_REMEMBERED = 500
"""The forms whose answers are remembered, so that one that is sent twice is answered once; chosen, not measured."""

_KEPT_OPEN = 20
"""The sessions after which those that are over are collected as garbage, since only that closes their files."""

_PATIENCE = 2.0
"""The seconds to wait while another process writes to the store: all other pages wait as well; chosen, not measured."""

_LONGEST_LINE = 500
"""The most characters of a command line: to compare 2,500 words took six seconds, and all other pages wait."""

_FOR_A_SHELL = re.compile("run .* -|review|quiz(?!.* --report)")
"""A command line that isn't run for a page: it may read a file, take minutes, or ask questions, which have a page."""

_PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b")
"""A word of a command line for which the learner would type another one, such as NAME."""

_HITS = 30
"""The most hits of a search; chosen, not measured."""


class LiveSite:
    """The pages, and what their forms do. Everything is to be called in one thread."""

    def __init__(self, session: Session) -> None:
        """Take the books and the learner of a session, which itself stays in the thread in which it was made."""
        self._started = session
        self._sessions = count(1)
        self._opened: Site | None = None
        self._books: Books | None = None
        self._version = ""
        """Another one after each change of their files."""
        self._files: Mapping[str, Callable[[], str]] = {}
        self._exercises: dict[str, Exercise] = {}
        self._answers: dict[str, Response] = {}
        self._pages: Mapping[str, Callable[[Session, Fields], Page]] = {
            **{name: partial(self._exercise, name) for name in _COURSES},
            "ask": self._command,
            "find": self._found,
        }
        self._forms: Mapping[str, Callable[[Session, Fields], Response]] = {
            "answer": self._take_answer,
            "ask": lambda session, fields: self._framed(self._command(session, fields, is_form=True)),
            **{name: partial(self._take_exercise, name) for name in _COURSES},
            "mark": partial(self._change_page, form_actions.mark),
            "note": partial(self._change_page, form_actions.write_note),
            "read": partial(self._change_page, form_actions.remember_reading),
            "run": self._take_run,
        }

    def handle(self, method: str, path: str, query: str, body: bytes) -> Response:
        """The response to a request for a path below the token."""
        try:
            fields = Fields(query if method == "GET" else body.decode("utf-8", "replace"))
            session = self._new_session()
            if method == "GET":
                return self._page(session, path, fields)
            if path not in self._forms:
                raise NotFoundError(f"there is no form {path[:80]!r}")
            return self._once(fields["once"], partial(self._forms[path], session, fields))
        except MlsysError as error:
            return self._problem(path, error, _STATUS.get(type(error), HTTPStatus.BAD_REQUEST))
        except Exception as error:  # noqa: BLE001  # the server goes on, and says in a line what it couldn't do
            write_stderr(f"{method} {path!r}: {type(error).__name__}: {error}"[:200])
            return self._problem(path, MlsysError("this page can't be shown"), HTTPStatus.INTERNAL_SERVER_ERROR)

    def _new_session(self) -> Session:
        """A session for one request."""
        if next(self._sessions) % _KEPT_OPEN == 0:
            gc.collect()
        # An environment remembers the books of its session. A person reads the pages, as on a terminal: their marks and
        # notes are on them.
        outside = self._started.environment
        environment = Environment(self._started.env, clock=outside.clock, stopwatch=outside.stopwatch, size=(80, 24))
        session = self._started.renewed(environment)
        books = self._books
        if books and books.folders == session.books.folders and books.library.is_current():
            session.books = Books(session.options, session.notify, session.follow_books, shared=books)
        else:
            gc.unfreeze()
            self._opened, self._books = Site(session, is_live=True), session.books
            self._version = session.books.library.version()
            gc.freeze()  # what stays isn't looked at again with the garbage of each request
            self._files = page_files(self._opened) | {"live.js": partial(_LIVE_SCRIPT.read_text, "utf-8")}
        session.learner.wait_at_most(_PATIENCE)
        return session

    @property
    def _site(self) -> Site:
        assert self._opened
        return self._opened

    @property
    def _book(self) -> str:
        """The book in whose frame pages stand that are about none."""
        return next(iter(self._site.books), "")

    # --- pages

    def _page(self, session: Session, path: str, fields: Fields) -> Response:
        site = self._site
        if path == "version":
            return PlainTextResponse(self._version)
        if path in self._files:
            return Response(self._files[path](), media_type=_TYPES[Path(path).suffix])
        if path in self._pages:
            page = self._pages[path](session, fields)
            # A new quiz isn't in the history of the browser, where Back would begin yet another one.
            return _go_to(path) if fields["new"] and path in self._exercises else self._framed(page)
        path = f"{path}index.html" if not path or path.endswith("/") else path
        if former := site.addresses.redirects.get(path):
            return RedirectResponse(relative(path, former), HTTPStatus.MOVED_PERMANENTLY)
        if name := site.run_names.get(path):
            return self._framed(self._run(session, path, name, fields))
        if path not in site.makers:
            raise NotFoundError("there is no such page", ["the search finds pages by their words"])
        page = site.makers[path]()
        if path == "index.html":
            head, contents, rest = page.body.partition('<h2 id="contents">')
            page = page._replace(body=f"{head}{self._today(session)}{contents}{rest}")
        elif ref := self._noted(path):
            page = page._replace(body=f"{page.body}{self._own(session, path, ref)}")
        return self._framed(page)

    def _noted(self, path: str) -> Ref | None:
        """The entry of a page, if it can have marks and notes."""
        ref = self._site.addresses.entries.get(path)
        return ref if ref and KINDS[ref.kind].has_notes else None

    def _framed(self, page: Page, status: int = HTTPStatus.OK) -> Response:
        return HTMLResponse(frame(self._site, page, live=self._version), status)

    def _problem(self, path: str, error: MlsysError, status: HTTPStatus) -> Response:
        """A page that says what is wrong, and what can be done."""
        if self._opened is None:
            return PlainTextResponse("\n".join((error.message, *error.hints)), status)
        lines = (Paragraph(text_spans(sentence(line))) for line in (error.message, *error.hints))
        body = write((Heading(1, status.phrase), *lines), lambda _: None)  # without links
        response = self._framed(Page(path, status.phrase, "problem", body, self._book), status)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:  # another process writes to the store
            response.headers["Retry-After"] = "1"
        return response

    def _today(self, session: Session) -> str:
        """The tasks of today, above the contents of the home page."""
        plan = home_view(session, 0).plan
        reading = plan.reading if plan else next_reading(session)
        address = reading and self._site.addresses.of(reading.ref)
        return fill("web/today.html", plan=plan, reading=reading, address=address)

    def _own(self, session: Session, path: str, ref: Ref) -> str:
        """The learner's marks and notes on an entry, and the forms to make more."""
        values = form_actions.notes_beside(session, ref, self._writer(path, ref.book))
        return fill("web/own.html", path=path, root="../" * path.count("/"), **values)

    def _writer(self, path: str, book: str = "") -> Write:
        """The function that writes blocks of a page, below its title."""
        return partial(write, links=self._site.addresses.links_from(path, book or self._book), level=2)

    def _command(self, session: Session, fields: Fields, is_form: bool = False) -> Page:
        """The answer to a command line, as the reader shows it."""
        line = fields["q"]
        if len(line) > _LONGEST_LINE:
            raise UsageError(f"a command line can't be longer than {_LONGEST_LINE} characters")
        session.learner.is_read_only = not is_form  # an address may be opened again, or ahead of a click
        command = session.find_command(line)
        if command is None:
            raise NotFoundError(f"there is no command {line[:80]!r}", ["try estimate, progress, notes or timeline"])
        if command.title.split()[0] in _COURSES and " -" not in command.title:
            begin = Paragraph((Span(f"mlsys {command.title}", "command"),))
            return self._made("ask", command.title, map_spans((begin,), partial(_command_link, session)))
        if _FOR_A_SHELL.match(command.title):
            raise UsageError(f"This is for a shell: mlsys {command.title}", ["the page of an exhibit has its settings"])
        try:
            answer = command.run()
        except ReadOnlyError:
            return Page("ask", "Change your data", "page", fill("web/change.html", line=command.title), self._book)
        said = (Paragraph(text_spans(answer.message)),) if answer.message else ()
        blocks = (*said, *(block for view in answer.views for block in linked(view).blocks()))
        return self._made("ask", command.title, map_spans(blocks, partial(_command_link, session)))

    def _found(self, session: Session, fields: Fields) -> Page:
        """The hits of a search; if there are none, the page whose script also finds what is misspelt."""
        view = find_hits(session, fields["q"], _HITS)
        if not (view.result.hits or view.notes):
            return self._site.makers[f"{self._site.addresses.folders[self._book]}search.html"]()._replace(path="find")
        return self._made("find", f"Search: {fields['q'][:80]}", linked(view).blocks())

    def _made(self, path: str, title: str, blocks: Blocks) -> Page:
        own = () if any(isinstance(block, Heading) and block.level == 1 for block in blocks) else (Heading(1, title),)
        links = self._site.addresses.links_from(path, self._book)

        def link(target: str) -> str | None:
            return target.removeprefix("page:") if target.startswith("page:") else links(target)

        return Page(path, title, "page", write((*own, *blocks), link), self._book)

    def _run(self, session: Session, path: str, name: str, fields: Fields) -> Page:
        """A run with the settings of the query, as far as its steps have come."""
        shown = exhibit_page(session, name, fields)
        body = fill("web/run.html", root="../" * path.count("/"), path=path, **shown.values(self._writer(path)))
        return Page(path, shown.player.run.entry.dated_title, "run", body, self._book)

    # --- quizzes and reviews

    def _exercise(self, path: str, session: Session, fields: Fields) -> Page:
        """The quiz or review that goes on, or its result; or a `new` one, `about` what is named or of what is due."""
        exercise, about = self._exercises.get(path), fields["about"]
        today = session.learner.today.date
        if exercise is None or fields["new"] or (exercise.is_over and exercise.begun != today):
            named = (about,) if about else ()
            course = ReviewCourse(session, named) if path == "review" else QuizCourse(session, QuizRequest(named))
            exercise = self._exercises[path] = Exercise(course, today)
        body = fill("web/exercise.html", action=path, **exercise.values(self._writer(path)))
        return Page(path, exercise.course.title, "exercise", body, self._book)

    def _take_exercise(self, path: str, session: Session, fields: Fields) -> Response:
        if exercise := self._exercises.get(path):
            exercise.take(fields)
        return _go_to(path)

    def _take_answer(self, session: Session, fields: Fields) -> Response:
        card, blocks = form_actions.answer(session, fields)
        back = f"{fields['to']}#q-{card}" if fields["to"] in self._site.makers else ""
        body = fill("web/answered.html", answer=self._writer("answer")(blocks), back=back)
        return self._framed(Page("answer", "Answer", "answer", body, self._book))

    # --- other forms

    def _once(self, name: str, answer: Callable[[], Response]) -> Response:
        """The response to a form; the same again for one that is sent once more, which then changes nothing."""
        answered = self._answers.get(name) or answer()
        if name:
            self._answers[name] = answered
            while len(self._answers) > _REMEMBERED:
                del self._answers[next(iter(self._answers))]
        return answered

    def _change_page(
        self, change: Callable[[Session, Ref, Fields], None], session: Session, fields: Fields
    ) -> Response:
        """Change something about the page that a form is on, and lead back there."""
        if (ref := self._noted(fields["to"])) is None:
            raise NotFoundError("that page is gone")
        change(session, ref, fields)
        return _go_to(fields["to"])

    def _take_run(self, session: Session, fields: Fields) -> Response:
        """Remember a guess, and show the run that it was about."""
        path = fields["to"]
        if not (name := self._site.run_names.get(path)):
            raise NotFoundError("that page is gone")
        exhibit_page(session, name, fields).remember(session)
        return _go_to(f"{path}?{fields}")


def _command_link(session: Session, span: Span) -> Span:
    """A command in a text as a link to the page that answers it, if there is one."""
    line = span.text.removeprefix("mlsys ")
    if span.style != "command" or span.target or line == span.text or _PLACEHOLDER.search(line):
        return span
    name, _, about = line.partition(" ")
    if name in _COURSES and " -" not in line:
        return span._replace(target=f"page:{name}?new=1&about={quote_plus(about)}".removesuffix("&about="))
    command = session.find_command(line)
    if command is None or not command.is_page or _FOR_A_SHELL.match(command.title):
        return span
    return span._replace(target=f"page:ask?q={quote_plus(line)}")


def _go_to(location: str) -> Response:
    """The response to a form that leads to a page."""
    return RedirectResponse(location, HTTPStatus.SEE_OTHER)
