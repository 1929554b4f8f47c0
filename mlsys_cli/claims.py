"""Claims: results that were published or worked out another way, each with what comes out here."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Claim(NamedTuple):
    """A result, and the function that works out the same here.

    The results are equal, or differ by at most the `tolerance`: absolute where the published number is below 1, else
    relative. The source is a key of the bundled book's references, and `locator` where in it the result stands. Without
    a locator, the result wasn't published: it was worked out another way. A number may have a unit.
    """

    label: str
    published: Any
    ours: Callable[[], Any]
    source: str
    tolerance: float = 0.0
    locator: str = ""
    unit: str = ""

    def check(self) -> "Checked":
        """The claim with what comes out here."""
        here = self.ours()
        return Checked(self, here, _is_same(self.published, here, self.tolerance))


class Checked(NamedTuple):
    """A claim with what came out here."""

    claim: Claim
    here: Any
    same: bool


def _is_same(published: Any, here: Any, tolerance: float) -> bool:
    """True if two results agree: numbers within the tolerance, and lists in each of their parts."""
    if isinstance(published, str | bool) or isinstance(here, str | bool) or published is None:
        return bool(published == here)
    if isinstance(published, Mapping):
        return published.keys() == here.keys() and all(_is_same(published[k], here[k], tolerance) for k in published)
    if isinstance(published, list | tuple):
        return len(published) == len(here) and all(
            _is_same(a, b, tolerance) for a, b in zip(published, here, strict=True)
        )
    slack = tolerance if abs(published) < 1 else tolerance * abs(published)
    # Even without a tolerance, a sum may differ from what is printed by its rounding errors.
    return bool(abs(published - here) <= slack + 1e-12 * abs(published))
