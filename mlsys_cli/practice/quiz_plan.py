"""What a quiz asks, and what is done with the answers."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from random import Random
from typing import NamedTuple

import typer

from mlsys_cli.errors import NotFoundError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.practice.answer_log import Pretest, Recorder, pretest_of
from mlsys_cli.quiz.deck import CardCandidate, Deck
from mlsys_cli.quiz.select import choose_cards, choose_form, split_into_parallel_forms
from mlsys_cli.quiz.state import Quiz, start
from mlsys_cli.session.lookup import places_named
from mlsys_cli.session.session import Session

USUAL_NUMBER = 10

_CHAPTERS_AT_ONCE = 12
"""Of a library with more chapters so many are drawn, so that ten questions don't take the reading of a thousand."""

_SEEDS = 1_000_000


class QuizRequest(NamedTuple):
    """What the learner wants to be asked. `side` is before, after or nothing; `printed` if it is put on paper."""

    names: tuple[str, ...] = ()
    number: int | None = None
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    seed: int | None = None
    side: str = ""
    generated: bool | None = None
    printed: bool = False


class QuizPlan(NamedTuple):
    """A quiz that is about to begin: with its seed, the places it is about, and the one before that it belongs to."""

    quiz: Quiz
    seed: int
    places: tuple[Ref, ...]
    wish: QuizRequest
    earlier: Pretest | None = None


def plan_quiz(session: Session, wish: QuizRequest) -> QuizPlan:
    """The quiz that is wanted. NotFoundError if there is nothing to ask."""
    seed = wish.seed if wish.seed is not None else session.learner.now // 1000 % _SEEDS
    places = _places(session, wish, seed)
    earlier = pretest_of(session, places) if wish.side == "after" else None
    wish = _like(wish, earlier)
    if wish.side:
        seed = wish.seed or 0
    deck = Deck(session.books.library, session.learner.today.date.year)
    number = wish.number or USUAL_NUMBER
    found = _Finder(session, deck, places, wish, seed, number)
    chosen = found.half(earlier) if wish.side else found.any()
    questions = list(islice(deck.questions(one.id for one in chosen), number))
    if not questions:
        raise nothing_to_ask(wish)
    return QuizPlan(start(questions, seed), seed, places, wish, earlier)


def _like(wish: QuizRequest, earlier: Pretest | None) -> QuizRequest:
    """What is wanted after reading: as many and of the same kinds as before, unless something else is said."""
    if earlier is None:
        return wish
    return wish._replace(
        number=earlier.number if wish.number is None else wish.number,
        seed=earlier.seed if wish.seed is None else wish.seed,
        kinds=wish.kinds or earlier.kinds,
        levels=wish.levels or earlier.levels,
        generated=earlier.generated if wish.generated is None else wish.generated,
    )


def _places(session: Session, wish: QuizRequest, seed: int) -> tuple[Ref, ...]:
    if wish.names:
        return tuple(places_named(session, list(wish.names)))
    chapters = session.books.library.refs("chapter")
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

    def half(self, earlier: Pretest | None) -> Sequence[CardCandidate]:
        """Questions for one side of reading, and cards where they are too few; none was asked on the other side."""
        halves = split_into_parallel_forms(self._fitting(self.deck.written(self.places)))
        chosen = choose_form(halves, self.wish.side == "after", self.number, self.seed)
        if len(chosen) < self.number and self.wish.generated is not False:
            chosen += islice(self._made_half(), self.number - len(chosen))
        return [one for one in chosen if earlier is None or one.id not in earlier.cards]

    def _made_half(self) -> Iterator[CardCandidate]:
        """Cards made of entries for one side, one of each, since two would ask for the same."""
        one_of_each = {one.thing: one for one in reversed(self.deck.made(self.places))}
        halves = split_into_parallel_forms(self._fitting(one_of_each.values()))
        partners = halves.partners
        for before in choose_cards(halves.before, len(halves.before), self.seed):
            after = partners[before.id]
            if len(list(self.deck.questions((before.id, after.id)))) == 2:
                yield after if self.wish.side == "after" else before

    def any(self) -> Sequence[CardCandidate]:
        """Questions, and cards made of entries if they are wanted or needed.

        The name of a term is not asked for on paper: the card's id would tell it.
        """
        store = self.session.learner.store
        # A seed alone decides, so that whoever gives it gets the same questions whatever was asked meanwhile.
        met = frozenset(card.card for card in store.cards()) if self.wish.seed is None else frozenset[str]()
        written = self._fitting(self.deck.written(self.places))
        questions = choose_cards(written, len(written), self.seed, met)
        wanted = self.wish.generated
        if wanted is False or (wanted is None and len(questions) >= self.number):
            return questions
        made = self._fitting(self.deck.made(self.places))
        if self.wish.printed:
            made = [one for one in made if not one.id.endswith(":name")]
        cards = choose_cards(made, len(made), self.seed, met)
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
    """Both in turn, and then what is left of the longer one."""
    both = min(len(one), len(other))
    return chain(chain.from_iterable(zip(one, other, strict=False)), one[both:], other[both:])


def nothing_to_ask(wish: QuizRequest) -> NotFoundError:
    """The error for a wish that no card fulfils."""
    if wish.kinds or wish.levels:
        hints = ["without --kind and --level there is more"]
    else:
        hints = ["--generated asks for terms, dates and tables"] if wish.generated is False else []
    return NotFoundError("there is nothing to ask of this kind", hints)


def print_sheet(session: Session, wish: QuizRequest, answers: bool) -> None:
    """Print the questions, with their answers if they are wanted."""
    from mlsys_cli.views.question_sheet_view import QuestionSheetView

    found = plan_quiz(session, wish._replace(printed=True))
    session.show(QuestionSheetView(found.quiz.turns, found.seed, answers))


def ask(session: Session, wish: QuizRequest) -> None:
    """Ask the questions on the terminal, remember the answers, and show the score."""
    from mlsys_cli.views.score_view import ScoreView

    found = plan_quiz(session, wish)
    if wish.side == "after" and found.earlier is None:
        raise NotFoundError(
            "there was no quiz --before about this, so that no gain could be shown",
            ["without --after it is a quiz as any other"],
        )
    recorder = Recorder(session)
    quiz = _sit(session, found.quiz, recorder)
    wish = found.wish
    wanted = {"kinds": list(wish.kinds), "levels": list(wish.levels), "generated": wish.generated}
    recorder.finish(found.places, quiz, side=wish.side, seed=found.seed, **wanted)
    session.show(ScoreView(quiz, titles(session, quiz), found.earlier, wish.side))
    if recorder.trouble:
        session.notify("your answers can't be remembered", recorder.trouble.message, *recorder.trouble.hints)
        raise typer.Exit(recorder.trouble.exit_code)


def _sit(session: Session, quiz: Quiz, recorder: Recorder) -> Quiz:
    """Let the learner answer, on the whole screen or line by line."""
    from mlsys_cli.render.formats import Format

    if session.format is Format.PLAIN or not session.terminal.interactive:
        from mlsys_cli.practice.quiz_prompt import LineSitting

        return LineSitting(session, quiz, recorder.note).run()
    from mlsys_cli.practice.quiz_screen import Sitting

    return Sitting(session, quiz, recorder.note).run()


def titles(session: Session, quiz: Quiz) -> dict[str, str]:
    """The titles of the sections that a quiz asked about, by their addresses."""
    found = {}
    for address in dict.fromkeys(turn.question.section for turn in quiz.turns):
        ref = session.books.library.at("section", address) if address else None
        found[address] = ref.name if ref else address
    return found
