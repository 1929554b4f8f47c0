"""The calibration of a learner: how often they were right when they were sure, unsure, or guessed."""

from collections.abc import Iterator, Sequence
from typing import Any

from mlsys_cli.page.blocks import Block, Heading, Paragraph, Table, text_spans
from mlsys_cli.quiz.confidence import Calibration, Confidence

_WORDS = {Confidence.SURE: "When you were sure", Confidence.UNSURE: "unsure", Confidence.GUESS: "guessing"}


def calibration_blocks(counts: Sequence[Calibration]) -> Iterator[Block]:
    """A sentence about some answers; nothing if the learner wasn't asked how sure they were."""
    if counts:
        parts = [f"{_WORDS[one.confidence]}, {one.right} of {one.answers} correct" for one in counts]
        words = "; ".join(parts)
        yield Paragraph(text_spans(f"{words[0].upper()}{words[1:]}."))


def calibration_section(counts: Sequence[Calibration]) -> Iterator[Block]:
    """A section about all answers; nothing if the learner was never asked."""
    if counts:
        yield Heading(2, "How sure you were")
        rows = tuple(
            (one.confidence.value, f"{one.right} of {one.answers}", f"{one.right / one.answers * 100:.0f}\u00a0%")
            for one in counts
        )
        yield Table(("confidence", "correct", "share"), rows)


def calibration_fields(counts: Sequence[Calibration]) -> list[dict[str, Any]]:
    """The counts for a machine."""
    return [{"confidence": one.confidence.value, "answers": one.answers, "right": one.right} for one in counts]
