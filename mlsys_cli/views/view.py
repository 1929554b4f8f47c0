"""What every answer can do: be a page for a reader, and a document for a machine."""

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

from mlsys_cli.page import Blocks, prose_text

if TYPE_CHECKING:  # not every answer is one of the book's
    from mlsys_cli.index.entry_records import Match, Qualifiers

SCHEMA = 1
"""The version of the documents. Adding a key keeps it; renaming or removing one does not."""

Document: TypeAlias = dict[str, Any]


class View(Protocol):
    """An answer, ready to be shown in any format."""

    def page(self) -> Blocks:
        """What a reader sees."""
        ...

    def document(self) -> Document:
        """What a machine reads: JSON values under stable keys."""
        ...


@runtime_checkable
class RowsView(View, Protocol):
    """An answer that is rows, and so can be written as CSV."""

    def rows(self) -> list[list[Any]]:
        """The names of the columns, then each row."""
        ...


@runtime_checkable
class TabbedView(View, Protocol):
    """An answer whose text in a pipe is lines of fields with tabs between, which nothing may wrap."""

    def tabbed(self) -> str:
        """The lines, each ended by a line feed."""
        ...


@runtime_checkable
class MarkdownView(View, Protocol):
    """An answer with Markdown that somebody has written, which stays as it is."""

    def markdown(self) -> str:
        """The answer as Markdown."""
        ...


@runtime_checkable
class BibtexView(View, Protocol):
    """An answer that is sources, and so can be written for LaTeX."""

    def bibtex(self) -> str:
        """Entries of BibTeX."""
        ...


@runtime_checkable
class AnnotationsView(View, Protocol):
    """An answer that is remarks on lines of files, and so can be shown beside them on GitHub."""

    def annotations(self) -> str:
        """A workflow command for each remark, each ended by a line feed."""
        ...


def document(kind: str, **fields: Any) -> Document:
    """A document of a kind, with the version of its schema."""
    return {"kind": kind, "schema": SCHEMA, **fields}


def match_document(match: "Match") -> Document:
    """How a query met a name."""
    return {"query": match.query, "how": match.how, "score": match.score}


def remark_fields(remarks: "Qualifiers") -> Document:
    """The keys that qualify a fact."""
    return {
        "as_of": remarks.as_of or None,
        "disputed": prose_text(remarks.disputed) or None,
        "sources": list(remarks.sources),
    }
