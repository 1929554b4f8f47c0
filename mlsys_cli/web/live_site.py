"""The pages of the books with what only the program can do: grading, reviews, marks, notes, runs and sums.

Each request is a run of the program of its own, with the books, the settings and the day as they are by then: opening
them again takes three milliseconds. Only a quiz and a review go on from one request to the next.
"""

import gc
import re
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from http import HTTPStatus
from itertools import count
from pathlib import Path
from urllib.parse import quote_plus

from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import MlsysError, NotFoundError, StoreBusyError, UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import file_states
from mlsys_cli.page.blocks import Blocks, Heading, Paragraph, Span, map_spans, text_spans
from mlsys_cli.practice.quiz_course import QuizCourse
from mlsys_cli.practice.quiz_plan import QuizRequest
from mlsys_cli.practice.review_course import ReviewCourse
from mlsys_cli.queries.home_page import home_view
from mlsys_cli.queries.reading_position import next_reading
from mlsys_cli.queries.search_query import find_hits
from mlsys_cli.render.html_blocks import write_html
from mlsys_cli.session.environment import Environment
from mlsys_cli.session.session import Session
from mlsys_cli.site import site_pages
from mlsys_cli.site.addresses import relative
from mlsys_cli.site.frames import frame
from mlsys_cli.site.page_script import page_script
from mlsys_cli.site.page_templates import fill_from, written
from mlsys_cli.site.search_index import preview_script, search_script
from mlsys_cli.site.site_pages import Page, Site
from mlsys_cli.terminal.stdout import write_stderr
from mlsys_cli.views.view import linked
from mlsys_cli.web import form_actions
from mlsys_cli.web.exercise import Exercise
from mlsys_cli.web.exhibit_page import ExhibitPage
from mlsys_cli.web.form_fields import Fields, Reply, go_to

_HERE = Path(__file__).parent
_STATIC = Path(site_pages.__file__).with_name("static")

_fill = partial(fill_from, _HERE / "templates")

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""The types of the files that a page loads, by their endings."""

_REMEMBERED = 500
"""The forms whose answers are remembered, so that one that is sent twice is answered once; chosen, not measured."""

_KEPT_OPEN = 20
"""The sessions after which those that are over are collected as garbage, since only that closes their files."""

_PATIENCE = 2.0
"""The seconds to wait while another process writes to the store: all other pages wait as well; chosen, not measured."""

_LONGEST_LINE = 500
"""The most characters of a command line: to compare 2,500 words took six seconds, and all other pages wait."""

_PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b")
"""A word of a command line for which the learner would type another one, such as NAME."""

_HITS = 30
"""The most hits of a search; chosen, not measured."""


class _OpenSite:
    """The pages of the books in one state, and what is on each of them."""

    def __init__(self, session: Session, files: list[str], version: str) -> None:
        self.pages = Site(session, is_live=True)
        self.files = files
        self.version = version
        self.addresses = self.pages.addresses
        self.paths = frozenset(self.pages.paths)
        entries, of = session.books.library.entries, self.addresses.of
        kinds = (kind for kind in NOTED if kind not in ("event", "source"))  # which have no page of their own
        refs = (ref for kind in kinds for ref in entries.refs(kind) if self.addresses.has(ref))
        self.entries = {of(ref): ref for ref in refs}
        self.runs = {self.addresses.find(f"run:{name}", ""): name for name in self.pages.runs.presets}
        self.book = self.pages.books[0].ref.slug if self.pages.books else ""

    def address(self, ref: Ref) -> str | None:
        """The address of an entry, if it has one."""
        return self.addresses.find(ref.target, ref.book)

    @cached_property
    def scripts(self) -> dict[str, str]:
        """The scripts with the words of all pages, and with the previews of terms."""
        library = self.pages.library
        return {"search.js": search_script(library, self.address), "terms.js": preview_script(library, self.address)}


class LiveSite:
    """The pages, and what their forms do. Everything is to be called in one thread."""

    def __init__(self, session: Session) -> None:
        """Take the books and the learner of a session, which itself stays in the thread in which it was made."""
        self._started = session
        self._sessions = count(1)
        self._site: _OpenSite | None = None
        self._exercises: dict[str, Exercise] = {}
        self._answers = OrderedDict[str, Reply]()
        self._pages: Mapping[str, Callable[[Session, Fields], Page]] = {
            "review": partial(self._exercise, "review"),
            "quiz": partial(self._exercise, "quiz"),
            "ask": self._command,
            "find": self._found,
        }
        self._forms: Mapping[str, Callable[[Session, Fields], Reply]] = {
            "answer": self._take_answer,
            "review": partial(self._take_exercise, "review"),
            "quiz": partial(self._take_exercise, "quiz"),
            "mark": self._change_page(form_actions.mark),
            "note": self._change_page(form_actions.write_note),
            "read": self._change_page(form_actions.remember_reading),
            "run": self._take_run,
        }

    def handle(self, method: str, path: str, query: str, body: bytes) -> Reply:
        """The reply to a request for a path below the token."""
        problem = partial(self._problem, path)
        try:
            fields = Fields(query if method == "GET" else body.decode("utf-8", "replace"))
            session = self._new_session()
            if method == "GET":
                return self._page(session, path, fields)
            if path not in self._forms:
                raise NotFoundError(f"there is no form {path[:80]!r}")
            return self._once(fields["once"], partial(self._forms[path], session, fields))
        except StoreBusyError as error:
            return problem(error, HTTPStatus.SERVICE_UNAVAILABLE)
        except NotFoundError as error:
            return problem(error, HTTPStatus.NOT_FOUND)
        except MlsysError as error:
            return problem(error, HTTPStatus.BAD_REQUEST)
        except Exception as error:  # noqa: BLE001  # the server goes on, and says in a line what it couldn't do
            write_stderr(f"{method} {path!r}: {type(error).__name__}: {error}"[:200])
            return problem(MlsysError("this page can't be shown"), HTTPStatus.INTERNAL_SERVER_ERROR)

    def version(self) -> str:
        """The state of the books' files, which is another one after each change."""
        site = self._site
        if site is None or _version(site.files) != site.version:  # windows ask several times a second
            site = self._site_of(self._new_session())
        return site.version

    def _new_session(self) -> Session:
        """A session for one request."""
        if next(self._sessions) % _KEPT_OPEN == 0:
            gc.collect()
        # An environment remembers the books of its session. A person reads the pages, as on a terminal: their marks and
        # notes are on them.
        outside = self._started.environment
        environment = Environment(self._started.env, clock=outside.clock, stopwatch=outside.stopwatch, size=(80, 24))
        session = self._started.renewed(environment)
        session.learner.wait_at_most(_PATIENCE)
        return session

    # --- pages

    def _page(self, session: Session, path: str, fields: Fields) -> Reply:
        site = self._site_of(session)
        if path in self._pages:
            page = self._pages[path](session, fields)
            # A new quiz isn't in the history of the browser, where Back would begin yet another one.
            return go_to(path) if fields["new"] and path in self._exercises else self._framed(site, page)
        if (content := self._file(site, path)) is not None:
            return Reply(content, type=f"{_TYPES[Path(path).suffix]}; charset=utf-8")
        path = f"{path}index.html" if not path or path.endswith("/") else path
        if former := site.addresses.redirects.get(path):
            return Reply(status=HTTPStatus.MOVED_PERMANENTLY, location=relative(path, former))
        if name := site.runs.get(path):
            return self._framed(site, self._run(session, path, name, fields))
        if path not in site.paths:
            raise NotFoundError("there is no such page", ["the search finds pages by their words"])
        page = site.pages.page(path)
        if path == "index.html":
            head, contents, rest = page.body.partition('<h2 id="contents">')
            page = page._replace(body=f"{head}{self._today(session, site)}{contents}{rest}")
        elif ref := site.entries.get(path):
            page = page._replace(body=f"{page.body}{self._own(session, site, path, ref)}")
        return self._framed(site, page)

    def _site_of(self, session: Session) -> _OpenSite:
        """The pages of the books as they are now."""
        files = session.books.library.files()
        version = _version(files)
        if self._site is None or self._site.version != version:
            self._site = _OpenSite(session, files, version)
        return self._site

    def _framed(self, site: _OpenSite, page: Page, status: int = HTTPStatus.OK) -> Reply:
        return Reply(frame(site.pages, page, live=site.version), status)

    def _problem(self, path: str, error: MlsysError, status: HTTPStatus) -> Reply:
        """A page that says what is wrong, and what can be done."""
        lines = (Paragraph(text_spans(line)) for line in (error.message, *error.hints))
        blocks: Blocks = (Heading(1, status.phrase), *lines)
        if self._site is None:
            return Reply("\n".join((error.message, *error.hints)), status, "text/plain; charset=utf-8")
        return self._framed(self._site, Page(path, status.phrase, "problem", write_html(blocks, _nowhere)), status)

    def _file(self, site: _OpenSite, path: str) -> bytes | str | None:
        """The content of a file that pages load; None if there is none."""
        match path:
            case "site.js":
                return page_script()
            case "site.css" | "icon.svg":
                return (_STATIC / path).read_bytes()
            case "live.js":
                return (_HERE / "static" / path).read_bytes()
            case "search.js" | "terms.js":
                return site.scripts[path]
        return None

    def _today(self, session: Session, site: _OpenSite) -> str:
        """The tasks of today, above the contents of the home page."""
        plan = home_view(session, 0).plan
        reading = plan.reading if plan else next_reading(session)
        address = reading and site.addresses.of(reading.ref)
        return _fill("today.html", plan=plan, reading=reading, address=address)

    def _own(self, session: Session, site: _OpenSite, path: str, ref: Ref) -> str:
        """The learner's marks and notes on an entry, and the forms to make more."""
        values = form_actions.notes_beside(session, ref, self._writer(site, path, ref.book))
        return _fill("own.html", path=path, root="../" * path.count("/"), **values)

    def _writer(self, site: _OpenSite, path: str, book: str = "") -> Callable[[Blocks], str]:
        """The function that writes blocks of a page, below its title."""
        links = site.addresses.links_from(path, book or site.book)

        def write(blocks: Blocks) -> str:
            return written(write_html(blocks, links, level=2))

        return write

    def _command(self, session: Session, fields: Fields) -> Page:
        """The answer to a command line, as the reader shows it."""
        line = fields["q"]
        if len(line) > _LONGEST_LINE:
            raise UsageError(f"a command line can't be longer than {_LONGEST_LINE} characters")
        command = session.find_command(line)
        if command is None:
            raise NotFoundError(
                f"{line[:80]!r} is not a command of mlsys", ["try estimate, progress, notes or timeline"]
            )
        if command.title.startswith("run ") and " -" in command.title:  # it may read a file, or take minutes
            raise UsageError(f"This is for a shell: mlsys {command.title}", ["the page of an exhibit has its settings"])
        answer = command.run()
        said = (Paragraph(text_spans(answer.message)),) if answer.message else ()
        blocks = (*said, *(block for view in answer.views for block in linked(view).blocks()))
        return self._made("ask", command.title, map_spans(blocks, partial(_command_link, session)))

    def _found(self, session: Session, fields: Fields) -> Page:
        """The hits of a search, for a browser without JavaScript."""
        view = linked(find_hits(session, fields["q"], _HITS))
        return self._made("find", f"Search: {fields['q'][:80]}", view.blocks())

    def _made(self, path: str, title: str, blocks: Blocks) -> Page:
        assert self._site
        own = () if any(isinstance(block, Heading) and block.level == 1 for block in blocks) else (Heading(1, title),)
        links = self._site.addresses.links_from(path, self._site.book)

        def link(target: str) -> str | None:
            return target.removeprefix("page:") if target.startswith("page:") else links(target)

        return Page(path, title, "page", write_html((*own, *blocks), link), self._site.book)

    def _run(self, session: Session, path: str, name: str, fields: Fields) -> Page:
        """A run with the settings of the query, as far as its steps have come."""
        assert self._site
        run = ExhibitPage(session, name, fields)
        write = self._writer(self._site, path)
        root = "../" * path.count("/")
        body = _fill("run.html", root=root, path=path, **run.values(write))
        return Page(path, run.title, "run", body, self._site.book)

    # --- quizzes and reviews

    def _exercise(self, path: str, session: Session, fields: Fields) -> Page:
        """The quiz or review that goes on, or its result; or a `new` one, `about` what is named or of what is due."""
        assert self._site
        exercise, about = self._exercises.get(path), fields["about"]
        today = session.learner.today.date
        if exercise is None or fields["new"] or (exercise.is_over and exercise.begun != today):
            named = (about,) if about else ()
            course = ReviewCourse(session, named) if path == "review" else QuizCourse(session, QuizRequest(named))
            exercise = self._exercises[path] = Exercise(course, today)
        body = _fill("exercise.html", action=path, **exercise.values(self._writer(self._site, path)))
        return Page(path, exercise.course.title, "exercise", body, self._site.book)

    def _take_exercise(self, path: str, session: Session, fields: Fields) -> Reply:
        if exercise := self._exercises.get(path):
            exercise.take(fields)
        return go_to(path)

    def _take_answer(self, session: Session, fields: Fields) -> Reply:
        site = self._site_of(session)
        card, blocks = form_actions.answer(session, fields)
        back = f"{fields['to']}#q-{card}" if fields["to"] in site.paths else ""
        body = _fill("answered.html", answer=self._writer(site, "answer")(blocks), back=back)
        return self._framed(site, Page("answer", "Answer", "answer", body, site.book))

    # --- other forms

    def _once(self, name: str, answer: Callable[[], Reply]) -> Reply:
        """The answer to a form; the same again for one that is sent once more, which then changes nothing."""
        if name in self._answers:
            return self._answers[name]
        answered = answer()
        if name:
            self._answers[name] = answered
            while len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        return answered

    def _change_page(self, change: Callable[[Session, Ref, Fields], None]) -> Callable[[Session, Fields], Reply]:
        """The answer to a form that changes something about the page that it is on, and leads back there."""

        def take(session: Session, fields: Fields) -> Reply:
            path = fields["to"]
            if (ref := self._site_of(session).entries.get(path)) is None:
                raise NotFoundError("that page is gone")
            change(session, ref, fields)
            return go_to(path)

        return take

    def _take_run(self, session: Session, fields: Fields) -> Reply:
        """Remember a guess, and show the run that it was about."""
        site, path = self._site_of(session), fields["to"]
        name = site.runs.get(path)
        if not name:
            raise NotFoundError("that page is gone")
        ExhibitPage(session, name, fields).remember()
        return go_to(f"{path}?{fields.encoded}")


def _command_link(session: Session, span: Span) -> Span:
    """A command in a text as a link to the page that answers it, if there is one."""
    line = span.text
    if span.style != "command" or span.target or not line.startswith("mlsys ") or _PLACEHOLDER.search(line):
        return span
    if line in ("mlsys quiz", "mlsys review"):
        return span._replace(target=f"page:{line.removeprefix('mlsys ')}?new=1")
    command = session.find_command(line)
    return span._replace(target=f"page:ask?q={quote_plus(command.title)}") if command and command.is_page else span


def _version(files: list[str]) -> str:
    """The state of some files, in few characters."""
    return f"{zlib.crc32(file_states(files)):08x}"


def _nowhere(_: str) -> None:
    """No address: a page about a problem has no links of its own."""
