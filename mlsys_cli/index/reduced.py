"""The library of a book reduced to some of its chapters, as long as it is needed."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mlsys_cli.book.author.reduce import reduce_book
from mlsys_cli.index.build import build_in_memory
from mlsys_cli.index.library import Library, Progress


@contextmanager
def reduced_library(folder: Path, chapters: Sequence[str], progress: Progress | None = None) -> Iterator[Library]:
    """A book with only some of its chapters, in which links to the others are plain text.

    Its entries, search and timeline know nothing of what is left out. Raises UsageError if it has no such chapter.
    """
    with TemporaryDirectory() as temporary:
        copy = Path(temporary) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
        reduce_book(copy, chapters)
        with closing(build_in_memory((copy,), progress)) as index:
            yield Library(index)
