"""Questions as GIFT, a text that people can read and Moodle imports.

It has no items to be put in order and no text with several gaps: both become pairs of a number and what belongs there.
"""

from collections.abc import Sequence

from mlsys_cli.interchange.exporters import ExportedQuestion, fill


def write(title: str, questions: Sequence[ExportedQuestion]) -> bytes:
    """The file, with a category for each section."""
    return fill("gift.txt", title, questions)
