"""The book for other programs, in typed Python: look up, read, search, compare, estimate, and grade answers.

    >>> import mlsys_cli.api as mlsys
    >>> book = mlsys.open()
    >>> book.define("backprop").title
    'Backpropagation'

An answer is a value: its text in Markdown, its sources written out, and a `document` with the keys of `--json`. The
learner's study data and settings are neither read nor changed. What isn't found raises an error of `mlsys_cli.errors`,
whose `hints` say what may have been meant. Names and fields here only change with the first number of the version, or
while that is 0 with the second.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.errors import Exit, MlsysError, NotFoundError, UnreadableError, UsageError
from mlsys_cli.session.books import Books
from mlsys_cli.session.environment import Options
from mlsys_cli.session.kept_views import KeepingSession, Unattended, words_in
from mlsys_cli.session.learner import Learner
from mlsys_cli.session.session import Session
from mlsys_cli.text.spelling import did_you_mean

__all__ = [
    "AnswerVerdict",
    "BookAnswer",
    "CitedSource",
    "FoundPage",
    "MlsysError",
    "NotFoundError",
    "OpenBook",
    "UsageError",
    "open",
]


@dataclass(frozen=True)
class CitedSource:
    """A source: its key in the book, the reference in words, and its address on the web, if it has one."""

    key: str
    text: str
    url: str | None


@dataclass(frozen=True)
class BookAnswer:
    """An answer of the book.

    `address` is stable, such as `mlsys://term/backpropagation`. `as_of` is the date of facts that become outdated, and
    `disputed` says who disagrees. `messages` say what was guessed, such as a misspelt name.
    """

    kind: str
    address: str
    title: str
    text: str
    sources: tuple[CitedSource, ...]
    as_of: str | None
    disputed: str | None
    messages: tuple[str, ...]
    document: Mapping[str, Any]

    @property
    def definition(self) -> str:
        """The definition of a term; empty for everything else."""
        return str(self.document.get("definition", ""))


@dataclass(frozen=True)
class FoundPage:
    """A page that a search has found, with the words around those that were sought."""

    kind: str
    address: str
    title: str
    snippet: str


@dataclass(frozen=True)
class AnswerVerdict:
    """The grade of an answer: `credit` from 0 to 1, the accepted answer, and the reason in Markdown.

    `right` is None for an answer to an open question, which only a person can grade.
    """

    right: bool | None
    credit: float
    accepted: str
    text: str
    sources: tuple[CitedSource, ...]


def open(*folders: str | os.PathLike[str], packs: Sequence[str] = ()) -> "OpenBook":  # noqa: A001 - as in `mlsys.open()`
    """The books in some folders, or some installed packs; without any, those that `mlsys` reads."""
    return OpenBook(*folders, packs=packs)


class OpenBook:
    """One or more open books. What changes on the disk is read again at the next question."""

    def __init__(self, *folders: str | os.PathLike[str], packs: Sequence[str] = ()) -> None:
        self._options = Options(_Nowhere())
        self._options.content, self._options.packs = tuple(os.fspath(folder) for folder in folders), tuple(packs)
        self._options.format, self._options.color, self._options.quiet = "markdown", "never", True
        self._books: Books | None = None

    def define(self, term: str) -> BookAnswer:
        """A term, model or machine by any of its names.

        >>> open().define("ELIZA").address
        'mlsys://term/eliza'
        """
        return self._answer("define", [term])

    def read(self, name: str) -> BookAnswer:
        """A chapter or section, by its id or title.

        >>> open().read("intro/why").title
        'From a good demo to a working system'
        """
        return self._answer("read", [name], deeper=True)

    def search(self, query: str, kind: str = "", limit: int = 10) -> tuple[FoundPage, ...]:
        """The best hits for some words or a question, of one kind of entries or of all; none is an empty tuple.

        >>> [hit.address for hit in open().search("error backwards through layers", kind="term", limit=1)]
        ['mlsys://term/backpropagation']
        """
        _require_positive("limit", limit)
        if kind and kind not in KINDS:
            raise UsageError(
                f"there is no kind {kind!r}", [did_you_mean(kind, KINDS) or f"the kinds are {', '.join(KINDS)}"]
            )
        try:
            found = self._answer("search", [query], kind=[kind] if kind else None, limit=limit)
        except NotFoundError:
            return ()
        return tuple(
            FoundPage(hit["kind"], self._address(hit), hit["title"], hit["snippet"]) for hit in found.document["hits"]
        )

    def compare(self, *names: str) -> BookAnswer:
        """A comparison table, some columns of one, or terms, models or machines side by side.

        >>> [column["name"] for column in open().compare("symbolic", "deep").document["columns"]]
        ['Symbolic AI', 'Deep learning']
        """
        return self._answer("compare", list(names))

    def timeline(self, query: str = "", first: int | None = None, last: int | None = None) -> BookAnswer:
        """The eras and events that have some words, or a year in them, or are between two years.

        >>> open().timeline("perceptron", last=1960).document["events"][0]["year"]
        1957
        """
        return self._answer("timeline", query.split(), from_=first, to=last, every=True)

    def cite(self, key: str) -> BookAnswer:
        """A source with what cites it.

        >>> open().cite("shannon1948").document["year"]
        1948
        """
        return self._answer("cite", [key])

    def estimate(self, calculation: str) -> BookAnswer:
        """A calculation with its lines, as `mlsys estimate` takes it.

        >>> open().estimate("memory params=7B").document["lines"][0]["value"]
        14000000000
        """
        return self._answer("estimate", words_in(calculation))

    def questions(self, name: str, count: int = 5, seed: int = 1) -> BookAnswer:
        """Questions on a chapter, section or term, or a question by its id, without their answers.

        >>> [question["kind"] for question in open().questions("good-why-two-years", count=1).document["questions"]]
        ['true-false']
        """
        from mlsys_cli.practice.quiz_plan import QuizRequest, print_sheet

        _require_positive("count", count)
        session = self._session()
        request = QuizRequest(names=(name,), length=count, seed=seed, generated=False)
        print_sheet(session, request, answers=False)
        return self._made(session)

    def grade(self, question: str, answer: object, draw: int = 0) -> AnswerVerdict:
        """The grade of an answer to a question, which is recorded nowhere.

        It is a text, a number, true or false, or a list, as for `mlsys quiz --answer`. `draw` is that of the question
        if its numbers are fresh.
        """
        from mlsys_cli.deck.deck import Deck
        from mlsys_cli.quiz.state import start_quiz
        from mlsys_cli.views.question_view import explained_blocks
        from mlsys_cli.views.view import PageView

        session = self._session()
        ref = session.books.find(question.rpartition(":")[2], "question")
        card = Deck(session.books.library, session.local_time.year).card(f"{ref.book}:question:{ref.slug}", draw=draw)
        if card is None:
            raise NotFoundError(f"the question {ref.slug!r} can't be asked")
        quiz = start_quiz([card], seed=0)
        try:
            item = quiz.item.answered(card.key.read(answer, ()))
        except ValueError as error:
            raise UsageError(f"this is no answer to {ref.slug!r}: {error}") from error
        given = item.response
        assert given is not None
        text = session.render(PageView(explained_blocks(item), {}))
        sources = self._sources(session, {"sources": list(card.sources)})
        return AnswerVerdict(given.right, given.credit, given.verdict.accepted, text, sources)

    def _session(self) -> "_PureSession":
        """A session that asks the open books, which are opened anew if their files have changed."""
        session = _PureSession(self._options)
        if self._books is None or not self._books.library.is_current():
            self._books = session.books
        else:
            session.books = Books(self._options, session.notify, session.follow_books, shared=self._books)
        return session

    def _answer(self, command: str, words: Sequence[str], **options: object) -> BookAnswer:
        """The answer of a command for some words. Raises MlsysError."""
        if not " ".join(words).strip() and command not in ("timeline", "compare"):
            raise UsageError(f"say what to {command}")
        session = self._session()
        with suppress(Exit):  # a part of the book can't be read, which a message says
            session.import_command(command)(session, list(words), **options)
        return self._made(session)

    def _made(self, session: "_PureSession") -> BookAnswer:
        """The last view of a session as an answer."""
        if not session.views:
            raise UnreadableError("there is no answer", session.messages)
        view = session.views[-1]
        document = view.document()
        title = document.get("title") or document.get("name") or document.get("estimate") or document["kind"]
        return BookAnswer(
            kind=document["kind"],
            address=self._address(document),
            title=str(title),
            text=session.render(view),
            sources=self._sources(session, document),
            as_of=document.get("as_of"),
            disputed=document.get("disputed"),
            messages=tuple(session.messages),
            document=document,
        )

    def _address(self, document: Mapping[str, Any]) -> str:
        """The address of an entry by its kind and id, with its book if several are open."""
        kind, slug = document["kind"], document.get("id") or document.get("estimate", "")
        if slug and document.get("book") and self._books and len(self._books.library.books()) > 1:
            slug = f"{document['book']}:{slug}"
        return f"mlsys://{kind}/{slug}".rstrip("/")

    def _sources(self, session: Session, document: Mapping[str, Any]) -> tuple[CitedSource, ...]:
        """The sources that a document names anywhere, written out."""
        from mlsys_cli.page.blocks import plain
        from mlsys_cli.views.shared_blocks import source_link, source_spans

        keys = dict.fromkeys(_keys(document))
        records = session.books.library.sources(keys)
        return tuple(
            CitedSource(record.ref.slug, plain(source_spans(record)), source_link(record) or None) for record in records
        )


def _require_positive(name: str, count: int) -> None:
    if count < 1:
        raise UsageError(f"'{name}' must be 1 or more, not {count}")


def _keys(value: Any) -> Iterator[str]:
    """The keys in all lists of sources in a document, and that of a source."""
    if isinstance(value, Mapping):
        if value.get("kind") == "source":
            yield value["id"]
        for name, below in value.items():
            if name == "sources" and isinstance(below, list):
                yield from (key for key in below if isinstance(key, str))
            else:
                yield from _keys(below)
    elif isinstance(value, list):
        for below in value:
            yield from _keys(below)


class _Nowhere(Unattended):
    """An environment without a terminal."""

    stdout_is_terminal = False


class _WithoutStudyData(Learner):
    """A learner without study data and settings, so that answers don't depend on who uses the computer."""

    store_path = settings_path = Path(os.devnull) / "none"


class _PureSession(KeepingSession):
    """A session without study data and settings."""

    @cached_property
    def learner(self) -> Learner:
        """Nobody in particular."""
        return _WithoutStudyData(self.environment.clock, self.environment.evidence)
