"""The search of tic-tac-toe and of uniform trees, counted."""

from collections.abc import Iterator

import pytest

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.exhibit import Chance, Frame, Steps
from mlsys_cli.exhibits.search import fewest_leaves, has_won, searched, uniform_tree
from mlsys_cli.page.blocks import Diagram
from tests.support.cases import each

_EXHIBIT = load("search")


def _last(preset: str = "", seed: int = 0, **changes: str) -> Frame:
    engine = _EXHIBIT.engine
    assert isinstance(engine, Steps)
    return [*engine.frames(_EXHIBIT.settings(preset, changes), Chance(seed))][-1]


def _numbers(frame: Frame, *names: str) -> list[object]:
    return [frame.number(name) for name in names]


def test_all_of_tic_tac_toe_is_a_draw() -> None:
    seen = _numbers(_last(), "value", "nodes", "games", "X wins", "O wins", "draws", "cuts")
    assert seen == [0, 549_946, 255_168, 131_184, 77_904, 46_080, 0]


def test_alpha_beta_gives_the_same_answer_with_fewer_positions_and_a_good_order_fewer_still() -> None:
    good, board, bad = (_last("alpha-beta", order=order) for order in ("good", "board", "bad"))
    assert [frame.number("value") for frame in (good, board, bad)] == [0, 0, 0]
    assert board.number("nodes") == 18_297
    assert [frame.number("nodes") for frame in (good, board, bad)] == sorted(
        frame.number("nodes")
        for frame in (good, board, bad)  # type: ignore[type-var]  # they are numbers
    )


def test_a_fork_is_seen() -> None:
    frame = _last("fork")
    assert frame.number("value") == 0
    assert frame.number("best move") in {2, 4, 6, 8}
    assert _last(board="XX.OO....").number("value") == 1


@each("board", ["XXXOO....", "X", "XX.......", "XOXOXOXO#", "XOXXOOOXX"])
def test_an_impossible_board_is_refused(board: str) -> None:
    with pytest.raises(UsageError):
        _last(board=board)


def test_there_are_5478_positions_and_765_up_to_symmetry() -> None:
    found = _positions()
    alike = {min(zip(_symmetric(x), _symmetric(o), strict=True)) for x, o in found}
    assert (len(found), len(alike)) == (5_478, 765)


def _positions() -> set[tuple[int, int]]:
    """Every position that can arise, the empty board among them."""
    found, waiting = {(0, 0)}, [(0, 0)]
    while waiting:
        x, o = waiting.pop()
        if has_won(x) or has_won(o):
            continue
        x_moves = x.bit_count() == o.bit_count()
        for square in range(9):
            if not (x | o) >> square & 1:
                after = (x | 1 << square, o) if x_moves else (x, o | 1 << square)
                if after not in found:
                    found.add(after)
                    waiting.append(after)
    return found


def _symmetric(side: int) -> Iterator[int]:
    """The squares of a side in the eight rotations and reflections of the board."""
    for _ in range(4):
        side = sum(1 << (at % 3 * 3 + 2 - at // 3) for at in range(9) if side >> at & 1)
        yield side
        yield sum(1 << (at // 3 * 3 + 2 - at % 3) for at in range(9) if side >> at & 1)


@each("branches, depth", [(2, 1), (2, 6), (3, 3), (3, 4), (4, 5), (7, 2)])
def test_the_fewest_leaves_are_those_of_knuth_and_moore(branches: int, depth: int) -> None:
    for seed in range(3):
        values = {}
        for order in ("good", "bad", "board"):
            tree = uniform_tree(branches, depth, order, Chance(seed))
            for cuts in (False, True):
                value, seen = searched(tree, cuts)
                values[order, cuts] = value, sum(node.value is not None for node in seen)
        assert len({value for value, _ in values.values()}) == 1
        assert values["good", True][1] == fewest_leaves(branches, depth)
        assert all(looked == branches**depth for (_, cuts), (_, looked) in values.items() if not cuts)
        assert values["bad", True][1] >= values["good", True][1]


def test_each_leaf_is_looked_at_or_cut() -> None:
    for seed in range(3):
        frame = _last("tree", seed, order="board", depth="4", branches="2")
        # They are numbers.
        assert sum(_numbers(frame, "leaves", "cut")) == frame.number("of") == 16  # type: ignore[arg-type]


@pytest.mark.parametrize("board", ["XOX.O.OX.", "XO.XO.O.X", "XOXOX.O.."])
def test_the_end_of_a_game_is_drawn_with_what_was_looked_at_and_cut(board: str) -> None:
    for method in ("minimax", "alpha-beta"):
        frame = _last(board=board, method=method)
        drawn = next(picture for picture in frame.pictures if isinstance(picture, Diagram))
        assert sum(node.name != "cut" for node in drawn.nodes) == frame.number("nodes")
        assert any(node.name == "cut" for node in drawn.nodes) == (frame.number("cuts") != 0)


def test_a_tree_that_is_too_large_to_search_has_its_fewest_leaves() -> None:
    frame = _last("tree", depth="5", branches="10")
    assert [frame.number(name) for name in ("of", "fewest possible", "leaves")] == [100_000, 1_099, None]
    assert "too many to search here" in frame.text


@pytest.mark.slow
def test_what_was_published_comes_out() -> None:
    assert all(checked.same for checked in _EXHIBIT.check())
