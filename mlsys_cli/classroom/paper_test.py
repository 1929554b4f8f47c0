"""A test as a file that a teacher can edit: its questions with their points, and a seed for each version."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import NamedTuple

from markupsafe import Markup

from mlsys_cli.book.parse.load import read_entry
from mlsys_cli.book.parse.yaml_document import read_document
from mlsys_cli.deck.deck import CardCandidate, Deck
from mlsys_cli.deck.select import choose_cards
from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError, UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.journal.card_ids import CardId, parse_card
from mlsys_cli.page.blocks import json_text, prose_text
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.quiz.study_card import Card, order_of
from mlsys_cli.site.page_templates import fill, written
from mlsys_cli.text.english import short
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.problems_view import problem_lines

_POINTS = {"recall": 1, "understand": 2, "apply": 3}  # of a question in a new test; chosen, not measured
_VERSION = re.compile("[A-Z0-9]{1,2}")  # also the name of a file
_USUAL_LENGTH = 12  # some half an hour; chosen, not measured


@dataclass(frozen=True, slots=True, kw_only=True)
class TestQuestion:
    """A question by its id, with its points, and a digest of what it asked when it was chosen."""

    id: str
    points: float = 1.0
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test: the seeds of its versions, of which the first has the questions in this order."""

    title: str
    book: str
    versions: dict[str, int]
    questions: tuple[TestQuestion, ...]
    book_version: str | int | float = ""
    due: str = ""
    partial_credit: bool = True


class TestItem(NamedTuple):
    """A question as it is asked, with the id and the points that it has in the test."""

    id: str
    points: float
    item: QuizItem


class TestVersion(NamedTuple):
    """A version of a test. The `code` on its sheets is another one if anything that is asked has changed."""

    name: str
    items: tuple[TestItem, ...]

    @property
    def code(self) -> str:
        """The code in the foot of its sheets."""
        return _digest(entry.item for entry in self.items)


def moment_of(text: str) -> datetime | None:
    """The local moment of a date and time such as 2026-12-24 10:30; None if it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.astimezone().replace(tzinfo=None) if moment.tzinfo else moment


def read_test(path: Path) -> Test:
    """The test in a file. Raises UnreadableError with the places of its mistakes."""
    document, problems = read_document(path, str(path))
    test = None
    if document.root is not None:
        test, mistakes = read_entry(document, document.root, Test)
        problems += mistakes
    if test is None or problems:
        lines = [line for problem in problems for line in problem_lines(problem, "")]
        hint = [] if path.exists() else ["'mlsys test new NAME' makes a test"]
        raise UnreadableError(f"{path} can't be used", [*lines, *hint])
    if bad := [name for name in test.versions if not _VERSION.fullmatch(name)]:
        complaint = f"a version is one or two capital letters or digits, not {bad[0][:40]!r}"
    elif not test.versions or not test.questions:
        complaint = "it needs a version and a question"
    elif len({question.id for question in test.questions}) < len(test.questions):
        complaint = "a question comes twice"
    elif any(question.points < 0 for question in test.questions):
        complaint = "points can't be below zero"
    elif test.due and not moment_of(test.due):
        complaint = f"'due' must be a date such as 2026-12-24 10:30, not {test.due[:40]!r}"
    else:
        return test
    raise UnreadableError(f"{path} can't be used: {complaint}")


def versions_of(library: Library, test: Test, *, although_changed: bool = False) -> dict[str, TestVersion]:
    """The versions of a test by their names.

    Raises NotFoundError if the books lack what it asks, and MlsysError if a question has changed since it was chosen.
    """
    if test.book not in {book.ref.slug for book in library.books()}:
        hint = "open it with --content FOLDER, or add it with 'mlsys pack add'"
        raise NotFoundError(f"the test is on the book {test.book[:80]!r}, which isn't open", [hint])
    deck, versions = Deck(library, 0), dict[str, TestVersion]()

    def card(question: TestQuestion, seed: int) -> Card:
        card = deck.card(str(CardId(test.book, "question", question.id)), draw=seed)
        if card is None:
            raise NotFoundError(f"the book has no question {question.id[:80]!r}", ["correct its id in the test"])
        return card

    changed = [q.id for q in test.questions if q.digest not in ("", _digest([_plain(card(q, 0))]))]
    if changed and not although_changed:
        hint = "delete the 'digest' of each in the file to take it as it is now, or use --any-code"
        raise MlsysError(f"questions have changed in the book since the test was made: {', '.join(changed)}", [hint])
    for name, seed in test.versions.items():
        cards = [(question, card(question, seed)) for question in test.questions]
        items = [TestItem(q.id, q.points, QuizItem(asked, order_of(asked, seed))) for q, asked in cards]
        if versions:
            Random(seed).shuffle(items)
        versions[name] = TestVersion(name, tuple(items))
    return versions


def _plain(card: Card) -> QuizItem:
    return QuizItem(card, order_of(card, 0))


def _digest(items: Iterable[QuizItem]) -> str:
    """A digest of everything that decides how questions are answered and graded."""
    content = [(i.card.id, json_text(i.card.ask), i.card.key.offered(i.order), i.card.key.value()) for i in items]
    return blake2b(repr(content).encode("utf-8", "replace"), digest_size=4).hexdigest()


def new_test_text(
    library: Library,
    title: str,
    *,
    chapters: Sequence[Ref],
    length: int | None,
    levels: Mapping[str, int],
    versions: Sequence[str],
    seed: int,
) -> str:
    """The file of a new test: so many questions of some chapters, of which some of each level, in reading order.

    Without a `length` there are twelve, or as many as the chapters have. Raises MlsysError if there are too few.
    """
    if bad := [name for name in versions if not _VERSION.fullmatch(name)]:
        raise UsageError(f"a version can't be called {bad[0][:40]!r}", ["one or two capital letters or digits: A,B"])
    books = [book for book in library.books() if book.ref.slug in {chapter.book for chapter in chapters}]
    if len(books) != 1:
        raise UsageError("a test is on one book", ["choose it with --content or --pack, or by its --chapters"])
    deck = Deck(library, 0)
    candidates = deck.authored(chapters)
    length = length or min(_USUAL_LENGTH, len(candidates))
    chosen = {card.id for card in _chosen(candidates, length, levels, seed)}
    questions = [_row(card) for card in deck.cards(card.id for card in candidates if card.id in chosen)]
    values = {"title": title, "book": books[0], "versions": versions, "seed": seed, "questions": questions}
    return fill("classroom/test.yaml", quoted=_quoted, **values)


def _chosen(
    candidates: Sequence[CardCandidate], length: int, levels: Mapping[str, int], seed: int
) -> Iterator[CardCandidate]:
    rest = length - sum(levels.values())
    if rest < 0:
        raise UsageError(f"more questions are asked of the levels than -n {length}")
    for level, count in (*levels.items(), ("", rest)):
        among = [card for card in candidates if (card.level == level if level else card.level not in levels)]
        if len(among) < count:
            of = f" of level {level}" if level else " of other levels" if levels else ""
            raise MlsysError(f"there are {len(among)} questions{of}, not {count}", ["choose fewer with -n"])
        yield from choose_cards(among, count, seed)


def _row(card: Card) -> tuple[Card, str, int, str, Markup]:
    """A question of a new test, with its id, points, digest and first words."""
    words = short(harmless(prose_text(card.ask)), 80)
    return card, parse_card(card.id).entry, _POINTS[card.level], _digest([_plain(card)]), written(words)


def _quoted(text: str) -> Markup:
    """A text as YAML has it on one line."""
    return written("'" + " ".join(harmless(text).split()).replace("'", "''") + "'")
