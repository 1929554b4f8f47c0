"""Notes that the learner has begun to write in the reader, and goes on with later."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mlsys_cli.errors import OutputError
from mlsys_cli.page.anchors import Anchor, anchor_of
from mlsys_cli.text.atomic_file import replacing


class NoteDraft(NamedTuple):
    """A text, under the words of the page that it quotes, and the heading and paragraph that it is on, if on one."""

    text: str
    quoted: str = ""
    target: str = ""
    anchor: Anchor | None = None


class Drafts:
    """The drafts in a file, one for each entry; also as long as the program runs if the file can't be written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own: dict[str, NoteDraft | None] = {}

    def of(self, subject: str) -> NoteDraft | None:
        """The draft about an entry, by its full name."""
        if subject in self._own:
            return self._own[subject]
        try:
            kept = self._all()[subject]
            return NoteDraft(kept["text"], kept["quoted"], kept["target"], anchor_of(kept["anchor"]))
        except (KeyError, TypeError, AttributeError):
            return None

    def keep(self, subject: str, draft: NoteDraft | None) -> None:
        """Keep a draft about an entry in place of an earlier one, or with None no longer. Raises OutputError."""
        self._own[subject] = draft  # first, so that the text is safe in memory if the file can't be written
        kept, before = self._all(), self._all()
        if draft:
            kept[subject] = draft._asdict() | {"anchor": draft.anchor.values() if draft.anchor else None}
        else:
            kept.pop(subject, None)
        if kept == before:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with replacing(self._path, mode=0o600) as temporary:  # notes are private
                temporary.write_text(json.dumps(kept, indent=1), encoding="utf-8")
        except OSError as error:
            raise OutputError(f"the draft can't be kept in {self._path}: {error.strerror}") from error

    def _all(self) -> dict[str, Mapping[str, Any]]:
        try:
            kept = json.loads(self._path.read_bytes()) if self._path.is_file() else {}
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}
