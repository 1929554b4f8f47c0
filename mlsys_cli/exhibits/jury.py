"""Condorcet's jury: many that are often right, and independent, are right together."""

import math

from mlsys_cli.claims import Claim
from mlsys_cli.exhibits.chance import Chance
from mlsys_cli.exhibits.exhibit import Dial, Dials, Exhibit, Frame, GuessQuestion, Number, Preset, Settings
from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series


def majority_right(members: int, each: float, shared: float = 0.0) -> float:
    """The probability that most of the members are right; a tie is decided by a coin.

    `shared` is the share of cases in which all of them judge alike, as one member does.
    """
    more = math.fsum(_just(right, members, each) for right in range(members // 2 + 1, members + 1))
    return shared * each + (1 - shared) * (more + _tie(members, each) / 2)


def _just(right: int, members: int, each: float) -> float:
    """The probability that just so many members are right."""
    return math.comb(members, right) * each**right * (1 - each) ** (members - right)


def _tie(members: int, each: float) -> float:
    """The probability of a tie."""
    return 0.0 if members % 2 else _just(members // 2, members, each)


def _result(settings: Settings, chance: Chance) -> Frame:
    members, each, shared = settings["members"], settings["each"], settings["shared"]
    together, tie = majority_right(members, each, shared), (1 - shared) * _tie(members, each)
    numbers = (
        Number("majority right", round(together, 4)),
        Number("one alone", each),
        Number("gain", round(together - each, 4)),
        Number("tie", round(tie, 4)),
    )
    verdict = "no better than one" if abs(together - each) < 5e-5 else "better" if together > each else "worse than one"
    words = f"{members} members, each right with {each:g}: together {together:.4f}, {verdict}."
    if not members % 2:
        words += f" In a tie, which has a probability of {tie:.4f}, a coin decides."
    sizes = sorted({*range(1, 102, 4), members})
    points = tuple((float(size), round(majority_right(size, each, shared), 4)) for size in sizes)
    alt = f"The probability that the majority is right, by the number of members; {together:.4f} for {members}."
    mark = PlotMark(members, round(together, 4), f"{members} members")
    plot = Plot(alt, Axis("members"), Axis("majority right", low=0, high=1), (Series("together", points),), (mark,))
    return Frame(0, words, numbers, (plot,))


def _question(settings: Settings) -> GuessQuestion:
    members, each, shared = settings["members"], settings["each"], settings["shared"]
    together = (
        f"They judge alike in {100 * shared:.4g} % of cases" if shared else "They err independently of each other"
    )
    tie = "" if members % 2 else ", where a coin decides a tie"
    words = (
        f"Each of {members} members is right with {each:g}. {together}. How probable is it that most are right{tie}?"
    )
    return GuessQuestion(words, "majority right")


EXHIBIT = Exhibit(
    engine=Dials(_result),
    question=_question,
    remember="Errors cancel where they are independent. Members that err together are no better than one.",
    faithful="The sum is Condorcet's, exact for independent members.",
    ours=(
        "Independence never holds in full: networks trained on the same pictures err on the same ones. The setting"
        " `shared` makes them judge alike in a share of the cases. AlexNet's best result was an average of seven"
        " networks; the average is of probabilities, not a vote."
    ),
    sources=("condorcet1785", "tan2005", "krizhevsky2012"),
    read_on="intro/deep-learning",
    dials=(
        Dial("members", "how many members", 7, low=1, high=501),
        Dial("each", "how probable it is that one is right", 0.6, low=0.0, high=1.0),
        Dial("shared", "share of cases in which all judge alike", 0.0, low=0.0, high=1.0),
    ),
    presets=(
        Preset("hundred", "101 members who are right a little more often than not.", {"members": 101, "each": 0.55}),
        Preset("wrong", "Members who are mostly wrong are worse together.", {"each": 0.4}),
        Preset("alike", "All judge alike: nothing is gained.", {"shared": 1.0}),
    ),
    claims=(
        Claim(
            "share in which most of 25 classifiers are wrong, each with 0.35 and apart from the others",
            0.06,
            lambda: 1 - majority_right(25, 0.65),
            "tan2005",
            0.005,
        ),
    ),
)
