"""The calls of a function, as the interpreter sees them: what runs is the program as it is."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def calls_of(
    function: Callable[..., Any], act: Callable[[dict[str, Any]], object] | None = None
) -> Iterator[list[dict[str, Any]]]:
    """A list of the arguments of each call of a function within the block; an `act` is called with them as well."""
    seen: list[dict[str, Any]] = []
    code = function.__code__

    def watch(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code is code:
            given = dict(frame.f_locals)
            seen.append(given)
            if act is not None:
                act(given)

    sys.setprofile(watch)
    try:
        yield seen
    finally:
        sys.setprofile(None)


@contextmanager
def after_statement(number: int, act: Callable[[], object]) -> Iterator[None]:
    """Act after so many calls of SQLite within the block, as another process might."""
    left = number

    def watch(frame: FrameType, event: str, argument: object) -> None:
        nonlocal left
        owner = getattr(argument, "__self__", None)
        if event == "c_return" and isinstance(owner, sqlite3.Connection | sqlite3.Cursor):
            left -= 1
            if left == 0:
                sys.setprofile(None)
                act()

    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(None)
