"""The JSON Schema of a book's files."""

import json

from mlsys_cli.page import Blocks, Code
from mlsys_cli.views.view import Document, document


class SchemaView:
    """A schema as it is: for a machine in every format, and in JSON an answer like others, which is a schema too."""

    def __init__(self, schema: Document) -> None:
        self._schema = schema

    def page(self) -> Blocks:
        """The schema as code."""
        return (Code(self.tabbed()),)

    def tabbed(self) -> str:
        """The schema, which nothing may wrap."""
        return json.dumps(self._schema, indent=2) + "\n"

    def document(self) -> Document:
        """The schema with the keys that every answer has, which mean nothing in a schema."""
        return {**document("schema"), **self._schema}
