"""Questions as Moodle XML: a category for each section, and a question type of its own for each kind."""

from collections.abc import Sequence

from mlsys_cli.interchange.exporters import ExportedQuestion, fill


def write(title: str, questions: Sequence[ExportedQuestion]) -> bytes:
    """The file for Moodle's question bank."""
    return fill("moodle.xml", title, questions)
