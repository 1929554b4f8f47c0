"""The plan of a quiz: the cards that it asks, on the terminal or on a sheet."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from random import Random
from typing import NamedTuple

from mlsys_cli.deck.deck import CardCandidate, Deck
from mlsys_cli.deck.select import (
    Pretest,
    choose_cards,
    choose_form,
    seed_or_now,
    split_into_parallel_forms,
    weak_sections,
)
from mlsys_cli.errors import NotFoundError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.practice.answer_log import pretest_of
from mlsys_cli.queries.day_plan import missed_chapters
from mlsys_cli.queries.learner_deck import deck_of
from mlsys_cli.queries.lookup import quizzed_places
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.quiz.state import Quiz, QuizItem, start_quiz
from mlsys_cli.quiz.study_card import Card
from mlsys_cli.session.session import Session
from mlsys_cli.views.result_view import SectionTitle

_USUAL_LENGTH = 10  # some five to ten minutes; chosen, not measured

_CHAPTERS_AT_ONCE = 12
"""The number of chapters that are drawn from a larger library, so that ten questions don't require reading all."""


class QuizRequest(NamedTuple):
    """The options of a quiz. `side` is before (a pretest), after (a posttest) or empty; `printed` for a sheet.

    `among` is missed or weak, or empty for all. Instead of `names` it may have the entry that it is `about`.
    """

    names: tuple[str, ...] = ()
    length: int | None = None
    kinds: Sequence[str] = ()
    levels: Sequence[str] = ()
    seed: int | None = None
    side: str = ""
    generated: bool | None = None
    printed: bool = False
    among: str = ""
    about: Ref | None = None


class QuizPlan(NamedTuple):
    """A quiz that is about to begin: with its seed, the places or terms it is about, and the pretest it belongs to."""

    quiz: Quiz
    seed: int
    locations: Sequence[Ref]
    request: QuizRequest
    pretest: Pretest | None


def plan_quiz(session: Session, request: QuizRequest) -> QuizPlan:
    """The quiz that a request describes. NotFoundError if there is nothing to ask.

    A posttest asks as many questions as the pretest, and of the same kinds, unless others are requested.
    """
    seed = seed_or_now(request.seed, session.learner.now)
    locations = _locations(session, request, seed)
    pretest = pretest_of(session.learner, locations) if request.side == "after" else None
    if pretest:
        request = request._replace(
            length=pretest.asked if request.length is None else request.length,
            seed=pretest.seed if request.seed is None else request.seed,
            kinds=request.kinds or pretest.kinds,
            levels=request.levels or pretest.levels,
            generated=pretest.generated if request.generated is None else request.generated,
        )
    if request.side:  # the forms before and after reading must be drawn alike, on whatever day
        seed = request.seed or 0
    finder = _Finder(session, locations, request, seed)
    asked = pretest.cards if pretest else ()
    chosen = (card.id for card in (finder.form() if request.side else finder.any()) if card.id not in asked)
    questions = list(islice(finder.cards(chosen), finder.length))
    if not questions:
        raise nothing_to_ask(request)
    return QuizPlan(start_quiz(questions, seed), seed, locations, request, pretest)


def _locations(session: Session, request: QuizRequest, seed: int) -> Sequence[Ref]:
    """The chapters and sections, or the terms, that a quiz is about."""
    if request.about:
        return (request.about,)
    if request.names:
        return quizzed_places(session, request.names)
    chapters = session.books.library.entries.refs("chapter")
    if len(chapters) <= _CHAPTERS_AT_ONCE:
        return chapters
    if request.among:
        return missed_chapters(session, session.learner.store.past.last_answers())
    drawn = set(Random(0 if request.side else seed).sample(range(len(chapters)), _CHAPTERS_AT_ONCE))
    return [chapter for index, chapter in enumerate(chapters) if index in drawn]


class _Finder:
    """Finds what to ask: more than is wanted, since a card made of an entry may turn out to be impossible."""

    def __init__(self, session: Session, locations: Sequence[Ref], request: QuizRequest, seed: int) -> None:
        self._session, self._request, self._seed = session, request, seed
        self.deck = deck_of(session)
        self._about: frozenset[str] | None = None
        if any(location.kind in ("term", "question") for location in locations):
            library = session.books.library
            terms = [location for location in locations if location.kind == "term"]
            asking = (*locations, *library.cards.questions_on(terms))
            self._about = frozenset(map(subject_of, asking))
            locations = list(filter(None, dict.fromkeys(map(library.entries.chapter_of, asking))))
        self._locations = locations
        self.length = request.length or _USUAL_LENGTH
        self._among = _among(session, self.deck, locations, request.among) if request.among else None
        self._authored = self._fitting(self.deck.authored(locations))

    def _fitting(self, candidates: Iterable[CardCandidate]) -> list[CardCandidate]:
        candidates = fitting(self._session, candidates, self._request)
        if self._about is not None:
            candidates = [card for card in candidates if card.subject in self._about]
        return candidates if self._among is None else [card for card in candidates if card.id in self._among]

    def _generated(self) -> Sequence[CardCandidate]:
        """The cards made of entries, which have sides. A question, or an own card, is its own subject."""
        if self._request.among == "missed":  # what was once asked is asked again, whatever is chosen now
            return [card for card in self.deck.every(self._locations) if card.id != card.subject]
        return self.deck.generated(self._locations, every=self._request.generated is True)

    def cards(self, ids: Iterable[str]) -> Iterator[Card]:
        """The cards with these ids that can be made: of siblings the first, unless the quiz is about their entry."""
        asked = set[str]()
        for card in self.deck.cards(ids, draw=self._seed):
            subject = entry_subject(card.id)
            if subject not in asked or self._about is not None:
                asked.add(subject)
                yield card

    def form(self) -> Sequence[CardCandidate]:
        """Questions of one form, and generated cards where they are too few."""
        partners = split_into_parallel_forms(self._authored)
        chosen = choose_form(partners, self._request.side == "after", self.length, self._seed)
        if self._request.generated is not False:
            chosen += islice(self._generated_form(), self.length - len(chosen))
        return chosen

    def _generated_form(self) -> Iterator[CardCandidate]:
        """Generated cards of one form, the first one of each entry, since two would ask for the same.

        That of a term asks for its meaning, so that its name isn't asked for on paper here either.
        """
        one_of_each = {card.subject: card for card in reversed(self._generated())}
        partners = split_into_parallel_forms(self._fitting(one_of_each.values()))
        for before in choose_cards(list(partners), len(partners), self._seed):
            after = partners[before]
            # Without one of them, the other has no partner: the quizzes before and after are to have the same pairs.
            if len(list(self.deck.cards((before.id, after.id)))) == 2:
                yield after if self._request.side == "after" else before

    def any(self) -> Sequence[CardCandidate]:
        """Questions, and generated cards if they are wanted or needed.

        The name of a term is not asked for on paper, where the card's id would give it away.
        """
        # A seed alone decides, so that whoever gives it gets the same questions whatever was asked meanwhile.
        books = {location.book for location in self._locations} if self._request.seed is None else ()
        studied = self._session.learner.store.cards(books)
        seen = frozenset(card.card for card in studied)
        questions = choose_cards(self._authored, len(self._authored), self._seed, seen)
        wanted = self._request.generated
        if wanted is False or (wanted is None and len(questions) >= self.length):
            return questions
        generated = self._fitting(self._generated())
        if self._request.printed:
            generated = [card for card in generated if card.kind != "typed"]
        cards = choose_cards(generated, len(generated), self._seed, seen)
        if not wanted:
            return [*questions, *cards]
        return [card for pair in zip_longest(questions, cards) for card in pair if card]


_WEAKEST = 3
"""The number of sections that a quiz on weak sections is about."""


def _among(session: Session, deck: Deck, locations: Sequence[Ref], which: str) -> frozenset[str]:
    """The cards of some places whose last answer was wrong, or those of the weakest sections.

    A section is weaker the more of the last answers about it were wrong. Raises NotFoundError if there are none.
    """
    last, cards = session.learner.store.past.last_answers(), deck.every(locations) if locations else ()
    missed = frozenset(card.id for card in cards if last.get(card.id) is False)
    if not missed:
        message = "your last answers were all right" if last else "you haven't answered a question yet"
        raise NotFoundError(message, ["'mlsys quiz' asks questions about everything"])
    if which == "missed":
        return missed
    weakest = [card.section for card in weak_sections(last, cards) if card.section][:_WEAKEST]
    if not weakest:
        raise NotFoundError("your wrong answers are about no section", ["'mlsys quiz --missed' asks them again"])
    return frozenset(card.id for card in cards if card.section in weakest)


def fitting(session: Session, candidates: Iterable[CardCandidate], request: QuizRequest) -> list[CardCandidate]:
    """The candidates that are of the wanted kinds and levels, and not suspended."""
    kinds, levels = request.kinds, request.levels
    fit = [card for card in candidates if (not kinds or card.kind in kinds) and (not levels or card.level in levels)]
    suspended = session.learner.store.suspended_among([card.id for card in fit])
    return [card for card in fit if card.id not in suspended]


def nothing_to_ask(request: QuizRequest) -> NotFoundError:
    """The error for a request that no card fulfils."""
    hints = []
    if request.kinds or request.levels:
        hints = ["leave out --kind and --level"]
    elif request.generated is False:
        hints = ["--generated includes cards generated from terms, dates and tables"]
    return NotFoundError("no questions match", hints)


def print_sheet(session: Session, request: QuizRequest, answers: bool) -> None:
    """Print the questions, with their answers if they are wanted."""
    from mlsys_cli.views.question_view import QuestionSheetView

    plan = plan_quiz(session, request._replace(printed=True))
    session.show(QuestionSheetView(plan.quiz.items, plan.seed, answers))


def titles(session: Session, items: Iterable[QuizItem]) -> dict[str, SectionTitle]:
    """The titles of the sections that some cards ask about, by their addresses."""
    entries, addresses = session.books.library.entries, dict.fromkeys(item.card.section for item in items)
    refs = {address: entries.at("section", address) if address else None for address in addresses}
    numbers = entries.section_numbers(filter(None, refs.values()))
    return {
        address: SectionTitle(ref.name, numbers.get(ref.id, "")) if ref else SectionTitle(address)
        for address, ref in refs.items()
    }
