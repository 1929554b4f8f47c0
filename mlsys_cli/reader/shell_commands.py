"""Pages without the commands of a shell: the reader has keys for them, and links that name what they open."""

from collections.abc import Iterable, Iterator

from mlsys_cli.index.library import Library
from mlsys_cli.page.blocks import (
    Block,
    Blocks,
    Bullets,
    DefinitionList,
    ListEntry,
    Paragraph,
    Quote,
    Span,
    Spans,
    TimelineEvent,
)
from mlsys_cli.views.shared_blocks import author_and_year, numbered

_KEYS = {"mlsys read": "R", "mlsys quiz": "Q", "mlsys review": "r", "mlsys note NAME TEXT": "c"}
"""The keys that do what some commands do."""

_STYLES = ("command", "trail")
"""The styles of commands, the second one for those that matter less."""

_BETWEEN = " · "


class CommandReplacer:
    """Replaces the commands on the pages of a library; names without a book are looked for in `book` first.

    Where links can't be followed, their names have another `style`.
    """

    def __init__(self, library: Library, book: str = "", style: str = "link") -> None:
        self._library = library
        self._book = book
        self._style = style

    def blocks(self, blocks: Iterable[Block]) -> Blocks:
        """A page with keys and links instead of commands, and without the rows that are about one."""
        return tuple(self._changed(blocks))

    def _changed(self, blocks: Iterable[Block]) -> Iterator[Block]:
        for block in blocks:
            match block:
                case Paragraph(spans):
                    if changed := self._spans(spans):
                        yield Paragraph(changed) if changed != spans else block
                case DefinitionList(rows):
                    kept = tuple((label, changed) for label, spans in rows if (changed := self._spans(spans)))
                    if kept:
                        yield DefinitionList(kept)
                case Bullets(items):
                    yield block._replace(items=tuple(filter(None, map(self.blocks, items))))
                case Quote(inner) | TimelineEvent(blocks=inner):
                    yield block._replace(blocks=self.blocks(inner))
                case ListEntry(command=command):
                    yield block._replace(command=self._spans(command))
                case _:
                    yield block

    def _spans(self, spans: Spans) -> Spans:
        """Some words without commands; none if there is nothing but a command, or what it does."""
        if not any(span.style in _STYLES for span in spans):
            return spans
        changed = [self._span(span) for span in spans]
        if any(span.target for span in changed):  # a link says it as well
            return tuple(
                span
                for place, span in enumerate(changed)
                if not (_is_command(span) or (span.text == _BETWEEN and place and _is_command(changed[place - 1])))
            )
        words = [span for span in changed if span.style != "label" and span.text != _BETWEEN]
        return () if not words or _is_command(words[0]) else tuple(changed)

    def _span(self, span: Span) -> Span:
        if not _is_command(span._replace(target="")):
            return span
        if span.target:
            return Span(self._name(span.target) or span.text, self._style, span.target)
        return span._replace(text=_KEYS.get(span.text, span.text))

    def _name(self, target: str) -> str:
        """The name of what a link leads to."""
        kind, _, address = target.partition(":")
        if kind == "run":
            from mlsys_cli.exhibits.catalogue import CATALOGUE  # few pages have one

            kind, exhibit = "exhibit", CATALOGUE.get(address.partition("/")[0])
            if exhibit:
                return exhibit.title
        entries = self._library.entries
        if kind == "exhibit" and (calculator := entries.at("calculator", address.partition("/")[0])):
            return calculator.name
        ref = entries.find(kind, address, self._book) or entries.at(kind, address)
        if kind == "source":  # titles are long, and several sources stand in a line
            return author_and_year(self._library.source_records([ref])[0]) if ref else address
        return numbered(ref, entries.section_numbers([ref])) if ref else ""


def _is_command(span: Span) -> bool:
    """True for a command that leads nowhere, as nobody can type it here."""
    return span.style in _STYLES and not span.target and span.text.startswith("mlsys ")
