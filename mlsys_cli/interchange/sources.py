"""XML and zip files of others, read so that they can't do harm."""

import re
import zipfile
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder, tostring
from xml.parsers import expat

from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs.untrusted_files import BROKEN_ZIP, refusal, zip_member

_MOST_BYTES = 64_000_000
"""The bytes of a file in a zip."""

LINE = "data-line"
"""The attribute that tells the line of an element."""

_DEEPEST = 100  # the elements around another one; each costs calls of Python, which end at a thousand
_MOST_FILES_BYTES = 8 * 1024 * 1024
"""The bytes of the list of files in a zip, which `zipfile` makes objects of: some 100,000 files."""

_KNOWN_DTD = re.compile(r"(?:https?://www\.imsglobal\.org/[\w/.-]*|[\w.-]*)ims_qti\w+\.dtd")
"""The document type that many files of QTI 1.2 name; it isn't read."""


def read_xml(data: bytes, name: str) -> Element:
    """The root of an XML file; its tags and attributes have lost their namespaces. Raises UnreadableError.

    Entities, and document types but those of QTI, are refused: they can read other files, or grow without end.
    """
    builder, parser, depth = TreeBuilder(), expat.ParserCreate(namespace_separator=" "), 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise UnreadableError(f"{name}:{parser.CurrentLineNumber}: more than {_DEEPEST} elements in each other")
        own = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        builder.start(tag.rpartition(" ")[2], own | {LINE: str(parser.CurrentLineNumber)})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rpartition(" ")[2])

    def doctype(_: str, system: str | None, *__: object) -> None:
        if not _KNOWN_DTD.fullmatch(system or ""):
            raise UnreadableError(f"{name}:{parser.CurrentLineNumber}: an XML file with a document type isn't read")

    def entity(*_: object) -> None:
        raise UnreadableError(f"{name}:{parser.CurrentLineNumber}: an XML file with entities of its own isn't read")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, builder.data
    parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = doctype, entity
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableError(f"{name} isn't valid XML: {error}") from error
    return builder.close()


def inner_html(element: Element) -> str:
    """The content of an element as HTML."""
    parts = [escape(element.text or "", quote=False)]
    parts += (tostring(child, encoding="unicode", method="html") for child in element)
    return "".join(parts)


class Package(zipfile.ZipFile):
    """A zip of another program. Files in it are read one by one, each up to a limit."""

    def __init__(self, path: Path) -> None:
        """Open a zip. Raises UnreadableError if it is none, or could do harm."""
        try:
            with path.open("rb") as file:
                file.seek(max(path.stat().st_size - 66_000, 0))
                end = file.read()
            place = end.rfind(b"PK\x05\x06")
            listed = int.from_bytes(end[place + 12 : place + 16], "little") if place >= 0 else 0
            if listed > _MOST_FILES_BYTES:
                raise refusal("it has too many files", source=str(path))
            super().__init__(path)
        except OSError as error:
            raise UnreadableError(f"{path} can't be read: {error.strerror}") from error
        except BROKEN_ZIP as error:
            raise UnreadableError(f"{path} isn't a valid zip file") from error

    def bytes_of(self, name: str, most: int = _MOST_BYTES) -> bytes:
        """The bytes of a file in it. Raises UnreadableError."""
        member = zip_member(self, self.getinfo(name))
        if member.size > most:
            raise refusal(f"a file is larger than {most // 1_000_000} MB", name, self.filename)
        return member.read()
