"""The plan of a quiz: the cards that it asks, on the terminal or on a sheet."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from random import Random
from typing import NamedTuple

import typer

from mlsys_cli.deck.deck import CardCandidate, Deck
from mlsys_cli.deck.select import Pretest, choose_cards, choose_form, seed_or_now, split_into_parallel_forms
from mlsys_cli.errors import NotFoundError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.practice.answer_log import Recorder, pretest_of
from mlsys_cli.practice.front_end import run_front_end
from mlsys_cli.quiz.state import Quiz, QuizItem, start_quiz
from mlsys_cli.session.lookup import places_named
from mlsys_cli.session.session import Session

USUAL_NUMBER = 10

_CHAPTERS_AT_ONCE = 12
"""Of a library with more chapters so many are drawn, so that ten questions don't take the reading of a thousand."""


class QuizRequest(NamedTuple):
    """The options of a quiz. `side` is before (a pretest), after (a posttest) or empty; `printed` for a sheet."""

    names: tuple[str, ...] = ()
    number: int | None = None
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    seed: int | None = None
    side: str = ""
    generated: bool | None = None
    printed: bool = False


class QuizPlan(NamedTuple):
    """A quiz that is about to begin: with its seed, the places it is about, and the pretest that it belongs to."""

    quiz: Quiz
    seed: int
    places: tuple[Ref, ...]
    wish: QuizRequest
    pretest: Pretest | None = None


def plan_quiz(session: Session, wish: QuizRequest) -> QuizPlan:
    """The quiz that is wanted. NotFoundError if there is nothing to ask."""
    seed = seed_or_now(wish.seed, session.learner.now)
    places = _places(session, wish, seed)
    pretest = pretest_of(session, places) if wish.side == "after" else None
    wish = _like(wish, pretest)
    if wish.side:
        seed = wish.seed or 0
    deck = Deck(session.books.library, session.learner.today.date.year)
    number = wish.number or USUAL_NUMBER
    found = _Finder(session=session, deck=deck, places=places, wish=wish, seed=seed, number=number)
    chosen = found.form(pretest) if wish.side else found.any()
    questions = list(islice(deck.cards(one.id for one in chosen), number))
    if not questions:
        raise nothing_to_ask(wish)
    return QuizPlan(start_quiz(questions, seed), seed, places, wish, pretest)


def _like(wish: QuizRequest, pretest: Pretest | None) -> QuizRequest:
    """The options of a posttest: as many and the same kinds as in the pretest, unless others are given."""
    if pretest is None:
        return wish
    return wish._replace(
        number=pretest.number if wish.number is None else wish.number,
        seed=pretest.seed if wish.seed is None else wish.seed,
        kinds=wish.kinds or pretest.kinds,
        levels=wish.levels or pretest.levels,
        generated=pretest.generated if wish.generated is None else wish.generated,
    )


def _places(session: Session, wish: QuizRequest, seed: int) -> tuple[Ref, ...]:
    if wish.names:
        return tuple(places_named(session, list(wish.names)))
    chapters = session.books.library.entries.refs("chapter")
    if len(chapters) <= _CHAPTERS_AT_ONCE:
        return chapters
    drawn = set(Random(0 if wish.side else seed).sample(range(len(chapters)), _CHAPTERS_AT_ONCE))
    return tuple(chapter for number, chapter in enumerate(chapters) if number in drawn)


class _Finder(NamedTuple):
    """Finds what to ask: more than is wanted, since a card made of an entry may turn out to be impossible."""

    session: Session
    deck: Deck
    places: tuple[Ref, ...]
    wish: QuizRequest
    seed: int
    number: int

    def form(self, pretest: Pretest | None) -> Sequence[CardCandidate]:
        """Questions of one form, and generated cards where they are too few; none was asked in the pretest."""
        forms = split_into_parallel_forms(self._fitting(self.deck.authored(self.places)))
        chosen = choose_form(forms, self.wish.side == "after", self.number, self.seed)
        if len(chosen) < self.number and self.wish.generated is not False:
            chosen += islice(self._generated_form(), self.number - len(chosen))
        return [one for one in chosen if pretest is None or one.id not in pretest.cards]

    def _generated_form(self) -> Iterator[CardCandidate]:
        """Generated cards of one form, one of each entry, since two would ask for the same."""
        one_of_each = {one.subject: one for one in reversed(self.deck.generated(self.places))}
        forms = split_into_parallel_forms(self._fitting(one_of_each.values()))
        partners = forms.partners
        for before in choose_cards(forms.pretest, len(forms.pretest), self.seed):
            after = partners[before.id]
            if len(list(self.deck.cards((before.id, after.id)))) == 2:
                yield after if self.wish.side == "after" else before

    def any(self) -> Sequence[CardCandidate]:
        """Questions, and generated cards if they are wanted or needed.

        The name of a term is not asked for on paper: the card's id would tell it.
        """
        store = self.session.learner.store
        # A seed alone decides, so that whoever gives it gets the same questions whatever was asked meanwhile.
        seen = frozenset(card.card for card in store.cards()) if self.wish.seed is None else frozenset[str]()
        authored = self._fitting(self.deck.authored(self.places))
        questions = choose_cards(authored, len(authored), self.seed, seen)
        wanted = self.wish.generated
        if wanted is False or (wanted is None and len(questions) >= self.number):
            return questions
        generated = self._fitting(self.deck.generated(self.places))
        if self.wish.printed:
            generated = [one for one in generated if not one.id.endswith(":name")]
        cards = choose_cards(generated, len(generated), self.seed, seen)
        return list(_in_turn(questions, cards)) if wanted else [*questions, *cards]

    def _fitting(self, candidates: Iterable[CardCandidate]) -> list[CardCandidate]:
        return fitting(self.session, candidates, self.wish)


def fitting(session: Session, candidates: Iterable[CardCandidate], wish: QuizRequest) -> list[CardCandidate]:
    """The candidates that are of the wanted kinds and levels, and not suspended."""
    kinds, levels = wish.kinds, wish.levels
    found = [one for one in candidates if (not kinds or one.kind in kinds) and (not levels or one.level in levels)]
    suspended = session.learner.store.suspended_among([one.id for one in found])
    return [one for one in found if one.id not in suspended]


def _in_turn(one: Sequence[CardCandidate], other: Sequence[CardCandidate]) -> Iterator[CardCandidate]:
    """Both in turn, and then the rest of the longer one."""
    both = min(len(one), len(other))
    return chain(chain.from_iterable(zip(one, other, strict=False)), one[both:], other[both:])


def nothing_to_ask(wish: QuizRequest) -> NotFoundError:
    """The error for a wish that no card fulfils."""
    if wish.kinds or wish.levels:
        hints = ["leave out --kind and --level to find more"]
    else:
        hints = ["--generated asks for terms, dates and tables"] if wish.generated is False else []
    return NotFoundError("there are no questions of this kind", hints)


def print_sheet(session: Session, wish: QuizRequest, answers: bool) -> None:
    """Print the questions, with their answers if they are wanted."""
    from mlsys_cli.views.question_sheet_view import QuestionSheetView

    found = plan_quiz(session, wish._replace(printed=True))
    session.show(QuestionSheetView(found.quiz.items, found.seed, answers))


def ask(session: Session, wish: QuizRequest) -> None:
    """Ask the questions on the terminal, remember the answers, and show the score."""
    from mlsys_cli.practice.quiz_controller import QuizController
    from mlsys_cli.views.score_view import ScoreView

    found = plan_quiz(session, wish)
    if wish.side == "after" and found.pretest is None:
        raise NotFoundError(
            "there was no quiz --before on this, so no gain can be shown",
            ["leave out --after for an ordinary quiz"],
        )
    recorder = Recorder(session)
    controller = QuizController(found.quiz, recorder.note)
    run_front_end(session, controller)
    quiz = controller.quiz
    wish = found.wish
    wanted = {"kinds": list(wish.kinds), "levels": list(wish.levels), "generated": wish.generated}
    recorder.finish(found.places, quiz, side=wish.side, seed=found.seed, **wanted)
    session.show(ScoreView(quiz.items, titles(session, quiz.items), found.pretest, wish.side))
    if recorder.trouble:
        session.notify("your answers can't be saved", recorder.trouble.message, *recorder.trouble.hints)
        raise typer.Exit(recorder.trouble.exit_code)


def titles(session: Session, items: Iterable[QuizItem]) -> dict[str, str]:
    """The titles of the sections that some cards ask about, by their addresses."""
    found = {}
    for address in dict.fromkeys(item.card.section for item in items):
        ref = session.books.library.entries.at("section", address) if address else None
        found[address] = ref.name if ref else address
    return found
