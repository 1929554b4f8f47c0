"""The first line of a file, which points editors to the schema of the file."""

SCHEMA_FOLDER = ".schema"
"""The folder of a book in which the schemas for editors stand; the first line of each file points there."""


def schema_name(file: str) -> str:
    """The name of the schema of one of a book's files."""
    return file.replace(".yaml", ".json")


def modeline(file: str, depth: int) -> str:
    """The first line of a file, by which editors find its schema; `depth` is how deep it stands in the book."""
    return f"# yaml-language-server: $schema={'../' * depth}{SCHEMA_FOLDER}/{schema_name(file)}\n"
