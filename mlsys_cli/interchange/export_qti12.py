"""Questions as a QTI 1.2 package, in the form that Canvas writes and most other platforms read.

What is put in order becomes pairs of a place and an item, since these platforms have no such kind.
"""

from collections.abc import Sequence

from mlsys_cli.interchange.exporters import MARK, ExportedQuestion, fill
from mlsys_cli.text.marked_zip import zip_bytes

_FILES = {"imsmanifest.xml": "qti12_manifest.xml", "questions/questions.xml": "qti12.xml"}


def write(title: str, questions: Sequence[ExportedQuestion]) -> bytes:
    """A zip with a manifest and one assessment."""
    files = {name: fill(template, title, questions) for name, template in _FILES.items()}
    return zip_bytes(files, MARK.encode())
