"""The plan of a quiz: the cards that it asks, on the terminal or on a sheet."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from random import Random
from typing import NamedTuple

from mlsys_cli.deck import select
from mlsys_cli.deck.deck import CardCandidate, Deck
from mlsys_cli.errors import NotFoundError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.practice.answer_log import places_subject, sides_of
from mlsys_cli.queries.day_plan import missed_chapters
from mlsys_cli.queries.learner_deck import deck_of
from mlsys_cli.queries.lookup import quizzed_places
from mlsys_cli.queries.reading_path import chosen_paths, part_named, path_named, places_on
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.quiz.state import Quiz, QuizItem, start_quiz
from mlsys_cli.quiz.study_card import Card
from mlsys_cli.session.session import Session
from mlsys_cli.views.report_view import ReportView, SectionTitle, Tested

_USUAL_LENGTH = 10  # some five to ten minutes; chosen, not measured

_EACH_CHAPTER = 2
"""The questions on each chapter before and after reading several: forty on twenty chapters take some twenty minutes."""

_CHAPTERS_AT_ONCE = 12
"""The number of chapters that are drawn from a larger library, so that ten questions don't require reading all."""


class QuizRequest(NamedTuple):
    """The options of a quiz. `side` is before (a pretest), after (a posttest) or empty; `printed` for a sheet.

    `among` is missed or weak, or empty for all. Instead of `names` it may have the entry that it is `about`, or the
    name of a `path` or `part`.
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
    path: str = ""
    part: str = ""

    def logged(self, seed: int) -> dict[str, object]:
        """The values that are logged beside the result, so that the quiz after reading can be drawn alike."""
        wanted = {"kinds": list(self.kinds), "levels": list(self.levels), "generated": self.generated}
        return {"side": self.side, "seed": seed, **wanted}


class Scope(NamedTuple):
    """The places or terms that a quiz is about, the subject by which its result is logged, and its name, if any."""

    locations: Sequence[Ref]
    subject: str
    name: str = ""


class QuizPlan(NamedTuple):
    """A quiz that is about to begin: with its seed, what it is about, and the pretest it belongs to."""

    quiz: Quiz
    seed: int
    scope: Scope
    request: QuizRequest
    pretest: select.LoggedQuiz | None


def plan_quiz(session: Session, request: QuizRequest) -> QuizPlan:
    """The quiz that a request describes. NotFoundError if there is nothing to ask.

    A posttest asks as many questions as the pretest, and of the same kinds, unless others are requested.
    """
    seed = select.seed_or_now(request.seed, session.learner.now)
    scope = scope_of(session, request, seed)
    pretest = sides_of(session.learner, scope.subject).get("before") if request.side == "after" else None
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
    finder = _Finder(session, scope.locations, request, seed)
    asked = pretest.cards if pretest else ()
    chosen = (card.id for card in (finder.form() if request.side else finder.any()) if card.id not in asked)
    questions = list(islice(finder.cards(chosen), finder.length))
    if not questions:
        raise nothing_to_ask(request)
    return QuizPlan(start_quiz(questions, seed), seed, scope, request, pretest)


def scope_of(session: Session, request: QuizRequest, seed: int = 0) -> Scope:
    """The scope of a quiz: what was named, else before and after reading the chosen path, or everything.

    Raises NotFoundError, with the nearest names.
    """
    library = session.books.library
    chosen = next(iter(chosen_paths(session).items()), None) if request.side else None
    if request.path:
        book, path = path_named(session, request.path)
        if not path.places:
            return Scope(places_on(session, book.ref.slug, path), places_subject([book.ref]), book.ref.name)
        chosen = book.ref.slug, path
    elif request.names or request.part or request.about:
        chosen = None
    if chosen and chosen[1].places:
        return Scope(places_on(session, *chosen), f"{chosen[0]}:path:{chosen[1].slug}", chosen[1].title)
    if request.part:
        title, part = part_named(session, request.part)
        return Scope(part, places_subject(part), title)
    chapters = library.entries.refs("chapter")
    if request.side and not (request.names or request.about):
        books = library.entries.refs("book")
        return Scope(chapters, places_subject(books), " and ".join(book.name for book in books))
    locations = _locations(session, request, seed, chapters)
    return Scope(locations, places_subject(locations), locations[0].name if len(locations) == 1 else "")


def _locations(session: Session, request: QuizRequest, seed: int, chapters: Sequence[Ref]) -> Sequence[Ref]:
    """The chapters and sections, or the terms, that are named, or some of the chapters."""
    if request.about:
        return (request.about,)
    if request.names:
        return quizzed_places(session, request.names)
    if len(chapters) <= _CHAPTERS_AT_ONCE:
        return chapters
    if request.among:
        return missed_chapters(session, session.learner.store.past.last_answers())
    drawn = set(Random(seed).sample(range(len(chapters)), _CHAPTERS_AT_ONCE))
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
        by_chapter: dict[Ref | None, list[Ref]] = {}
        for location in locations:
            by_chapter.setdefault(session.books.library.entries.chapter_of(location), []).append(location)
        usual = max(_USUAL_LENGTH, _EACH_CHAPTER * len(by_chapter)) if request.side else _USUAL_LENGTH
        self.length = request.length or usual
        self._among = _among(session, self.deck, locations, request.among) if request.among else None
        self._by_chapter = [self._fitting(self.deck.authored(places)) for places in by_chapter.values()]
        self._authored = [*chain.from_iterable(self._by_chapter)]

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
        """Questions of one form, as many on each chapter, and generated cards where they are too few."""
        chosen: list[CardCandidate] = []
        for index, questions in enumerate(self._by_chapter):
            partners = select.split_into_parallel_forms(questions)
            count = (self.length - len(chosen)) // (len(self._by_chapter) - index)
            chosen += select.choose_form(partners, self._request.side == "after", count, self._seed)
        if self._request.generated is not False:
            chosen += islice(self._generated_form(), self.length - len(chosen))
        return chosen

    def _generated_form(self) -> Iterator[CardCandidate]:
        """Generated cards of one form, the first one of each entry, since two would ask for the same.

        That of a term asks for its meaning, so that its name isn't asked for on paper here either.
        """
        one_of_each = {card.subject: card for card in reversed(self._generated())}
        partners = select.split_into_parallel_forms(self._fitting(one_of_each.values()))
        for before in select.choose_cards(list(partners), len(partners), self._seed):
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
        questions = select.choose_cards(self._authored, len(self._authored), self._seed, seen)
        wanted = self._request.generated
        if wanted is False or (wanted is None and len(questions) >= self.length):
            return questions
        generated = self._fitting(self._generated())
        if self._request.printed:
            generated = [card for card in generated if card.kind != "typed"]
        cards = select.choose_cards(generated, len(generated), self._seed, seen)
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
    weakest = [card.section for card in select.weak_sections(last, cards) if card.section][:_WEAKEST]
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
    narrowing = {"--kind": request.kinds, "--level": request.levels}
    if given := [option for option, chosen in narrowing.items() if chosen]:
        hints = [f"leave out {' and '.join(given)}"]
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
    return titles_at(session, "section", (item.card.section for item in items))


def titles_at(session: Session, kind: str, addresses: Iterable[str]) -> dict[str, SectionTitle]:
    """The titles of chapters or sections by their addresses."""
    entries = session.books.library.entries
    refs = {address: entries.at(kind, address) if address else None for address in dict.fromkeys(addresses)}
    numbers = entries.section_numbers(filter(None, refs.values()))
    return {
        address: SectionTitle(ref.name, numbers.get(ref.id, "")) if ref else SectionTitle(address)
        for address, ref in refs.items()
    }


def report_of(session: Session, scope: Scope) -> ReportView:
    """The report of the last test before reading and the one after it, as far as there were any."""
    sides = sides_of(session.learner, scope.subject)
    before, after = (_tested(session, sides.get(side)) for side in ("before", "after"))
    tested = (*before, *after)
    named = titles_at(session, "chapter", (one.chapter for one in tested))
    named |= titles_at(session, "section", (one.section for one in tested))
    return ReportView(before, after, named, scope.name)


def _tested(session: Session, logged: select.LoggedQuiz | None) -> list[Tested]:
    """The questions of a test, as far as the books still have them, with their results."""
    if logged is None:
        return []
    rights = dict(zip(logged.cards, logged.rights, strict=False))
    cards = deck_of(session).cards(logged.cards, draw=logged.seed)
    return [Tested(card.id, card.chapter, card.section, rights.get(card.id)) for card in cards]
