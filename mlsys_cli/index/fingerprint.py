"""The state of a book's files and of the program, by which an index is known to be current."""

import os
from array import array
from collections.abc import Callable, Sequence

from mlsys_cli import __version__
from mlsys_cli.index.index_schema import FORMAT

VERSION = f"{__version__}/{FORMAT}"

Progress = Callable[[int, int], None]
"""Told how many units of how many are compiled."""


def file_states(paths: Sequence[str]) -> bytes:
    """The size and time of change of each file, to be compared as a whole. What isn't there has the size -2."""
    states = array("q")
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            states.extend((-2, 0))
        else:
            is_folder = status.st_mode & 0o170000 == 0o040000
            states.extend((-1 if is_folder else status.st_size, status.st_mtime_ns))
    return states.tobytes()
