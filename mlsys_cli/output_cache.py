"""Cached output: what the program once wrote to a pipe, written again while everything it came from is unchanged.

`find_output` runs before the program is imported, so this file imports only what Python has loaded by then, and `store`
the rest in its functions. The key of an output is the command line as it was typed, with everything else that the
program looks at; options aren't interpreted here. In case of doubt there is no cached output, and the program runs.

An output is a file: a checksum of the rest, a line of numbers, the key, the *sources* and the output. The sources are
the files that it came from, each with its state.
"""

import os
import sys
import zlib

from mlsys_cli import __version__
from mlsys_cli.text.own_files import is_own_folder, make_own_folder, read_own_file, working_book

_NAMES = ("COLUMNS", "FORCE_COLOR", "FZF_PREVIEW_COLUMNS", "HOME", "LANG", "NO_COLOR", "TERM", "TZ")
_PREFIXES = ("COMP_", "LC_", "MLSYS_", "PYTHON", "XDG_", "_MLSYS_", "_TYPER_")
"""The variables that can change what the program writes."""

ALWAYS = (0, 1 << 62)
"""The period of output that never expires, in nanoseconds since 1970."""

MOST_BYTES = 20_000_000
"""The room that all cached output may take on the disk; when it is exceeded, all of it is deleted."""

_MISSING = b"-"
"""The state of a file that doesn't exist."""

_SETTLED = 20_000_000
"""Nanoseconds: a file that was changed less than this before it was read may change again with the same time.

Linux takes the time of a change from a clock that ticks every 1 to 10 milliseconds.
"""


def find_output(argv: list[str], now: int) -> bytes | None:
    """The cached output of a command line without the program's name, in bytes; None if there is none.

    `now` is in nanoseconds since 1970.
    """
    folder = output_folder()
    if folder is None or not (is_own_folder(os.path.dirname(folder)) and is_own_folder(folder)):
        return None
    try:
        key = _key(argv)
        content = _read(f"{folder}/{_file_name(key)}")
        if content is None:
            return None
        head, _, rest = content.partition(b"\n")
        key_size, sources_size, since, until = map(int, head.split())
        end = key_size + sources_size
        is_valid = rest[:key_size] == key and since <= now < until and _are_unchanged(rest[key_size:end])
    except (OSError, ValueError):  # such as a working directory that was deleted
        return None
    return rest[end:] if is_valid else None


def store(argv: list[str], text: str, *, paths: dict[str, bool], began: int, period: tuple[int, int]) -> None:
    """Store the output `text` of a command line, which came from the files at `paths` and is valid for a `period`.

    `paths` says which of them existed then. Times are in nanoseconds since 1970; `began` is when the command did.
    All errors are ignored, and so is Ctrl-C: the user has seen the output, and the next command can make it again.
    """
    from contextlib import suppress

    with suppress(Exception, KeyboardInterrupt):
        folder = output_folder()
        sources = _sources_of(paths, began - _SETTLED)
        if folder and sources:
            key, output = _key(argv), text.encode(sys.stdout.encoding, sys.stdout.errors or "strict")
            head = b"%d %d %d %d\n" % (len(key), len(sources), *period)
            _write(folder, _file_name(key), head + key + sources + output)


def output_folder() -> str | None:
    """The folder of cached output; None if it isn't used: on a terminal, on Windows, or if the user doesn't want it."""
    if sys.stdout is None or sys.stdout.isatty() or os.name != "posix" or os.environ.get("MLSYS_NO_CACHE"):
        return None
    home = os.environ.get("HOME", "")
    cache = os.environ.get("XDG_CACHE_HOME", "").strip()
    if sys.platform == "darwin" or not cache:
        cache = home + ("/Library/Caches" if sys.platform == "darwin" else "/.cache") if home else ""
    return f"{cache}/mlsys-cli/output" if cache.startswith("/") else None


def _key(argv: list[str]) -> bytes:
    """A command line with all that it is answered by: the book of the working directory, the program, the variables.

    An option, or `MLSYS_CONTENT`, may name a path, which depends on the working directory.
    """
    variables = [
        f"{name}={value}" for name, value in os.environ.items() if name in _NAMES or name.startswith(_PREFIXES)
    ]
    if "MLSYS_CONTENT" in os.environ or any(word.startswith("-") for word in argv):
        argv = [*argv, "", os.getcwd()]
    program = (__version__, sys.version, __file__, str(sys.flags.optimize))
    stdout = (sys.stdout.encoding, sys.stdout.errors or "")
    return os.fsencode("\0".join([working_book() or "", *program, *stdout, *sorted(variables), "", *argv]))


def _file_name(key: bytes) -> str:
    # Two keys may share it: the file has the whole key, and that of the other counts as missing.
    return f"{zlib.crc32(key):08x}{len(key):x}"


def _state_of(path: bytes) -> tuple[bytes, int]:
    """The size, modification time and inode of a file, to be compared as a whole; a missing one has a state too.

    The second value is the time of its last change. Unlike that of its content, it is new also where another file has
    taken its place.
    """
    try:
        status = os.stat(path)
    except OSError:
        return _MISSING, 0
    return b"%d %d %d" % (status.st_size, status.st_mtime_ns, status.st_ino), status.st_ctime_ns


def _are_unchanged(sources: bytes) -> bool:
    parts = sources.split(b"\0")
    return all(_state_of(path)[0] == state for path, state in zip(parts[::2], parts[1::2], strict=True))


def _read(path: str) -> bytes | None:
    """The content of a file behind its checksum; None if it isn't there, is another user's, or is damaged."""
    checksum, _, content = (read_own_file(path) or b"").partition(b"\n")
    return content if checksum == b"%08x" % zlib.crc32(content) else None


def _sources_of(paths: dict[str, bool], since: int) -> bytes | None:
    """All files with their states, this program's own among them; None if one has changed since a time."""
    from importlib.util import find_spec

    own = [module.__file__ for name, module in sys.modules.items() if name.startswith("mlsys_cli")]
    # The folder of the libraries, which changes when one of them is installed or removed.
    libraries = os.path.dirname(os.path.dirname(str(find_spec("typer").origin)))  # type: ignore[union-attr]
    states = {}
    for path in map(os.fsencode, [*paths, *filter(None, own), libraries]):
        states[path], changed = _state_of(path)
        if changed > since:
            return None
    if any(existed and states[os.fsencode(path)] == _MISSING for path, existed in paths.items()):
        return None
    return b"\0".join(part for source in states.items() for part in source)


def _write(folder: str, name: str, content: bytes) -> None:
    """Write a file of the cache, after deleting all others where there is no room for it."""
    import re
    from pathlib import Path

    from mlsys_cli.text.atomic_file import replacing

    make_own_folder(os.path.dirname(folder))
    make_own_folder(folder)
    # A file of cached output, or one that a killed process has left. Nothing else is deleted.
    is_ours = re.compile(r"[0-9a-f]{9,}|\.[0-9a-f]{9,}\.[0-9a-f]{8}\.tmp").fullmatch
    ours = [entry for entry in os.scandir(folder) if is_ours(entry.name)]
    if sum(entry.stat(follow_symlinks=False).st_blocks * 512 for entry in ours) + len(content) > MOST_BYTES:
        for entry in ours:
            os.unlink(entry)
    with replacing(Path(folder, name), is_cache=True) as temporary:
        temporary.write_bytes(b"%08x\n" % zlib.crc32(content) + content)
