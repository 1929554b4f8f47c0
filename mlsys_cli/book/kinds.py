"""The kinds of entries that a book has, and where each stands."""

from typing import TypeAlias

Steps: TypeAlias = tuple[str | int, ...]
"""The keys and indices that lead from an entry to one of its values."""

FILES = {
    "book": ("book.yaml", ""),
    "source": ("references.yaml", "references"),
    "chapter": ("chapter.yaml", ""),
    "section": ("chapter.yaml", "sections"),
    "term": ("glossary.yaml", "terms"),
    "era": ("timeline.yaml", "eras"),
    "event": ("timeline.yaml", "events"),
    "table": ("tables.yaml", "tables"),
    "figure": ("figures.yaml", "figures"),
    "question": ("quiz.yaml", "questions"),
}
"""The file in which each kind of thing stands, and the key of their list in it."""
