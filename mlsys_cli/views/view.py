"""The interface of all views: a page for readers, and a document for scripts."""

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

from mlsys_cli.page.blocks import Blocks, json_text

if TYPE_CHECKING:  # not every answer comes from a book
    from mlsys_cli.index.entry_records import Remarks

SCHEMA = 1
"""The version of the documents. Adding a key keeps it; renaming or removing one does not."""

Document: TypeAlias = dict[str, Any]


class View(Protocol):
    """The result of a command, ready to be shown in any format."""

    def page(self) -> Blocks:
        """The blocks that a reader sees."""

    def document(self) -> Document:
        """The JSON values under stable keys that a script reads."""


class PageView(NamedTuple):
    """A view whose page and document are already made."""

    blocks: Blocks
    fields: Document

    def page(self) -> Blocks:
        """The blocks."""
        return self.blocks

    def document(self) -> Document:
        """The fields."""
        return self.fields


@runtime_checkable
class RowsView(View, Protocol):
    """A view with rows, which can be written as CSV."""

    def rows(self) -> list[list[Any]]:
        """The names of the columns, then each row."""


@runtime_checkable
class TabbedView(View, Protocol):
    """A view whose text in a pipe is lines of tab-separated fields, which must not be wrapped."""

    def tabbed(self) -> str:
        """The lines, each ended by a line feed."""


@runtime_checkable
class MarkdownView(View, Protocol):
    """A view that contains Markdown as its author wrote it."""

    def markdown(self) -> str:
        """The answer as Markdown."""


@runtime_checkable
class PictureView(View, Protocol):
    """A view whose picture as SVG shows only a part of its page."""

    def picture(self) -> Blocks:
        """The blocks of the picture."""


@runtime_checkable
class BibtexView(View, Protocol):
    """A view of sources, which can be written as BibTeX."""

    def bibtex(self) -> str:
        """Entries of BibTeX."""


@runtime_checkable
class AnnotationsView(View, Protocol):
    """A view of problems at lines of files, which GitHub can show as annotations."""

    def annotations(self) -> str:
        """A workflow command for each problem, each ended by a line feed."""


def document(kind: str, **fields: Any) -> Document:
    """A document of a kind, with the version of its schema."""
    return {"kind": kind, "schema": SCHEMA, **fields}


def pick(record: object, keys: str) -> Document:
    """The JSON of some attributes of a record, in the order of the keys.

    Each word is a key, with the path of its attribute behind `=` if that has another name; a `?` at its end writes null
    for what is empty. `pick(source, "id=ref.slug authors pages?")` has the keys `id`, `authors` and `pages`.
    """
    document = {}
    for word in keys.split():
        key, _, path = word.removesuffix("?").partition("=")
        value: Any = record
        for name in (path or key).split("."):
            value = None if value is None else getattr(value, name)
        document[key] = to_json((value or None) if word.endswith("?") else value)
    return document


def to_json(value: Any) -> Any:
    """A value as JSON has it: a record by the names of its parts, a day in ISO, null for what isn't finite."""
    match value:
        case float():
            return value if isfinite(value) else None
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): to_json(part) for key, part in value.items()}
        case tuple() | list():
            return to_json(value._asdict()) if hasattr(value, "_asdict") else [*map(to_json, value)]
    return value if value is None or isinstance(value, str | int) else str(value)


def remark_fields(remarks: "Remarks") -> Document:
    """The keys with the remarks on a fact."""
    disputed = json_text(remarks.disputed) or None
    return {**pick(remarks, "as_of?"), "disputed": disputed, **pick(remarks, "sources")}
