"""Storing output after the program has written it."""

import os
import re
import sys
import zlib
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

from mlsys_cli.output_cache import recall
from mlsys_cli.text.atomic_file import replacing
from mlsys_cli.text.own_files import make_own_folder

MOST_BYTES = 20_000_000
"""The room that all cached output may take on the disk; when it is exceeded, all of it is deleted."""

_OUR_NAME = re.compile(r"[0-9a-f]{9,}|\.[0-9a-f]{9,}\.[0-9a-f]{8}\.tmp")
"""The name of a file of cached output, or of one that a killed process has left. Nothing else is deleted."""

_SETTLED = 20_000_000
"""Nanoseconds: a file that was changed less than this before it was read may change again with the same time."""


class Copied:
    """A stream that also collects what is written to it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        """Write to the stream."""
        written = self._stream.write(text)
        self.parts.append(text)
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def store(
    argv: list[str],
    text: str,
    *,
    paths: Mapping[str | Path, bool],
    began: int,
    period: tuple[int, int],
    terms: Callable[[Container[str]], Mapping[str, str]] | None = None,
) -> None:
    """Store the output `text` of a command line, which came from the files at `paths` and is valid for a `period`.

    `paths` says which of them existed then. Times are in nanoseconds since 1970; `began` is when the command did. After
    the output for a term that the bundle lacks, `terms` adds the output for other names that it lacks to the bundle.
    All errors are ignored, and so is Ctrl-C: the user has seen the output, and the next command can make it again.
    """
    folder = recall.output_folder()
    if folder is None:
        return
    with suppress(Exception, KeyboardInterrupt):
        here = recall.surroundings()

        def write(key: bytes, output: bytes) -> bool:
            sources = _sources(paths, began - _SETTLED)
            if sources:
                _write(Path(folder), sources, b"%d %d" % period, key, output)
            return bool(sources)

        # First its own, so that nothing more is laid out where nothing can be stored.
        is_stored = write(recall.output_key(here, argv), _encoded(text))
        if terms and is_stored and recall.bundled_name(argv):
            known = recall.outputs_in(recall.bundle(folder, here, began))
            more = {name: _encoded(output) for name, output in terms(known).items()}
            if more:
                write(recall.bundle_key(here), _bundle({**known, **more}))


def _sources(paths: Mapping[str | Path, bool], since: int) -> bytes | None:
    """All files with their states, this program's own among them; None if one has changed since a time."""
    own = [module.__file__ for name, module in sys.modules.items() if name.startswith("mlsys_cli")]
    libraries = Path(str(find_spec("typer").origin)).parents[1]  # type: ignore[union-attr]
    states = {}
    for path in map(os.fsencode, [*paths, *filter(None, own), libraries]):
        states[path] = recall.state_of(path)
        # The time of its last change, unlike that of its content, is new also where another file has taken its place.
        if states[path] != recall.MISSING and os.stat(path).st_ctime_ns > since:
            return None
    if any(existed and states[os.fsencode(path)] == recall.MISSING for path, existed in paths.items()):
        return None
    return b"\0".join(part for source in states.items() for part in source)


def _encoded(text: str) -> bytes:
    return text.encode(sys.stdout.encoding, sys.stdout.errors or "strict")


def _bundle(outputs: Mapping[str, bytes]) -> bytes:
    """Output by name as `recall` reads it: a table of the places, then each different output."""
    places: dict[bytes, tuple[int, int]] = {}
    end = 0
    for output in dict.fromkeys(outputs.values()):
        places[output] = (end, end := end + len(output))
    table = "".join("\n{}\0{} {}".format(name, *places[output]) for name, output in outputs.items())
    return table.encode() + b"\n\n" + b"".join(places)


def _write(folder: Path, sources: bytes, period: bytes, key: bytes, output: bytes) -> None:
    """Write a file of sources, and the output that came from them."""
    make_own_folder(folder.parent)
    make_own_folder(folder)
    name = recall.file_name(sources)
    head = b"%d %s %s\n" % (len(key), name.encode(), period)
    files = {name: sources, recall.file_name(key): head + key + output}
    ours = [entry for entry in os.scandir(folder) if _OUR_NAME.fullmatch(entry.name)]
    used = sum(entry.stat(follow_symlinks=False).st_blocks * 512 for entry in ours)
    if used + sum(map(len, files.values())) > MOST_BYTES:
        for entry in ours:
            os.unlink(entry)
    for file, content in files.items():
        if content == sources and recall.read(f"{folder}/{file}") == sources:
            continue
        with replacing(folder / file, is_cache=True) as temporary:
            temporary.write_bytes(b"%08x\n" % zlib.crc32(content) + content)
