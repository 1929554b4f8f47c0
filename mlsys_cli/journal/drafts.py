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
    """The drafts in a file, one for each paragraph of a text, and one for each entry without any.

    They are kept as long as the program runs also if the file can't be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own: dict[str, NoteDraft | None] = {}

    def of(self, about: str) -> NoteDraft | None:
        """The draft about a place, which is the full name of an entry, or of one with the number of a paragraph."""
        if about in self._own:
            return self._own[about]
        try:
            kept = self._all()[about]
            return NoteDraft(kept["text"], kept["quoted"], kept["target"], anchor_of(kept["anchor"]))
        except (KeyError, TypeError, AttributeError):
            return None

    def anchors(self) -> list[tuple[str, Anchor]]:
        """The paragraphs that have a draft, each with the target of the heading that it is under."""
        drafts = map(self.of, self._all() | self._own)
        return [(draft.target, draft.anchor) for draft in drafts if draft and draft.anchor]

    def keep(self, about: str, draft: NoteDraft | None) -> None:
        """Keep a draft about a place in place of an earlier one, or with None no longer. Raises OutputError."""
        self._own[about] = draft  # first, so that the text is safe in memory if the file can't be written
        kept, before = self._all(), self._all()
        if draft:
            kept[about] = draft._asdict() | {"anchor": draft.anchor.values() if draft.anchor else None}
        else:
            kept.pop(about, None)
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
