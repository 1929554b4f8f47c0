"""The step of a build that makes the index of the bundled book, and the pages of the manual."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexHook(BuildHookInterface[Any]):
    """Makes `content.sqlite` beside the book. A wheel contains both; an editable install reads them where they are.

    A wheel also has a page of the manual for each command, which is written by the help.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the book, and add its index to the files of a wheel."""
        sys.path.insert(0, self.root)
        from mlsys_cli.book.kinds import BUNDLED_BOOK
        from mlsys_cli.index.build import ship

        index = Path(f"{BUNDLED_BOOK}.sqlite")
        ship(BUNDLED_BOOK, index)
        if version != "editable":
            build_data["force_include"][str(index)] = "mlsys_cli/content.sqlite"
            self._pages = TemporaryDirectory(prefix="mlsys-man-")  # it is there until the wheel is written
            for name, text in _man_pages():
                path = Path(self._pages.name, name)
                path.write_text(text, encoding="utf-8")
                build_data["shared_data"][str(path)] = f"share/man/man1/{name}"


def _man_pages() -> Iterator[tuple[str, str]]:
    """The name and text of each page, with the date of SOURCE_DATE_EPOCH, if that is set, or of today."""
    from mlsys_cli.cli.command_table import COMMANDS
    from mlsys_cli.cli.main import main
    from mlsys_cli.session.environment import Environment

    now = int(os.environ.get("SOURCE_DATE_EPOCH", time.time())) * 1_000_000
    for command in ("", *COMMANDS):
        with redirect_stdout(StringIO()) as page:
            main(["help", *filter(None, [command]), "--format", "man"], Environment({}, clock=lambda: now))
        yield f"mlsys{command and '-'}{command}.1", page.getvalue()
