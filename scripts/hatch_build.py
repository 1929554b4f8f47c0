"""The step of a wheel's build that adds the index of the bundled book."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexHook(BuildHookInterface[Any]):
    """Adds `content.sqlite` beside the book. An editable install reads the book where it is, and needs none."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the book, and add its index to the files of the wheel."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from mlsys_cli.book.kinds import BUNDLED_BOOK
        from mlsys_cli.index.build import ship

        self._folder = tempfile.TemporaryDirectory()
        target = Path(self._folder.name) / "content.sqlite"
        ship(BUNDLED_BOOK, target)
        build_data["force_include"][str(target)] = "mlsys_cli/content.sqlite"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Delete what was made for the build."""
        if version != "editable":
            self._folder.cleanup()
