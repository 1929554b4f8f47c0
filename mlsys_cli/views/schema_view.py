"""The JSON Schema of the files of a book."""

import json

from mlsys_cli.page import Blocks, Code
from mlsys_cli.views.view import Document, document


class SchemaView:
    """A JSON Schema; as a document it has the keys of every answer, and is still a valid schema."""

    def __init__(self, schema: Document) -> None:
        self._schema = schema

    def page(self) -> Blocks:
        """The schema as code."""
        return (Code(self.tabbed()),)

    def tabbed(self) -> str:
        """The schema, which must not be wrapped."""
        return json.dumps(self._schema, indent=2) + "\n"

    def document(self) -> Document:
        """The schema with the keys of every answer, which a validator ignores."""
        return {**document("schema"), **self._schema}
