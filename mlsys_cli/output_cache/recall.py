"""Finding cached output. It runs before everything else, so it imports only what Python has loaded by then.

The key is the command line as it was typed, with everything else that the program looks at; options aren't interpreted
here. In case of doubt there is no cached output, and the program itself runs.

All files are in one directory and begin with a checksum of the rest. Each output names a file of *sources*: the files
that it came from, each with its state. The terms of the book are stored together, in a *bundle* that grows.
"""

import os
import sys
import zlib

from mlsys_cli import __version__
from mlsys_cli.text.book_folder import working_book
from mlsys_cli.text.own_files import is_own_folder, read_own_file

_NAMES = ("COLUMNS", "FORCE_COLOR", "FZF_PREVIEW_COLUMNS", "HOME", "LANG", "NO_COLOR", "TERM", "TZ")
_PREFIXES = ("COMP_", "LC_", "MLSYS_", "PYTHON", "XDG_", "_MLSYS_", "_TYPER_")
"""The variables that can change what the program writes."""


ALWAYS = (0, 1 << 62)
"""The period of output that never expires, in nanoseconds since 1970."""


MISSING = b"-"
"""The state of a file that doesn't exist."""


def find_output(argv: list[str], now: int) -> bytes | None:
    """The cached output of a command line without the program's name, in bytes; None if there is none.

    Times are in nanoseconds since 1970.
    """
    folder = output_folder()
    if folder is None or not (is_own_folder(os.path.dirname(folder)) and is_own_folder(folder)):
        return None
    try:
        here = surroundings()
        output = _current(folder, output_key(here, argv), now)
        if output is None and (name := bundled_name(argv)):
            return _bundled(bundle(folder, here, now), name)
    except (OSError, ValueError):  # such as a working directory that was deleted
        return None
    return output


def output_folder() -> str | None:
    """The folder of cached output; None if it isn't used: on a terminal, on Windows, or if the user doesn't want it."""
    if sys.stdout is None or sys.stdout.isatty() or os.name != "posix" or os.environ.get("MLSYS_NO_CACHE"):
        return None
    home = os.environ.get("HOME", "")
    cache = os.environ.get("XDG_CACHE_HOME", "").strip()
    if sys.platform == "darwin" or not cache:
        cache = home + ("/Library/Caches" if sys.platform == "darwin" else "/.cache") if home else ""
    return f"{cache}/mlsys-cli/output" if cache.startswith("/") else None


def surroundings() -> bytes:
    """The book of the working directory, the program, the encoding of stdout, and the variables."""
    variables = [
        f"{name}={value}" for name, value in os.environ.items() if name in _NAMES or name.startswith(_PREFIXES)
    ]
    program = (
        working_book() or "",
        __version__,
        sys.version,
        __file__,
        str(sys.flags.optimize),
        sys.stdout.encoding,
        sys.stdout.errors or "",
    )
    return os.fsencode("\0".join([*program, *sorted(variables)]))


def output_key(here: bytes, argv: list[str]) -> bytes:
    """The key of an output. An option, or `MLSYS_CONTENT`, may name a path, which depends on the working directory."""
    if "MLSYS_CONTENT" in os.environ or any(word.startswith("-") for word in argv):
        argv = [*argv, "", os.getcwd()]
    return here + b"\0output\0" + os.fsencode("\0".join(argv))


def bundle_key(here: bytes) -> bytes:
    """The key of the bundle of terms."""
    directory = os.getcwd() if "MLSYS_CONTENT" in os.environ else ""
    return here + b"\0bundle\0" + os.fsencode(directory)


def bundled_name(argv: list[str]) -> str:
    """The key of the name that `define` is asked for, if there are no options."""
    if len(argv) < 2 or argv[0] != "define" or any(word.startswith("-") for word in argv):
        return ""
    from mlsys_cli.text.normalize import normalize_name

    return normalize_name(" ".join(argv[1:]))


def file_name(content: bytes) -> str:
    """The name of the file for a key, or of a file with this content."""
    return f"{zlib.crc32(content):08x}{len(content):x}"


def state_of(path: bytes) -> bytes:
    """The size, modification time and inode of a file, to be compared as a whole; a missing one has a state too."""
    try:
        status = os.stat(path)
    except OSError:
        return MISSING
    return b"%d %d %d" % (status.st_size, status.st_mtime_ns, status.st_ino)


def bundle(folder: str, here: bytes, now: int) -> bytes:
    """The bundle of terms: lines of `name start end`, an empty line, then their output; empty if there is none."""
    return _current(folder, bundle_key(here), now) or b""


def outputs_in(terms: bytes) -> dict[str, bytes]:
    """The output for each name in a bundle."""
    table, _, outputs = terms.partition(b"\n\n")
    rows = (row.partition(b"\0") for row in table.split(b"\n") if row)
    places = {name.decode(): [int(place) for place in rest.split()] for name, _, rest in rows}
    return {name: outputs[start:end] for name, (start, end) in places.items()}


def _bundled(terms: bytes, name: str) -> bytes | None:
    """The output for a name in a bundle."""
    table, _, outputs = terms.partition(b"\n\n")
    _, found, place = table.partition(b"\n%s\0" % name.encode())
    if not found:
        return None
    start, end = place.partition(b"\n")[0].split()
    return outputs[int(start) : int(end)]


def _current(folder: str, key: bytes, now: int) -> bytes | None:
    """The bytes stored under a key, unless they have expired or a source has changed."""
    content = read(f"{folder}/{file_name(key)}")
    if content is None:
        return None
    head, _, rest = content.partition(b"\n")
    size, sources, since, until = head.split()
    if rest[: int(size)] != key or not int(since) <= now < int(until):
        return None
    return rest[int(size) :] if _unchanged(f"{folder}/{sources.decode()}") else None


def _unchanged(path: str) -> bool:
    """True if no source has changed."""
    sources = read(path)
    if sources is None:
        return False
    parts = sources.split(b"\0")
    return all(state_of(source) == state for source, state in zip(parts[::2], parts[1::2], strict=True))


def read(path: str) -> bytes | None:
    """The content of a file behind its checksum; None if it isn't there, is another user's, or is damaged."""
    checksum, _, content = (read_own_file(path) or b"").partition(b"\n")
    return content if checksum == b"%08x" % zlib.crc32(content) else None
