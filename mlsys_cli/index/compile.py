"""The entries of a book compiled to rows of the index: prose parsed, links collected, text gathered for search."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from mlsys_cli.book.model import Book, Chapter, Era, Event, Figure, Section, Source, Table, Term
from mlsys_cli.book.parse.prose import parse_prose
from mlsys_cli.page import prose_text
from mlsys_cli.page.prose_links import map_spans, pack, targets, word_link
from mlsys_cli.quiz.question import Question


class LinkRow(NamedTuple):
    """A link to another entry, and the field that has it."""

    kind: str
    slug: str
    role: str


class Compiled(NamedTuple):
    """One entry, ready to be stored. `parent` is the slug of the entry of the same unit that it belongs to."""

    kind: str
    slug: str
    name: str
    data: dict[str, Any]
    parent: str = ""
    aliases: tuple[str, ...] = ()
    links: tuple[LinkRow, ...] = ()
    text: str = ""


class Prose:
    """The prose fields of one entry while it is compiled: packed for storing, with their links and words."""

    def __init__(self) -> None:
        self.links: list[LinkRow] = []
        self.texts: list[str] = []

    def pack(self, text: str, role: str) -> Any:
        """Parse a text and return its packed form."""
        blocks = parse_prose(text)
        self.links += [
            LinkRow(kind, slug, role) for kind, _, slug in (target.partition(":") for target in targets(blocks))
        ]
        self.texts.append(prose_text(map_spans(blocks, word_link)))
        return pack(blocks)

    def refer(self, kind: str, slugs: Iterable[str], role: str) -> list[str]:
        """Note that a field points to these entries."""
        slugs = list(slugs)
        self.links += [LinkRow(kind, slug, role) for slug in slugs]
        return slugs

    def remarks(self, noun: Any) -> dict[str, Any]:
        """The fields that qualify a fact, of an entry that has some of them."""
        return {
            "as_of": str(getattr(noun, "as_of", None) or ""),
            "disputed": self.pack(getattr(noun, "disputed", ""), "disputed"),
            "sources": self.refer("source", getattr(noun, "sources", ()), "sources"),
        }

    def compiled(self, kind: str, slug: str, name: str, data: dict[str, Any]) -> Compiled:
        """The entry with these prose fields."""
        return Compiled(kind, slug, name, data, links=tuple(self.links), text=self.text)

    @property
    def text(self) -> str:
        """All the words, for the full-text search."""
        return "\n".join(text for text in self.texts if text)


def compile_book(book: Book) -> Compiled:
    """The book itself."""
    prose = Prose()
    data = {"summary": book.summary, "credit": prose.pack(book.credit, "credit"), "licence": book.licence}
    return prose.compiled("book", book.id, book.title, data)._replace(text="")


def compile_source(source: Source) -> Compiled:
    """A source; its authors' names are searched too."""
    data = {
        "authors": source.authors,
        "year": source.year,
        "venue": source.venue,
        "doi": source.doi or "",
        "arxiv": source.arxiv or "",
        "url": source.url or "",
    }
    return Compiled("source", source.key, source.title, data, text=f"{', '.join(source.authors)}. {source.venue}")


def compile_chapter(chapter: Chapter) -> Iterator[Compiled]:
    """The chapter itself, then all that it holds, in reading order."""
    prose = Prose()
    data = {
        "summary": prose.pack(chapter.head.summary, "summary"),
        "objectives": [prose.pack(text, "objectives") for text in chapter.head.objectives],
    }
    yield prose.compiled("chapter", chapter.id, chapter.head.title, data)
    for section in chapter.sections:
        yield from _compile_section(chapter.id, section, chapter.id)
    yield from map(_compile_term, chapter.terms)
    yield from map(_compile_era, chapter.eras)
    yield from map(_compile_event, chapter.events)
    for table in chapter.tables:
        yield from _compile_table(table)
    yield from map(_compile_figure, chapter.figures)
    yield from map(_compile_question, chapter.questions)


def _compile_section(chapter: str, section: Section, parent: str) -> Iterator[Compiled]:
    prose, slug = Prose(), f"{chapter}/{section.id}"
    data = {
        "body": prose.pack(section.body, "body"),
        "remember": prose.pack(section.remember, "remember"),
        **prose.remarks(section),
    }
    data["words"] = sum(len(text.split()) for text in prose.texts)
    yield prose.compiled("section", slug, section.title, data)._replace(parent=parent, aliases=(section.id,))
    for below in section.sections:
        yield from _compile_section(chapter, below, slug)


def _compile_term(term: Term) -> Compiled:
    prose = Prose()
    data = {
        "kind": term.kind,
        "aliases": term.aliases,
        "definition": prose.pack(term.definition, "definition"),
        "explanation": prose.pack(term.explanation, "explanation"),
        "example": prose.pack(term.example, "example"),
        "see_also": prose.refer("term", term.see_also, "see_also"),
        "gloss": prose.texts[0],
        **prose.remarks(term),
    }
    # Aliases come last: what a search shows of a text begins with the words that say what the term is.
    text = f"{prose.text}\n({', '.join(term.aliases)})" if term.aliases else prose.text
    return prose.compiled("term", term.id, term.name, data)._replace(aliases=term.aliases, text=text)


def _compile_era(era: Era) -> Compiled:
    prose = Prose()
    data = {
        "start": era.start,
        "end": era.end,
        "winter": era.kind == "winter",
        "summary": prose.pack(era.summary, "summary"),
        "disputed": prose.pack(era.disputed, "disputed"),
    }
    return prose.compiled("era", era.id, era.name, data)


def _compile_event(event: Event) -> Compiled:
    prose = Prose()
    data = {
        "year": event.year,
        "month": event.month,
        "end": event.end,
        "era": event.era or "",
        "body": prose.pack(event.body, "body"),
        "terms": prose.refer("term", event.terms, "terms"),
        "section": event.section or "",
        **prose.remarks(event),
    }
    prose.refer("era", [event.era] if event.era else [], "era")
    prose.refer("section", [event.section] if event.section else [], "section")
    return prose.compiled("event", event.id, event.title, data)._replace(text=f"{event.year}: {prose.text}")


def _compile_table(table: Table) -> Iterator[Compiled]:
    prose = Prose()
    columns = [(column.id, column.name) for column in table.columns]
    rows = [(row.aspect, [row.cells.get(column, "") for column, _ in columns]) for row in table.rows]
    data = {"columns": columns, "rows": rows, "caption": prose.pack(table.caption, "caption"), **prose.remarks(table)}
    words = [", ".join(name for _, name in columns), *(f"{aspect}: {'; '.join(cells)}." for aspect, cells in rows)]
    yield prose.compiled("table", table.id, table.title, data)._replace(text="\n".join([prose.text, *words]))
    for column, name in columns:
        yield Compiled("column", f"{table.id}/{column}", name, {}, parent=table.id, aliases=(column,))


def _compile_figure(figure: Figure) -> Compiled:
    prose = Prose()
    data = {
        "kind": figure.kind,
        "alt": " ".join(figure.alt.split()),
        "nodes": [(node.id, node.name, node.note, node.value) for node in figure.nodes],
        "edges": figure.edges,
        "unit": figure.unit,
        "base": figure.base,
        "caption": prose.pack(figure.caption, "caption"),
        **prose.remarks(figure),
    }
    nodes = [f"{node.name}: {node.note}." if node.note else f"{node.name}." for node in figure.nodes]
    text = "\n".join([data["alt"], prose.text, *nodes])
    return prose.compiled("figure", figure.id, figure.title, data)._replace(text=text)


def _compile_question(question: Question) -> Compiled:
    """A question; its name is its text. Its words aren't searched, since they would give answers away."""
    prose = Prose()
    data = {
        **{key: value for key, value in asdict(question).items() if key != "id"},
        **{field: prose.pack(getattr(question, field), field) for field in ("ask", "explain", "hint")},
        "section": prose.refer("section", (question.section,), "section")[0],
        **prose.remarks(question),
    }
    name = " ".join(prose_text(map_spans(parse_prose(question.ask), word_link)).split())
    return prose.compiled("question", question.id, name, data)._replace(text="")
