"""Reading a file that the user names."""

from pathlib import Path

from mlsys_cli.errors import UnreadableError


def read_text_file(path: Path | str, most_bytes: int | None = None) -> str:
    """The text of a file without a byte order mark. Raises UnreadableError, also if it has more than `most_bytes`."""
    try:
        with open(path, "rb") as stream:
            content = stream.read(-1 if most_bytes is None else most_bytes + 1)  # a device may have no end
        if most_bytes is not None and len(content) > most_bytes:
            raise UnreadableError(f"{path} is larger than {most_bytes // 1_000_000} MB")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path} isn't valid UTF-8", ["save the file as UTF-8"]) from error
    except (OSError, ValueError) as error:  # the second for a name that no file can have
        raise UnreadableError(f"{path} can't be read: {getattr(error, 'strerror', None) or error}") from error
