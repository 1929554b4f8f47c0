"""Questions from GIFT, Moodle XML and QTI, which are told apart by what is in the file."""

import re
from pathlib import Path

from mlsys_cli.errors import UnreadableError
from mlsys_cli.interchange.import_gift import read_gift
from mlsys_cli.interchange.import_moodle import read_moodle
from mlsys_cli.interchange.import_qti import read_package, read_qti
from mlsys_cli.interchange.imported_entries import SourceReader
from mlsys_cli.interchange.imported_questions import QuestionReader
from mlsys_cli.interchange.importers import MOST_BYTES, ImportOptions, read_source
from mlsys_cli.interchange.sources import Package, read_xml
from mlsys_cli.text.atomic_file import read_bytes

_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|quiz|questestinterop|assessment)")


def read(source: Path, options: ImportOptions) -> SourceReader:
    """The questions of a file. Raises UnreadableError if it has none."""
    reader = QuestionReader(source.name, options.chapter)
    data = read_bytes(source, MOST_BYTES)
    if data.startswith(b"PK"):
        read_package(Package(source), reader)
    elif _XML.match(data):
        root = read_xml(data, source.name)
        if root.tag == "quiz":
            read_moodle(root, reader)
        else:
            read_qti(root, reader, source.name)
    elif b"{" in data:  # without one, GIFT has no question, and any text would be taken for it
        read_gift(read_source(source), reader)
    if not reader.entries and not reader.losses:
        raise UnreadableError(f"{source} has no questions in GIFT, Moodle XML or QTI")
    return reader
