"""Pipelines: a model cut into stages, and the order in which these take the pieces of a batch."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.ring import frames as frames_of_ring
from mlsys_cli.page.blocks import Code, Table
from mlsys_cli.text.english import counted

_WIDTH, _MOST_ROWS = 36, 4
"""The columns of the chart, which is broken into rows of which the last are shown: it fits a screen of 40 columns."""


class Pass(NamedTuple):
    """A piece on its way through a part of the model, which is cut into stages × chunks of them."""

    is_forward: bool
    piece: int
    part: int


class Slot(NamedTuple):
    """A pass with the beats in which it begins and ends."""

    done: Pass
    begin: int
    end: int


def order(kind: str, stage: int, stages: int, pieces: int, chunks: int) -> Iterator[Pass]:
    """The passes of a stage in their order: all forward ones first (gpipe), or each backward one as soon as it can be.

    In the interleaved schedule a stage has several parts of the model, which are `stages` apart.
    """
    parts = range(stage, stages * chunks, stages)
    groups = [range(first, min(first + stages, pieces)) for first in range(0, pieces, stages)]
    forward = [Pass(True, piece, part) for group in groups for part in parts for piece in group]
    backward = [Pass(False, piece, part) for group in groups for part in reversed(parts) for piece in group]
    ahead = (stages - stage - 1) * (2 if chunks > 1 else 1) + (chunks - 1) * stages
    if kind == "gpipe":
        ahead = len(forward)
    yield from forward[:ahead]
    for place, later in enumerate(forward[ahead:]):
        yield later
        yield backward[place]
    yield from backward[max(len(forward) - ahead, 0) :]


def run(orders: Sequence[Sequence[Pass]], forward: int, backward: int) -> list[list[Slot]]:
    """When each stage makes each of its passes: in its order, as soon as what it needs has arrived."""
    ends: dict[Pass, int] = {}
    last_part = max(step.part for step in orders[-1])
    slots: list[list[Slot]] = [[] for _ in orders]
    while len(ends) < sum(map(len, orders)):
        for done, steps in zip(slots, orders, strict=True):
            for step in steps[len(done) :]:
                needed = _needed(step, last_part)
                if needed and needed not in ends:
                    break
                begin = max(done[-1].end if done else 0, ends[needed] if needed else 0)
                ends[step] = begin + (forward if step.is_forward else backward)
                done.append(Slot(step, begin, ends[step]))
    return slots


def _needed(step: Pass, last_part: int) -> Pass | None:
    """The pass whose result another one needs; none for the first part of the model."""
    if step.is_forward:
        return step._replace(part=step.part - 1) if step.part else None
    return step._replace(is_forward=True) if step.part == last_part else step._replace(part=step.part + 1)


def chart(slots: Sequence[Slot], end: int) -> str:
    """A sign for each beat: the last digit of a piece on its way forward, its letter on its way back, or a dot."""
    signs = ["."] * end
    for (is_forward, piece, _), first, last in slots:
        signs[first:last] = ("1234567890" if is_forward else "abcdefghij")[piece % 10] * (last - first)
    return "".join(signs)


def held(slots: Sequence[Slot], end: int) -> list[int]:
    """Of how many pieces a stage holds the activations in each beat: begun forward, and not yet ended backward."""
    changes = [0] * (end + 1)
    for slot in slots:
        changes[slot.begin if slot.done.is_forward else slot.end] += 1 if slot.done.is_forward else -1
    return [*accumulate(changes[:end])]


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    kind, stages, pieces = settings["kind"], settings["stages"], settings["pieces"]
    if kind == "ring":
        yield from frames_of_ring(stages, chance)
        return
    chunks = settings["chunks"] if kind == "interleaved" else 1
    if chunks > 1 and pieces % stages:
        fitting = f"such as pieces={-(-pieces // stages) * stages}"
        raise UsageError(f"the interleaved schedule needs {counted(stages, 'piece')} or a multiple of that", [fitting])
    orders = [[*order(kind, stage, stages, pieces, chunks)] for stage in range(stages)]
    slots = run(orders, settings["forward"], settings["backward"])
    end = max(steps[-1].end for steps in slots)
    charts = [chart(steps, end) for steps in slots]
    holds = [held(steps, end) for steps in slots]
    for beat in range(end + 1):
        idle = [signs[:beat].count(".") for signs in charts]
        most = [max(counts[:beat], default=0) for counts in holds]
        places = max(beat, 1) * stages
        numbers = (
            Number(
                "end", beat if chunks == 1 else round(beat / chunks, 4), "" if chunks == 1 else "beats of whole stages"
            ),
            Number("idle places", sum(idle), f"of {beat * stages}"),
            Number("bubble", round(sum(idle) / places, 4), text=f"{sum(idle) / places:.1%} of all places"),
            Number("most held", max(most)),
            Number("pieces held by each stage", " ".join(map(str, most)), label="held by stages"),
        )
        rows = tuple((str(n), str(idle[n - 1]), str(most[n - 1])) for n in range(1, stages + 1))
        pictures = _picture(charts, beat), Table(("stage", "idle beats", "held at most"), rows)
        yield Frame(_words(charts, beat, sum(idle) / places), numbers, pictures)


def _words(charts: Sequence[str], beat: int, bubble: float) -> str:
    if not beat:
        return (
            "Digits are pieces on their way forward, letters the same pieces on their way back, and dots idle places."
        )
    if beat == len(charts[0]):
        return f"All is done after {beat} beats, and {bubble:.1%} of all places were idle."
    signs = [line[beat - 1] for line in charts]
    forward, backward = sum(map(str.isdigit, signs)), sum(map(str.isalpha, signs))
    return f"Stages at work: {forward} forward and {backward} backward; {signs.count('.')} idle."


def _picture(charts: Sequence[str], beat: int) -> Code:
    """A line for each stage and a column for each beat."""
    names = [f"{number} ".rjust(len(f"{len(charts)} ")) for number in range(1, len(charts) + 1)]
    width = _WIDTH - len(names[0])
    rows = (
        [signs[at : min(at + width, beat)] for signs in charts] for at in range(0, max(beat, 1), width)[-_MOST_ROWS:]
    )
    return Code("\n\n".join("\n".join(map(str.__add__, names, row)) for row in rows))


PROGRAM = Program(Steps(_frames))
