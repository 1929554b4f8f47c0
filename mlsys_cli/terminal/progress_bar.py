"""A progress bar on stderr while a large library is compiled."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:  # imported when there is a bar to be drawn
    from rich.progress import Progress, TaskID

_PATIENCE = 0.4


class Bar:
    """A progress bar that appears only on a terminal, and only if the work takes longer than 0.4 seconds."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._started = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, done: int, total: int) -> None:
        """Report that `done` of `total` are done."""
        if self._progress is None and _stderr_is_terminal() and time.monotonic() - self._started > _PATIENCE:
            self._start(total)
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total)

    def _start(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import Progress

        progress = Progress(console=Console(stderr=True), transient=True)
        self._task = progress.add_task(self._label, total=total)
        progress.start()
        self._progress = progress


def _stderr_is_terminal() -> bool:
    # A shell's `2>&-` leaves no stderr at all.
    return sys.stderr is not None and sys.stderr.isatty()
