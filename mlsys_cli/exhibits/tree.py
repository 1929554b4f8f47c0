"""ID3: a decision tree that always asks the question which tells most."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.page.blocks import Diagram, Edge, Node, Table

_QUESTIONS = ("outlook", "temperature", "humidity", "windy")


class Morning(NamedTuple):
    """The answers to the four questions, and whether the morning is fit for what one had in mind: P or N."""

    answers: tuple[str, ...]
    kind: str


_LINES = (files("mlsys_cli.exhibits") / "data/mornings.txt").read_text("utf-8").splitlines()
MORNINGS = tuple(Morning(tuple(answers), kind) for *answers, kind in map(str.split, _LINES))
"""Quinlan's 14 Saturday mornings."""


class TreeNode(NamedTuple):
    """A node of the tree: the answers that lead to it, its mornings, and what is asked there (None for a leaf)."""

    path: tuple[str, ...]
    mornings: Sequence[Morning]
    asks: str | None


def entropy(mornings: Sequence[Morning]) -> float:
    """The entropy of the kinds of some mornings, in bits."""
    counts = Counter(morning.kind for morning in mornings)
    return math.fsum(-n / len(mornings) * math.log2(n / len(mornings)) for n in counts.values())


def gain(mornings: Sequence[Morning], question: str) -> float:
    """The mean information of the answer to a question, in bits."""
    left = math.fsum(len(part) / len(mornings) * entropy(part) for _, part in split(mornings, question))
    return entropy(mornings) - left


def split(mornings: Sequence[Morning], question: str) -> list[tuple[str, list[Morning]]]:
    """The mornings by their answer to a question, in the order in which the answers appear."""
    place = _QUESTIONS.index(question)
    parts: dict[str, list[Morning]] = {}
    for morning in mornings:
        parts.setdefault(morning.answers[place], []).append(morning)
    return [*parts.items()]


def grow(
    mornings: Sequence[Morning], order: Sequence[str] = (), path: tuple[str, ...] = (), asked: tuple[str, ...] = ()
) -> Iterator[TreeNode]:
    """The nodes of the tree, each before those below it; `order` are questions to ask first, one at each level."""
    open_questions = [question for question in _QUESTIONS if question not in asked]
    if len({morning.kind for morning in mornings}) == 1 or not open_questions:
        yield TreeNode(path, mornings, None)
        return
    chosen = order[len(path)] if len(path) < len(order) else ""
    asks = chosen or max(open_questions, key=lambda question: round(gain(mornings, question), 12))
    yield TreeNode(path, mornings, asks)
    for answer, part in split(mornings, asks):
        yield from grow(part, order, (*path, answer), (*asked, asks))


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    places: list[TreeNode] = []
    for place in grow(MORNINGS, _order(settings["order"])):
        places.append(place)
        yield Frame(_words(place), _numbers(place.mornings, places), (_picture(places), _gains(place)))
    leaves = sum(place.asks is None for place in places)
    words = f"Each leaf has mornings of one kind: {leaves} leaves, and {len(places) - leaves} questions in the tree."
    yield Frame(words, _numbers(MORNINGS, places), (_picture(places),))


def _order(text: str) -> tuple[str, ...]:
    names = text.replace(",", " ").lower().split()
    if len(set(names)) < len(names) or not set(names) <= set(_QUESTIONS):
        raise UsageError(f"order can't be {text[:40]!r}", [f"it has some of {', '.join(_QUESTIONS)}, each once"])
    return tuple(names)


def _numbers(mornings: Sequence[Morning], places: Sequence[TreeNode]) -> tuple[Number, ...]:
    leaves = [place for place in places if place.asks is None]
    return (
        Number("mornings", len(mornings)),
        Number("entropy", round(entropy(mornings), 4), "bits"),
        *(Number(f"gain {question}", round(gain(mornings, question), 4), "bits") for question in _QUESTIONS),
        Number("leaves", len(leaves)),
        Number("questions a morning", round(sum(len(leaf.path) * len(leaf.mornings) for leaf in leaves) / 14, 3)),
    )


def _words(node: TreeNode) -> str:
    where = f"{', '.join(node.path)}: " if node.path else ""
    count = len(node.mornings)
    if node.asks is None:
        return f"{where}{'all' if count > 1 else 'the one'} of {count} {_counted(node.mornings)}, a leaf."
    told = gain(node.mornings, node.asks)
    return f"{where}{count} mornings, {entropy(node.mornings):.3f} bits; asking for {node.asks} gives {told:.3f}."


def _counted(mornings: Sequence[Morning]) -> str:
    return " ".join(f"{kind}{number}" for kind, number in sorted(Counter(m.kind for m in mornings).items()))


def _gains(node: TreeNode) -> Table:
    rows = tuple((question, f"{gain(node.mornings, question):.3f}") for question in _QUESTIONS)
    return Table(("question", "gain in bits"), rows)


def _picture(places: Sequence[TreeNode]) -> Diagram:
    ids = {place.path: f"n{index}" for index, place in enumerate(places)}
    nodes = tuple(
        Node(ids[p.path], f"{p.asks}?" if p.asks else p.mornings[0].kind, _counted(p.mornings)) for p in places
    )
    edges = tuple(Edge(ids[p.path[:-1]], ids[p.path], p.path[-1]) for p in places if p.path)
    return Diagram(
        "tree", f"A decision tree with {len(places)} nodes; its root asks for {places[0].asks}.", nodes, edges
    )


PROGRAM = Program(Steps(_frames), {"first question": lambda: next(grow(MORNINGS)).asks})
