"""Exhibits and calculators by the chapters that they belong to."""

from collections.abc import Collection, Iterator

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.queries.subjects import tried_exhibits
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import sentence
from mlsys_cli.views.labs_view import ChapterLabs, Lab, LabsView


def labs_view(session: Session, chapter: Ref | None = None) -> LabsView:
    """All that can be run by its chapter, or what belongs to one chapter."""
    reached = {name for name, trial in tried_exhibits(session).items() if trial.reached}
    seen: set[str] = set()
    every = (part for library in session.books.with_calculators for part in labs_by_chapter(library, reached, seen))
    return LabsView([part for part in every if part.labs and chapter in (None, part.chapter)])


def labs_by_chapter(library: Library, reached: Collection[str], seen: set[str]) -> Iterator[ChapterLabs]:
    """The chapters of a library with what can be run; last, without a chapter, what belongs to none of them.

    What was `seen` of an earlier book hides what has the same address.
    """
    entries = library.entries
    chapters, numbers = entries.refs("chapter"), entries.chapter_numbers
    labs: dict[Ref | None, list[Lab]] = {}
    for ref, _, data in entries.stored([*entries.refs("exhibit"), *entries.refs("calculator")]):
        if ref.address in seen:
            continue
        seen.add(ref.address)
        slug = data.get("read_on", "").partition("/")[0]
        named = (one for one in chapters if one.slug == slug and ref.book in ("", one.book))  # exhibits are in no book
        lab = Lab(ref, sentence(data["about"] if "about" in data else data["summary"]), ref.address in reached)
        labs.setdefault(next(named, None) or entries.chapter_of(ref), []).append(lab)
    yield from (ChapterLabs(chapter, numbers.get(chapter.id, ""), labs.get(chapter, ())) for chapter in chapters)
    yield ChapterLabs(None, "", labs.get(None, ()))
