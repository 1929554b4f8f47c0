"""A progress bar on stderr while a large library is compiled."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported when there is a bar to be drawn
    from rich.progress import Progress

_PATIENCE = 0.4  # seconds before it is drawn: what takes less needs no bar; chosen, not measured


@contextmanager
def progress_bar(label: str, *, is_plain: bool) -> Iterator[Callable[[int, int], None]]:
    """A function to report that `done` of `total` are done: by a bar, on a terminal and after 0.4 seconds.

    Sooner a bar would only flash up; the time was chosen, not measured.

    Plain output has none, since a screen reader would read each of its changes.
    """
    started = time.monotonic()
    progress: Progress | None = None

    def report(done: int, total: int) -> None:
        nonlocal progress
        if progress is None:
            # A shell's `2>&-` leaves no stderr at all.
            if is_plain or sys.stderr is None or not sys.stderr.isatty() or time.monotonic() - started <= _PATIENCE:
                return
            from rich.console import Console
            from rich.progress import Progress

            progress = Progress(console=Console(stderr=True), transient=True)
            progress.add_task(label)
            progress.start()
        progress.update(progress.task_ids[0], completed=done, total=total)

    try:
        yield report
    finally:
        if progress is not None:
            progress.stop()
