"""Search in the tree of a game: minimax looks at everything, alpha–beta leaves out what can't change the answer."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.page.blocks import Blocks, Code, Diagram, Edge, Node, Table
from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series

ORDERS = {
    "board": (0, 1, 2, 3, 4, 5, 6, 7, 8),
    "good": (4, 0, 2, 6, 8, 1, 3, 5, 7),
    "bad": (1, 3, 5, 7, 0, 2, 6, 8, 4),
}
_LINES = (0o7, 0o70, 0o700, 0o111, 0o222, 0o444, 0o421, 0o124)
_FULL = 0o777
"""Squares are bits, a row to each octal digit: three rows, three columns, two diagonals, and the whole board."""


Count: TypeAlias = Counter[str]
"""The counts of a search by these names."""
_COUNTED = ("nodes", "games", "X wins", "O wins", "draws", "cuts")


class FirstMove(NamedTuple):
    """A first move, what it is worth to who makes it, and the counts of the search for that.

    With cuts, the value of a move that isn't better than another is only a bound.
    """

    square: int
    value: int
    counts: Count
    is_bound: bool


def position(text: str) -> tuple[int, int]:
    """The squares of X and of O in a text such as `X...O....`. Raises UsageError."""
    board = text.strip().upper().replace("-", ".").replace("_", ".")
    x, o = (sum(1 << place for place, sign in enumerate(board) if sign == side) for side in "XO")
    if len(board) != 9 or board.strip("XO."):
        raise UsageError(f"board can't be {text[:40]!r}", ["it is nine of X, O and ., such as X...O...."])
    if x.bit_count() - o.bit_count() not in {0, 1}:
        raise UsageError(f"board can't be {text[:40]!r}", ["X begins, and the sides move in turn"])
    if has_won(x) or has_won(o) or x | o == _FULL:
        raise UsageError(f"board can't be {text[:40]!r}", ["the game is over there"])
    return x, o


def drawn(x: int, o: int) -> Code:
    """The board; empty squares have their number."""
    signs = ["X" if x >> at & 1 else "O" if o >> at & 1 else str(at + 1) for at in range(9)]
    return Code("\n---+---+---\n".join(" " + " | ".join(signs[row : row + 3]) for row in (0, 3, 6)))


def has_won(side: int) -> bool:
    """True if a side has three in a row."""
    return any(side & line == line for line in _LINES)


def _by_turn(x: int, o: int) -> tuple[int, int]:
    """The squares of the side to move, and of the other."""
    return (o, x) if (x | o).bit_count() % 2 else (x, o)


def _free(taken: int, order: Sequence[int]) -> list[int]:
    """The squares that aren't taken, in the order in which they are tried."""
    return [square for square in order if not taken >> square & 1]


def root_moves(x: int, o: int, order: tuple[int, ...], cuts: bool) -> Iterator[FirstMove]:
    """Each first move with its value, one after the other."""
    mine, other = _by_turn(x, o)
    best = -2
    for square in _free(x | o, order):
        value, count = _search(other, mine | 1 << square, -2, -best, order=order, cuts=cuts)
        yield FirstMove(square, -value, count, cuts and -value <= best)
        best = max(best, -value)


@cache
def _search(mine: int, other: int, low: int, high: int, order: tuple[int, ...], cuts: bool) -> tuple[int, Count]:
    """The value of a position for the side to move, 1, 0 or -1, and the counts of its search.

    Values up to `low` or from `high` on are bounds. A position to which several ways lead is counted each time that the
    search comes to it, but worked out once.
    """
    taken = mine | other
    if has_won(other):
        return -1, Counter(("nodes", "games", "X wins" if taken.bit_count() % 2 else "O wins"))
    if taken == _FULL:
        return 0, Counter(("nodes", "games", "draws"))
    best, count = -2, Counter(("nodes",))
    free = _free(taken, order)
    for square in free:
        bounds = (-high, -max(low, best)) if cuts else (-2, 2)
        value, below = _search(other, mine | 1 << square, *bounds, order=order, cuts=cuts)
        count.update(below)
        best = max(best, -value)
        if cuts and best >= high:
            count["cuts"] += square != free[-1]
            break
    return best, count


Path: TypeAlias = tuple[int, ...]
Tree: TypeAlias = "int | tuple[Tree, ...]"

_MOST_LEAVES = 20_000
"""The largest tree: a second of work."""
_MOST_OPEN = 4
"""The open squares up to which the tree of a game can be drawn."""
_LOW, _HIGH = -2, 10**9
"""Below and above every value: -1 is the least of a game, and leaves are numbered from 1."""
_MOST_DRAWN = 80
_MOST_FRAMES = 100
"""The nodes of a tree that can be drawn, and the steps that are shown one by one."""
_RESULTS = {1: "X wins", 0: "a draw", -1: "O wins"}


class VisitedNode(NamedTuple):
    """A leaf that was looked at with its value, or a branch that was cut (None)."""

    path: Path
    value: int | None


def fewest_leaves(branches: int, depth: int) -> int:
    """The leaves that alpha–beta looks at if the best move always comes first (Knuth and Moore)."""
    return int(branches ** ((depth + 1) // 2) + branches ** (depth // 2) - 1)


def uniform_tree(branches: int, depth: int, order: str, chance: Chance) -> Tree:
    """A tree whose leaves have different values, with the moves of each node in an order: `good`, `bad` or `board`."""
    leaves = iter(chance.shuffled(range(1, branches**depth + 1)))

    def grown(level: int) -> tuple[Tree, int]:
        if level == depth:
            leaf = next(leaves)
            return leaf, leaf
        children = [grown(level + 1) for _ in range(branches)]
        is_max = level % 2 == 0
        if order != "board":
            children.sort(key=lambda child: child[1], reverse=is_max == (order == "good"))
        best = (max if is_max else min)(value for _, value in children)
        return tuple(child for child, _ in children), best

    return grown(0)[0]


def searched(tree: Tree, cuts: bool) -> tuple[int, list[VisitedNode]]:
    """The value of a tree, whose root wants the most, and the nodes that a search looks at, in order."""
    seen: list[VisitedNode] = []

    def value(node: Tree, path: Path, low: int, high: int) -> int:
        if isinstance(node, int):
            seen.append(VisitedNode(path, node))
            return node
        is_max = len(path) % 2 == 0
        for place, child in enumerate(node):
            below = (*path, place)
            if cuts and low >= high:
                seen.append(VisitedNode(below, None))
                continue
            found = value(child, below, low, high) if cuts else value(child, below, _LOW, _HIGH)
            low, high = (max(low, found), high) if is_max else (low, min(high, found))
        return low if is_max else high

    return value(tree, (), _LOW, _HIGH), seen


def game_tree(mine: int, other: int, order: Sequence[int]) -> tuple[Tree, dict[Path, int]]:
    """The rest of a game of tic-tac-toe, worth 1, 0 or -1 to the side to move, and the square of each move."""
    squares: dict[Path, int] = {}

    def grown(mine: int, other: int, path: Path) -> Tree:
        if has_won(other):
            return 1 if len(path) % 2 else -1
        free = _free(mine | other, order)
        squares.update(((*path, place), square + 1) for place, square in enumerate(free))
        moves = [grown(other, mine | 1 << square, (*path, place)) for place, square in enumerate(free)]
        return tuple(moves) if moves else 0

    return grown(mine, other, ()), squares


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    return _game_frames(settings) if settings["game"] == "tic-tac-toe" else _tree_frames(settings, chance)


def _game_frames(settings: Settings) -> Iterator[Frame]:
    x, o = position(settings["board"])
    mover = "O" if (x | o).bit_count() % 2 else "X"
    count = Counter(("nodes",))
    moves: list[FirstMove] = []
    for moved in root_moves(x, o, ORDERS[settings["order"]], settings["method"] == "alpha-beta"):
        moves.append(moved)
        count.update(moved.counts)
        best = max(moves, key=lambda move: move.value)
        result = "no better than another" if moved.is_bound else _RESULTS[moved.value if mover == "X" else -moved.value]
        words = f"{mover} on {moved.square + 1}: {result}, after {moved.counts['nodes']:,} positions."
        numbers = (
            Number("value", best.value if mover == "X" else -best.value),
            Number("best move", best.square + 1),
            *(Number(name, count[name]) for name in _COUNTED),
        )
        rows = tuple((str(move.square + 1), _worth(move), f"{move.counts['nodes']:,}") for move in moves)
        pictures = drawn(x, o), Table((f"{mover} on", "result", "positions"), rows)
        is_last = 9 - (x | o).bit_count() == len(moves)
        yield Frame(words, numbers, (*pictures, *(_rest_of_game(x, o, settings) if is_last else ())))


def _rest_of_game(x: int, o: int, settings: Settings) -> Blocks:
    """The tree of the game, with what was cut, if it is small."""
    if 9 - (x | o).bit_count() > _MOST_OPEN:
        return ()
    tree, squares = game_tree(*_by_turn(x, o), ORDERS[settings["order"]])
    _, seen = searched(tree, settings["method"] == "alpha-beta")
    return (_diagram(tree, seen, squares),)


def _worth(moved: FirstMove) -> str:
    return "no better" if moved.is_bound else {1: "wins", 0: "draws", -1: "loses"}[moved.value]


def _tree_frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    branches, depth = settings["branches"], settings["depth"]
    total = branches**depth
    if total > _MOST_LEAVES:
        yield _uncounted(branches, depth)
        return
    tree = uniform_tree(branches, depth, settings["order"], chance)
    value, seen = searched(tree, settings["method"] == "alpha-beta")
    every = -(-total // _MOST_FRAMES)
    looked = cut = 0

    def frame(text: str, shown: Sequence[VisitedNode], result: int | None = None) -> Frame:
        numbers = (
            Number("leaves", looked),
            Number("cut", cut),
            Number("of", total),
            Number("fewest possible", fewest_leaves(branches, depth)),
            Number("value", result),
        )
        return Frame(text, numbers, _tree_pictures(tree, shown, branches, depth, looked))

    for number, (path, leaf) in enumerate(seen, 1):
        if leaf is None:
            cut += branches ** (depth - len(path))
            continue
        looked += 1
        if looked % every == 0:
            place = ".".join(str(branch + 1) for branch in path)
            yield frame(f"The leaf in place {place} is worth {leaf}.", seen[:number])
    words = f"The value of the tree is {value}: {looked} leaves were looked at, and {cut} were not needed."
    yield frame(words, seen, value)


def _uncounted(branches: int, depth: int) -> Frame:
    """The frame of a tree that is too large to be searched here: what it would take at best."""
    total, fewest = branches**depth, fewest_leaves(branches, depth)
    words = (
        f"{total:,} leaves are too many to search here, where {_MOST_LEAVES:,} are the most. With the best moves first,"
        f" alpha–beta would look at {fewest:,} of them."
    )
    return Frame(words, (Number("of", total), Number("fewest possible", fewest)), (_growth(branches, depth),))


def _tree_pictures(tree: Tree, seen: Sequence[VisitedNode], branches: int, depth: int, looked: int) -> Blocks:
    if sum(branches**level for level in range(depth + 1)) > _MOST_DRAWN:
        mark = PlotMark(depth, max(looked, 1), "looked at")
        return (_growth(branches, depth, mark),)
    return (_diagram(tree, seen, {}),)


def _growth(branches: int, depth: int, *marks: PlotMark) -> Plot:
    """All leaves, and the fewest that suffice, by the depth of a tree."""
    alt = f"Leaves of a tree of {branches} branches by its depth: all of them, and the fewest that suffice."
    levels = range(1, depth + 1)
    every = Series("all", tuple((level, branches**level) for level in levels))
    fewest = Series("fewest", tuple((level, fewest_leaves(branches, level)) for level in levels))
    return Plot(alt, Axis("depth", is_whole=True), Axis("leaves", is_log=True), (every, fewest), marks)


def _diagram(tree: Tree, seen: Sequence[VisitedNode], squares: Mapping[Path, int]) -> Diagram:
    """The tree with what was looked at and what was cut; a move of tic-tac-toe has its square."""
    states = {event.path: "cut" if event.value is None else str(event.value) for event in seen}
    nodes, edges = [], []
    waiting: list[tuple[Path, Tree]] = [((), tree)]
    while waiting:
        path, node = waiting.pop(0)
        inner = "max" if len(path) % 2 == 0 else "min"
        name = states.get(path) or ("·" if isinstance(node, int) else inner)
        nodes.append(Node(_id(path), name))
        edges += [Edge(_id(path[:-1]), _id(path), str(squares.get(path, "")))] if path else []
        if not isinstance(node, int) and name != "cut":
            waiting += (((*path, place), child) for place, child in enumerate(node))
    cut = sum(event.value is None for event in seen)
    alt = f"A tree of moves: {len(seen) - cut} leaves looked at, {cut} branches cut."
    return Diagram("tree", alt, tuple(nodes), tuple(edges))


def _id(path: Path) -> str:
    return f"n{'-'.join(map(str, path))}"


PROGRAM = Program(Steps(_frames))
