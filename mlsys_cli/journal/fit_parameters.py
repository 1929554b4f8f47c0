"""Parameters of FSRS that fit one learner, found by its optimiser. This is an extra, since it needs PyTorch."""

from collections.abc import Sequence
from importlib.util import find_spec
from itertools import groupby, pairwise

from mlsys_cli.errors import NotFoundError
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.scheduler import Step, moment

LEAST = 512
"""The number of reviews from which on the optimiser learns; those count that come a day or more after the last."""

_LONGEST = 64  # the optimiser looks at no more answers of a card


def learnable(steps: Sequence[Step]) -> list[list[Step]]:
    """The answers to each card. Raises NotFoundError if they are too few, or if the optimiser isn't installed."""
    answers = sorted(step for step in steps if step.grade)
    # A card begins once more where it was forgotten on purpose.
    histories = [list(group)[:_LONGEST] for _, group in groupby(answers, lambda step: (step.card, step.first))]
    reviews = sum(later.at - before.at >= DAY for history in histories for before, later in pairwise(history))
    if reviews < LEAST:
        raise NotFoundError(
            f"there are {reviews} reviews to learn from, and {LEAST} are needed",
            ["only reviews a day or more after the last answer to the same card count"],
        )
    if not find_spec("torch"):
        raise NotFoundError("the optimiser isn't installed", ["pip install 'mlsys-cli[optimise]' installs it"])
    return histories


def optimised(histories: Sequence[Sequence[Step]]) -> tuple[float, ...]:
    """The parameters that predict these answers best."""
    from fsrs import Optimizer, Rating, ReviewLog

    logs = [
        ReviewLog(number, Rating(step.grade), moment(step.at), None)
        for number, answers in enumerate(histories)
        for step in answers
    ]
    return tuple(round(float(value), 4) for value in Optimizer(logs).compute_optimal_parameters())
