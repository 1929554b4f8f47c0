"""Questions as a QTI 2.1 package."""

from collections.abc import Sequence

from mlsys_cli.interchange.exporters import MARK, ExportedQuestion, fill
from mlsys_cli.text.marked_zip import zip_bytes

_FILES = {"imsmanifest.xml": "qti21_manifest.xml", "test.xml": "qti21_test.xml"}


def write(title: str, questions: Sequence[ExportedQuestion]) -> bytes:
    """A zip with a manifest, a test that has the questions by section, and a file for each question."""
    files = {name: fill(template, title, questions) for name, template in _FILES.items()}
    for question in questions:
        files[f"items/{question.name}.xml"] = fill("qti21_item.xml", title, [question], q=question)
    return zip_bytes(files, MARK.encode())
