"""Changes to the learner's store that wait, in a reader, while another process writes to it."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from mlsys_cli.errors import StoreBusyError


class _Waiting(NamedTuple):
    """A change, and what is lost without it, in words; empty for what a learner would not notice."""

    make: Callable[[], object]
    about: str


class StoreChanges:
    """The changes that wait, in the order in which they were wanted.

    A change that raises StoreBusyError has changed nothing, and can be made again.
    """

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self.may_wait = False
        """True if a change may be made later than it is wanted: then the program has to `try_again`."""

    @property
    def waiting(self) -> int:
        """The number of changes that wait."""
        return len(self._waiting)

    @property
    def about(self) -> list[str]:
        """The changes that are lost if those that wait are never made."""
        return [one.about for one in self._waiting if one.about]

    def make(self, change: Callable[[], object], about: str = "") -> bool:
        """Make a change; false if it has to wait. Raises StoreBusyError if it may not."""
        if not self._waiting:
            try:
                change()
            except StoreBusyError:
                if not self.may_wait:
                    raise
            else:
                return True
        self._waiting.append(_Waiting(change, about))
        return False

    def try_again(self) -> bool:
        """Make the changes that wait; false if the store is still busy.

        Raises the error of a change that can't be made at all, which then doesn't wait any longer.
        """
        while self._waiting:
            try:
                self._waiting[0].make()
            except StoreBusyError:
                return False
            except BaseException:
                self._waiting.popleft()
                raise
            self._waiting.popleft()
        return True
