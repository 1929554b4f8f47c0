"""The place of the book that comes with the program."""

from pathlib import Path


def bundled_book() -> Path:
    """The folder of the bundled book: inside the package, or next to it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "content"
    return inside if inside.is_dir() else package.parent / "content"
