"""The interface of all views: a page for readers, and a document for scripts."""

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


def remark_fields(remarks: "Remarks") -> Document:
    """The keys with the remarks on a fact."""
    return {
        "as_of": remarks.as_of or None,
        "disputed": json_text(remarks.disputed) or None,
        "sources": list(remarks.sources),
    }
