"""Rules for calculators: names that lead nowhere, sizes, ranges and results; formulas have rules elsewhere."""

from collections.abc import Iterator

from mlsys_cli.book.check.context import ChapterContext, Finding


def stray_name(chapter: ChapterContext) -> Iterator[Finding]:
    """A calculator names a given, line or choice that it doesn't have: in `solve`, `with`, a plot, preset or claim.

    Bad:
        # ../calculators.yaml
        - {id: pause, answer: tiem}

    Good:
        - {id: pause, answer: time}
    """
    return chapter.breaking("stray-name")


def oversized_calculator(chapter: ChapterContext) -> Iterator[Finding]:
    """A calculator has more parts than people can follow, or none of a part that it needs.

    It may have 60 givens, 100 lines, 20 presets and 100 claims, and a plot 4 curves. Each needs a line, or a curve.

    Bad:
        # ../calculators.yaml
        - {id: pause, plots: [{over: heap, curves: []}]}

    Good:
        - {id: pause, plots: [{over: heap, curves: [{line: time}]}]}
    """
    return chapter.breaking("oversized-calculator")


def wrong_claim(chapter: ChapterContext) -> Iterator[Finding]:
    """A published result of a calculator isn't what comes out, or can't be worked out.

    It may be off by the `tolerance` of the claim: a share, or of a result below 1 a difference.

    Bad:
        # ../calculators.yaml
        - {id: pause, claims: [{line: time, result: 3, source: dec1966}]}

    Good:
        - {id: pause, claims: [{line: time, result: 2, source: dec1966}]}
    """
    return chapter.breaking("wrong-claim")
