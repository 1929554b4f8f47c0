"""The first line of a file, which points editors to the schema of the file."""

SCHEMA_FOLDER = ".schema"
"""The folder of a book for the schemas of editors; the first line of each file points there."""


def schema_name(file: str) -> str:
    """The name of the schema of one of a book's files."""
    return file.replace(".yaml", ".json")


def modeline(file: str, depth: int) -> str:
    """The first line of a file, which points editors to its schema; `depth` counts the folders above it in the book."""
    return f"# yaml-language-server: $schema={'../' * depth}{SCHEMA_FOLDER}/{schema_name(file)}\n"
