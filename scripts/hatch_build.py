"""The step of a build that makes the index of the bundled book."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexHook(BuildHookInterface[Any]):
    """Makes `content.sqlite` beside the book. A wheel contains both; an editable install reads them where they are."""

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
