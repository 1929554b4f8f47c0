"""The interface of all views: blocks for readers, and a document for scripts."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from math import isfinite
from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

from mlsys_cli.page.blocks import Blocks, json_text, prose_text

SCHEMA = 1
"""The version of the documents. Adding a key keeps it; renaming or removing one does not."""

Document: TypeAlias = dict[str, Any]

REMARKS = "as_of=remarks.as_of? disputed=remarks.disputed:text? sources=remarks.sources"
"""The keys of the remarks on a fact, as `pick` takes them."""


class View(Protocol):
    """The result of a command, ready to be shown in any format."""

    def blocks(self) -> Blocks:
        """The blocks that a reader sees."""

    def document(self) -> Document:
        """The JSON values under stable keys that a script reads."""


class PageView(NamedTuple):
    """A view whose blocks and document are already made."""

    content: Blocks
    fields: Document

    def blocks(self) -> Blocks:
        """The content."""
        return self.content

    def document(self) -> Document:
        """The fields."""
        return self.fields


def linked(view: Any) -> View:
    """A view with links instead of commands, if it is one that can have either."""
    shown: View = view._replace(is_linked=True) if "is_linked" in getattr(view, "_fields", ()) else view
    return shown


@runtime_checkable
class ShortView(View, Protocol):
    """A view with a short form, for a screen that its page is longer than."""

    def in_short_with_way(self) -> Blocks:
        """The beginning of the page, and the command that opens all of it."""


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

    Each word is a key, with the path of its attribute behind `=` if that has another name; a path through a list leads
    into each of its records. Behind `:` is how to write the value: prose as `markdown`, as `text` with the sources of
    its formulas or as the `words` that readers see, microseconds since 1970 as a `time`, a share with so many digits.
    A `?` at the end writes null for what is empty. `pick(term, "id=ref.slug definition:text see_also=see_also.slug
    run?")` has the keys `id`, `definition`, `see_also` and `run`.
    """
    document = {}
    for word in keys.split():
        name, _, form = word.removesuffix("?").partition(":")
        key, _, path = name.partition("=")
        value = reduce(_part, (path or key).split("."), record)
        value = _written(value, form)
        document[key] = to_json((value or None) if word.endswith("?") else value)
    return document


def _part(value: Any, name: str) -> Any:
    if type(value) in (tuple, list):  # and not a record, which is a named tuple
        return [getattr(item, name) for item in value]
    return None if value is None else getattr(value, name)


def _written(value: Any, form: str) -> Any:
    match form:
        case "":
            return value
        case "text":
            return json_text(value)
        case "words":
            return prose_text(value)
        case "markdown":
            from mlsys_cli.page.markdown import write_markdown  # pages for people need none

            return write_markdown(value)
        case "time":
            from mlsys_cli.journal.days import date_text  # most documents have no times

            return None if value is None else date_text(value)
    return None if value is None else round(value, int(form))


def rows_of(records: Iterable[Mapping[str, Any]], columns: str) -> list[list[Any]]:
    """The names of some columns, and a row for each record of a document, which has them as keys."""
    names = columns.split()
    return [names, *([record[name] for name in names] for record in records)]


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
