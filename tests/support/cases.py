"""Many cases in one test: all of them, for a rule that has many examples, or some of them."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeAlias, TypeVar

Test: TypeAlias = Callable[..., None]
Case = TypeVar("Case")


def some_of(cases: Iterable[Case], most: int = 50) -> list[Case]:
    """At most so many of some cases, evenly spread: the time of a test doesn't grow with the bundled book."""
    listed = list(cases)
    return listed[:: max(1, -(-len(listed) // most))]


def each(names: str, cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Run a test with each of the cases: as `pytest.mark.parametrize` does, but as one test, whose fixtures they share.

    Use it where the cases leave nothing behind. A failure names its case.
    """
    keys = [name.strip() for name in names.split(",")]
    listed = list(cases)

    def decorate(test: Test) -> Test:
        @wraps(test)
        def test_each(**fixtures: Any) -> None:
            for case in listed:
                given = dict(zip(keys, case if len(keys) > 1 else (case,), strict=True))
                try:
                    test(**fixtures, **given)
                except Exception as error:
                    error.add_note("case: " + ", ".join(f"{key}={value!r}" for key, value in given.items()))
                    raise

        signature = inspect.signature(test)
        left = [parameter for name, parameter in signature.parameters.items() if name not in keys]
        # Where pytest looks for fixtures.
        test_each.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return test_each

    return decorate
