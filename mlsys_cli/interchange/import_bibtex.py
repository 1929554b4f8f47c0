"""Bibliographies, in BibTeX or BibLaTeX, or in JSON as CSL has it: their entries are the sources of a book."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, unquote

from mlsys_cli.book.check.rules.entry_fields import ADDRESS_PREFIXES, UNFIT_SIGNS, WEB_ADDRESS
from mlsys_cli.book.parse.prose import with_formulas
from mlsys_cli.errors import UnreadableError
from mlsys_cli.interchange.imported_entries import SourceReader
from mlsys_cli.interchange.importers import ImportOptions, json_items, read_source, require_library
from mlsys_cli.page.blocks import plain

if TYPE_CHECKING:  # a library of the extra
    from bibtexparser.model import Entry

_VENUES = (
    *("journal", "journaltitle", "container-title", "booktitle", "publisher", "school", "institution"),
    *("howpublished", "organization", "genre"),
)
"""The fields that may say where a work has appeared, the most exact first."""

_PLAIN = {"edition": "edition", "langid": "language", "language": "language"}
_NAMES = {"author": "authors", "editor": "editors", "translator": "translators"}
_PARTS_OF_NAMES = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
_USED = {
    *("title", "year", "date", "issued", "pages", "page", "doi", "url", "urldate", "accessed", "isbn"),
    *("eprint", "archiveprefix", "eprinttype", "crossref", "volume", "number", "issue", "id", "type", "citation-key"),
    *_PLAIN,
    *_NAMES,
}
_ET_AL = ("others", "et al.", "et al", "et. al.")
_ARXIV = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/| ?(?:preprint)?[: ]*(?:arxiv:)?)\s*(\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE
)
"""The identifier in `arXiv preprint arXiv:1706.03762` or `https://arxiv.org/abs/1706.03762`."""

_Work: TypeAlias = Mapping[str, Any]
"""The fields of a work as plain texts, and as lists of names those of people."""


def read(source: Path, options: ImportOptions) -> SourceReader:
    """The sources. Raises UnreadableError if it is no bibliography, NotFoundError if a library is missing."""
    text, reader = read_source(source), SourceReader(source.name)
    is_json = source.suffix == ".json" or text.lstrip().startswith(("[", "{"))
    works = _csl_works(text, reader) if is_json else _bibtex_works(text, reader)
    for key, work in works:
        _add(reader, key, work)
    if not reader.entries:
        raise UnreadableError(f"{source} has no entries", ["it may be BibTeX, or JSON as CSL has it"])
    return reader


def _add(reader: SourceReader, key: str, work: _Work) -> None:
    """Add the source that a work is; what it has no field for is lost."""
    venue = next((name for name in _VENUES if work.get(name)), "")
    fields: dict[str, Any] = {"key": reader.ids.take("source", key)}
    for name, field in _NAMES.items():
        fields[field] = [person for person in work.get(name, ()) if person.lower() not in _ET_AL]
        if len(fields[field]) < len(work.get(name, ())):
            reader.lose("'and others' in lists of names")
    if not fields["authors"]:
        fields["authors"] = fields.pop("editors") or [
            work.get("organization") or work.get("institution") or work.get("publisher") or "Anonymous"
        ]
    fields["year"] = _year(work)
    fields["title"] = work.get("title") or key
    fields["venue"] = f"{work[venue]}{_issue(work)}" if venue else ""
    for field, text in _addresses(work).items():
        fields[field] = _address(field, text)
        if text and not fields[field]:
            reader.lose(f"{field}s that can't be right", text)
    fields["pages"] = re.sub(r"\s*(?:-+|–|—)\s*", "-", work.get("pages") or work.get("page") or "")
    fields["accessed"] = work.get("urldate") or work.get("accessed")
    fields |= {field: work[name] for name, field in _PLAIN.items() if work.get(name)}
    fields["isbn"], *others = re.split(r"[\s,;]+(?=97[89])", work.get("isbn", ""))  # Zotero has those of all editions
    if others:
        reader.lose("ISBNs of other editions", " ".join(others))
    for name in work:
        if work[name] and name not in _USED and name != venue:
            reader.lose(f"fields {name!r}")
    reader.keep("source", "", fields, key)


def _issue(work: _Work) -> str:
    """The volume and number, as they stand behind the name of a journal: ` 12(3)`."""
    volume, number = work.get("volume", ""), work.get("number") or work.get("issue") or ""
    return f" {volume}({number})" if volume and number else f" {volume or number}" if volume or number else ""


def _year(work: _Work) -> int | None:
    dates = " ".join(str(work.get(name, "")) for name in ("year", "date", "issued"))
    match = re.search(r"(?<!\d)\d{4}(?!\d)", dates)
    return int(match[0]) if match else None


def _addresses(work: _Work) -> dict[str, str]:
    """The identifiers and the address of a work, as the source writes them."""
    is_arxiv = (work.get("archiveprefix") or work.get("eprinttype") or "").lower() == "arxiv"
    mention = _ARXIV.search(" ".join(work.get(name, "") for name in ("journal", "url", "howpublished", "note")))
    eprint = work.get("eprint", "") if is_arxiv else mention[1] if mention else ""
    published = work.get("howpublished", "")
    url = work.get("url") or (published if WEB_ADDRESS.match(published) else "")
    return {"doi": work.get("doi", ""), "arxiv": eprint, "url": url}


def _address(field: str, text: str) -> str:
    """An address or identifier as a book has it; empty if it can't be one."""
    text = text.strip()
    if field == "url":
        text = text if WEB_ADDRESS.match(text) or not text else f"https://{text}"
        text = quote(text, safe="%/:?#[]@!$&'()*+,;=~")
    elif match := ADDRESS_PREFIXES[field].match(text):
        text = text[match.end() :]
    text = unquote(text) if field == "doi" else text
    return "" if UNFIT_SIGNS[field][1].search(text) else text


# --- BibTeX ----------------------------------------------------------------------------------------------------------


def _bibtex_works(text: str, reader: SourceReader) -> Iterator[tuple[str, _Work]]:
    """The works of a bibliography with their keys; the reader is where they are."""
    require_library("bibtexparser")
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it can't read is among the losses
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import NormalizeFieldKeys, SeparateCoAuthors
    from bibtexparser.model import DuplicateBlockKeyBlock

    library = parse_string(text, append_middleware=[NormalizeFieldKeys(), SeparateCoAuthors()])
    for block in library.failed_blocks:
        is_double = isinstance(block, DuplicateBlockKeyBlock)
        first = (block.raw or "").strip().partition("\n")[0]
        reader.location = f"{reader.source}:{(block.start_line or 0) + 1}"
        reader.lose("keys that are there twice" if is_double else "entries that can't be read", first[:60])
    decode = _decoder()
    for entry in library.entries:
        reader.location = f"{reader.source}:{(entry.start_line or 0) + 1}"
        yield entry.key, _fields(entry, library.entries_dict, decode)


def _fields(entry: "Entry", entries: Mapping[str, "Entry"], decode: Callable[[str], str]) -> dict[str, Any]:
    """The fields of an entry, with those of the volume that it is in, as plain text."""
    fields = {field.key: field.value for field in entry.fields}
    volume = entries.get(fields.get("crossref", ""))
    if volume is not None:
        whole = {field.key: field.value for field in volume.fields}
        fields = whole | {"booktitle": whole.get("title", "")} | {"title": ""} | fields
    return {key: _plain_value(key, value, decode) for key, value in fields.items()}


def _plain_value(key: str, value: Any, decode: Callable[[str], str]) -> Any:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if isinstance(value, list):
        names = (parse_single_name_into_parts(name, strict=False).merge_first_name_first for name in value)
        return [decode(name) for name in names if name.strip()]
    return value.replace("\\", "").strip() if key in ("url", "doi", "eprint") else decode(value)


def _decoder() -> Callable[[str], str]:
    """A function that turns LaTeX into plain text; formulas are written with signs of Unicode."""
    from pylatexenc.latex2text import LatexNodes2Text

    to_text = LatexNodes2Text(math_mode="verbatim", keep_comments=True)

    def decode(text: str) -> str:
        if re.search(r"[\\{}$~]|--|``|''", text):
            text = to_text.latex_to_text(re.sub(r"(?<!\\)%", r"\\%", text))
        return " ".join(plain(with_formulas(text)).replace("\N{NO-BREAK SPACE}", " ").split())

    return decode


# --- CSL-JSON --------------------------------------------------------------------------------------------------------


def _csl_works(text: str, reader: SourceReader) -> Iterator[tuple[str, _Work]]:
    """The works of a bibliography with their keys; the reader is where they are."""
    for item, place in json_items(text, reader.source, "items", "id"):
        reader.location = place
        if isinstance(item, dict) and item.get("id") and item.get("title"):
            fields = {key.lower(): _json_value(key, value) for key, value in item.items()}
            yield str(item.get("citation-key") or item["id"]), fields
        else:
            reader.lose("entries that can't be read")


def _json_value(key: str, value: Any) -> Any:
    """A field of CSL as plain text: names as lists, dates as 2026-03-14, and no markup."""
    if key in _NAMES:
        return [_person(name) for name in value if isinstance(name, dict)] if isinstance(value, list) else []
    if isinstance(value, dict):
        parts: list[Any] = next(iter(value.get("date-parts") or [[]]), [])
        return "-".join(f"{int(part):02}" for part in parts if str(part).isdecimal()) or str(value.get("raw", ""))
    if isinstance(value, str | int | float):
        return " ".join(re.sub(r"</?(?:i|b|sub|sup|span)\b[^<>]*>", "", str(value)).split())
    return ""


def _person(name: Mapping[str, Any]) -> str:
    parts = (name.get(part) for part in _PARTS_OF_NAMES)
    return str(name.get("literal") or " ".join(str(part) for part in parts if part))
