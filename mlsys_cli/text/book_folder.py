"""The folder of a book that the user works in.

Cached output is found with it, so this file imports only what Python has loaded when it starts.
"""

import os


def book_around(folder: str) -> str | None:
    """The nearest folder with a book.yaml, at a folder or above it."""
    while not os.path.isfile(f"{folder}/book.yaml"):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def working_book() -> str | None:
    """The book around the working directory, which may have been deleted."""
    try:
        return book_around(os.getcwd())
    except OSError:
        return None
