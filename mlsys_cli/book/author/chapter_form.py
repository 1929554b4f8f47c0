"""The file of a chapter in its other form: chapter.yaml as chapter.md, and the other way round."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlsys_cli.book.author.entry_yaml import entry_yaml
from mlsys_cli.book.author.templates import schema_line
from mlsys_cli.book.author.text_edits import meaning, sound_document
from mlsys_cli.book.kinds import CHAPTER_MARKDOWN
from mlsys_cli.book.parse.source_file import files_of_chapter
from mlsys_cli.errors import MlsysError, OutputError, UsageError
from mlsys_cli.text.atomic_file import read_text_file

_IN_TEXT = ("id", "title", "body", "remember", "deeper", "sections")
"""The keys of a section that aren't in the comment below its heading."""

_DEEPEST = 6
"""The levels of headings that Markdown has."""


def copy_in_form(book: Path, target: Path, chapters: Sequence[str], file: str) -> int:
    """Copy a book, with some chapters in the form of a file; return how many have got another one.

    Raises OutputError if the folder exists or can't be written.
    """
    if target.resolve().is_relative_to(book.resolve()) or os.path.lexists(target):
        raise UsageError(f"{target} is in the book, or exists already", ["give a new folder outside the book"])
    changed = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as temporary:
            made = Path(temporary) / target.name
            shutil.copytree(book, made, symlinks=True, ignore=shutil.ignore_patterns(".git"))
            for chapter in chapters:
                old = made / chapter / files_of_chapter(made / chapter)[0]
                if old.name != file:
                    (old.parent / file).write_bytes(other_form(str(old), read_text_file(old)).encode())
                    old.unlink()
                    changed += 1
            os.rename(made, target)
    except OSError as error:
        raise OutputError(f"{target} can't be written: {error.strerror}") from error
    return changed


def other_form(path: str, text: str) -> str:
    """The text of a chapter in its other form, without comments. Raises MlsysError if that would say something else."""
    sound_document(path, text)
    value = _plain(meaning(text, path))
    is_markdown = path.endswith(CHAPTER_MARKDOWN)
    made = schema_line("x/chapter.yaml") + entry_yaml(value) if is_markdown else "\n".join(_markdown_of(value))
    if _plain(meaning(made, "chapter.yaml" if is_markdown else CHAPTER_MARKDOWN)) != value:
        place = "/".join(Path(path).parts[-2:])
        raise MlsysError(f"{place} has something that the other form can't have", ["nothing was written"])
    return made


def _plain(value: Any) -> Any:
    """A value with its sections last, without empty lists of them, and without empty lines around its texts."""
    if isinstance(value, dict):
        ordered = sorted(value.items(), key=lambda pair: pair[0] == "sections")  # which an author would write last
        return {key: _plain(item) for key, item in ordered if key != "sections" or item}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.rstrip().lstrip("\n") if isinstance(value, str) else value


def _markdown_of(value: Mapping[str, Any]) -> Iterator[str]:
    head = {key: item for key, item in value.items() if key != "sections"}
    yield f"---\n{entry_yaml(head)}---\n"
    for section in value.get("sections", ()):
        yield from _section(section, 2)


def _section(section: Mapping[str, Any], level: int) -> Iterator[str]:
    yield f"{'#' * min(level, _DEEPEST)} {section.get('title', '')} {{#{section.get('id', '')}}}\n"
    if more := {key: item for key, item in section.items() if key not in _IN_TEXT}:
        yield f"<!--\n{entry_yaml(more)}-->\n"
    if body := section.get("body"):
        yield f"{body}\n"
    if remember := section.get("remember"):
        yield "> **Remember:** " + remember.replace("\n", "\n> ") + "\n"
    if deeper := section.get("deeper"):
        colons = max(re.findall("^:{3,}", deeper, re.MULTILINE), key=len, default="::")
        yield f"{colons}: deeper\n{deeper}\n{colons}:\n"
    for below in section.get("sections", ()):
        yield from _section(below, level + 1)
