"""`mlsys review`: what is due today, and some that is new."""

from typing import TYPE_CHECKING, Annotated

import typer

from mlsys_cli.arguments.completers import complete
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session

if TYPE_CHECKING:  # imported when something is to be asked
    from mlsys_cli.practice.review_session import Reviewer
    from mlsys_cli.quiz.state import QuizItem

EXAMPLES = (
    ("mlsys review", "what is due today, and then what is new"),
    ("mlsys review intro -n 20", "of a chapter, at most twenty"),
    ("mlsys review --new 0", "nothing new today"),
    ("mlsys review --json", "what would be asked, for a script"),
)


_MOST = 1_000_000


def review_command(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CHAPTER|SECTION]...", help="What to ask about.", autocompletion=complete("chapter", "section")
        ),
    ] = None,
    new: Annotated[
        int | None, typer.Option("--new", metavar="N", help="New cards a day, if not as many as is set.")
    ] = None,
    limit: Annotated[int | None, typer.Option("-n", "--number", metavar="N", help="At most so many answers.")] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="The same number asks in the same order.")
    ] = None,
    answers: Annotated[bool, typer.Option("--answers", help="Print the questions with their answers.")] = False,
) -> None:
    """Ask what is due today, the longest due first, and then cards that are new. The key ? shows the keys.

    Each answer is explained, and a grade is proposed; Enter takes it, 1 to 4 choose another. What you grade is kept at
    once, so that you can stop at any time. With --json what would be asked is printed, and nothing is changed.
    """
    from mlsys_cli.practice.review_session import Reviewer, ReviewRequest
    from mlsys_cli.render.formats import Format

    session = Session(ctx.obj)
    _check(new, limit)
    printed = answers or session.format not in (Format.TEXT, Format.PLAIN)
    if not printed and not session.is_interactive:
        raise UsageError("nobody can be asked here: this is not a terminal", ["--json prints what would be asked"])
    review = Reviewer(session, ReviewRequest(tuple(names or ()), new, limit, seed))
    if printed:
        _print(session, review, answers)
    else:
        _ask(session, review)
    if review.gone:
        count = "1 due card is" if review.gone == 1 else f"{review.gone} due cards are"
        session.notify(f"{count} in no book that is open, and passed over; nothing of it is forgotten")


def _check(new: int | None, limit: int | None) -> None:
    """Raise UsageError for numbers that no review can have."""
    if new is not None and not 0 <= new <= _MOST:
        raise UsageError(f"--new must be from 0 to {_MOST}")
    if limit is not None and not 1 <= limit <= _MOST:
        raise UsageError(f"-n must be from 1 to {_MOST}")


def _print(session: Session, review: "Reviewer", answers: bool) -> None:
    from mlsys_cli.views.review_view import ReviewQuestionsView

    turns: list[QuizItem] = []
    states: list[str] = []
    while (review.limit is None or len(turns) < review.limit) and (turn := review.next()):
        turns.append(turn)
        states.append(review.state)
        review.skip(turn)
    session.show(ReviewQuestionsView(turns, states, review.seed, answers, review.upcoming()))


def _ask(session: Session, review: "Reviewer") -> None:
    """Ask on the terminal until there is no more, and show how it went."""
    from mlsys_cli.practice.quiz_plan import titles
    from mlsys_cli.quiz.state import Quiz
    from mlsys_cli.views.review_view import ReviewView

    first = review.next()
    ended = _sit(session, review, first) if first else True
    turns = tuple(done.turn for done in review.answered)
    today = session.learner.today_now()
    session.show(
        ReviewView(
            turns,
            titles(session, Quiz(turns)),
            review.still_due(),
            review.upcoming(),
            today.date,
            session.learner.store.counts(today).new,
            ended,
        )
    )


def _sit(session: Session, review: "Reviewer", first: "QuizItem") -> bool:
    """Let the learner answer, on the whole screen or line by line; returns whether all was asked."""
    from mlsys_cli.render.formats import Format

    if session.format is Format.PLAIN or not session.terminal.interactive:
        from mlsys_cli.practice.review_prompt import ReviewLines

        lines = ReviewLines(session, review, first)
        lines.run()
        return lines.ended
    from mlsys_cli.practice.review_screen import ReviewSitting

    sitting = ReviewSitting(session, review, first)
    sitting.run()
    return sitting.ended
