"""The entries of a book compiled to rows of the index: prose parsed, links collected, text gathered for search."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from mlsys_cli.book import book_exhibits, model
from mlsys_cli.book.book_exhibits import NO_EXHIBITS, OwnExhibits
from mlsys_cli.book.calculator_mistakes import stored_document
from mlsys_cli.book.kinds import KINDS
from mlsys_cli.book.number_fields import FIELDS
from mlsys_cli.book.parse.load import LoadedBook
from mlsys_cli.book.parse.prose import parse_prose
from mlsys_cli.book.worked_examples import example_document, unplaced_examples, with_examples
from mlsys_cli.errors import MlsysError
from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.index.entry_records import numbers_from
from mlsys_cli.index.text_search import CODE_LINE
from mlsys_cli.page.blocks import Block, Code, map_spans, pack, prose_text, targets, word_link
from mlsys_cli.quantity.quantity import QuantityError
from mlsys_cli.quiz.fresh_numbers import shown_number, tolerance_of
from mlsys_cli.text.english import format_date

_POINTERS = {
    "see_also": "term",
    "terms": "term",
    "era": "era",
    "needs": "chapter",
    "section": "section",
    "sources": "source",
}
"""The fields that name other entries, each with the kind of these."""

_COLUMNS = {name: name for name in ("name", "subtitle", "sense", "aliases", "formerly")}
_COLUMNS |= {"id": "slug", "key": "slug", "title": "name", "also_asked": "asked"}
"""The fields by which entries are found, each with that of `Compiled`. A question's own may have the same names."""

_ELSEWHERE = {*_COLUMNS, "parts", "paths", "chapters", "sections", "check", "examples"} - {"aliases"}
"""The fields that are stored apart from the data of an entry; aliases are found by, and shown as well."""

_GENITIVES = ("'s", "’s", "s'", "s’")


class Compiled(NamedTuple):
    """One entry, ready to be stored. `parent` is the slug of the entry of the same unit that it belongs to.

    `sense` tells it from another entry of its name. A link is the kind and slug of another entry, and the field that
    has it. `asked` is what learners search for. `word_count` counts a section's own prose without its deeper part,
    which is folded. `formerly` are older slugs. `in_text` is the name as a sentence has it, where that differs.
    """

    kind: str
    slug: str
    name: str
    data: dict[str, Any]
    sense: str = ""
    subtitle: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    text: str = ""
    asked: tuple[str, ...] = ()
    word_count: int = 0
    formerly: tuple[str, ...] = ()
    in_text: str = ""


class _Entry:
    """An entry while it is compiled: its data with packed prose, its links, and the words of its prose by field.

    `own` is what its book has for exhibits.
    """

    def __init__(self, kind: str, noun: Any, own: OwnExhibits = NO_EXHIBITS) -> None:
        self.kind = kind
        self._own = own
        self._columns: dict[str, Any] = {}
        self.data: dict[str, Any] = {}
        self.links: list[tuple[str, str, str]] = []
        self.texts: dict[str, str] = {}
        self._examples = {example.id: example for example in getattr(noun, "examples", ())}
        for field in fields(noun):
            name, value = field.name, getattr(noun, field.name)
            is_own = kind == "question" and name != "formerly"
            if name in _COLUMNS and not is_own:
                self._columns[_COLUMNS[name]] = value
            if name in (*KINDS[kind].prose, *getattr(noun, "PROSE", ())):
                self.data[name] = self.pack(value, name)
            elif name in _POINTERS:
                self.data[name] = value or ""
                slugs = [value] if isinstance(value, str) else value or ()
                self.links += [(_POINTERS[name], slug, name) for slug in slugs]
            elif name == "run":
                exhibit = book_exhibits.find_exhibit(value, own)
                self.data[name] = exhibit.address if exhibit else ""
                self.links += [(book_exhibits.RUN, exhibit.address, name)] if exhibit else []
            elif name not in _ELSEWHERE or is_own:
                self.data[name] = value

    def pack(self, text: str, field: str) -> Any:
        """Parse the prose of a field and return its packed form."""
        blocks = book_exhibits.with_exhibits(with_examples(parse_prose(text), self._examples), self._own)
        parts = (target.partition(":") for target in targets(blocks))
        self.links += [(kind, slug, field) for kind, _, slug in parts]
        words = prose_text([_by_lines(block) for block in map_spans(blocks, word_link)])
        self.texts[field] = f"{self.texts[field]}\n{words}" if field in self.texts else words
        return pack(blocks)

    @property
    def text(self) -> str:
        """All the words, for the full-text search."""
        return "\n".join(filter(None, self.texts.values()))

    def compiled(self, **more: Any) -> Compiled:
        """The entry as it is stored; `more` are fields that don't follow from those of its author."""
        made = {"links": tuple(self.links), "text": self.text, **self._columns, **more}
        return Compiled(self.kind, data=self.data, **made)


def _by_lines(block: Block) -> Block:
    """A block of code with signs around each line, by which an excerpt of the text knows it; any other as it is."""
    return (
        Code("\n".join(CODE_LINE.format(line) for line in block.text.split("\n"))) if isinstance(block, Code) else block
    )


def compile_top(top: LoadedBook, own: OwnExhibits) -> Iterator[Compiled]:
    """The book itself, then what belongs to the whole of it: sources, models, machines, calculators, and data.

    Its texts may name what is the book's `own`.
    """
    own = book_exhibits.OwnOrBundled(own)
    yield _compile_book(top.book, own)
    yield from map(_compile_source, top.references)
    yield from (_compile_spec("model", spec, own) for spec in top.models)
    yield from (_compile_spec("machine", spec, own) for spec in top.machines)
    yield from map(_compile_calculator, top.calculators)
    for exhibit in top.exhibits:
        yield _Entry("exhibit", exhibit).compiled(text=f"{exhibit.summary} ({exhibit.exhibit})")


def compile_exhibits() -> Iterator[Compiled]:
    """The exhibits of the program, so that they are found by name and by words as entries are."""
    for entry in CATALOGUE.values():
        exhibit = load(entry.name)
        question = exhibit.question(exhibit.settings())
        about = question.text if question else exhibit.remember
        text = "\n".join(dict.fromkeys([about, exhibit.remember, *(preset.about for preset in exhibit.presets)]))
        data = {"about": about, "read_on": exhibit.read_on}
        aliases = (entry.title.removeprefix("The ").removeprefix("A "),)
        yield Compiled("exhibit", entry.name, entry.title, data, aliases=aliases, text=text)


def _compile_spec(kind: str, spec: model.Model | model.Machine, own: OwnExhibits) -> Compiled:
    entry = _Entry(kind, spec, own)
    numbers = [(name, str(item.value), str(item.as_of or ""), item.sources) for name, item in model.numbers_of(spec)]
    entry.data = {name: value for name, value in entry.data.items() if name not in FIELDS} | {"numbers": numbers}
    entry.links += [("source", key, "sources") for *_, keys in numbers for key in keys]
    facts = ", ".join(f"{number.label} {number.text}" for number in numbers_from(numbers, lambda _, key: key))
    text = "\n".join(filter(None, (entry.text, spec.maker, ", ".join(spec.aliases), facts)))
    return entry.compiled(text=text)


def _compile_calculator(calculator: model.Calculator) -> Compiled:
    """A calculator, as `calculators.calculator` reads it."""
    keys = (*calculator.sources, *(claim.source for claim in calculator.claims))
    links = [("source", key, "sources") for key in keys]
    links += [("section", calculator.read_on, "read_on")] if calculator.read_on else []
    parts: list[Any] = [*calculator.given.values(), *calculator.lines, *calculator.presets]
    asked = [word for part in (calculator, *parts) for word in getattr(part, "asked", ())]
    words = [calculator.about, *(part.words for part in parts), calculator.remember, calculator.ask, ", ".join(asked)]
    return Compiled(
        "calculator",
        calculator.id,
        calculator.title,
        stored_document(calculator),
        aliases=calculator.aliases,
        links=tuple(links),
        text="\n".join(filter(None, words)),
        formerly=calculator.formerly,
    )


def _compile_book(book: model.Book, own: OwnExhibits) -> Compiled:
    """The book itself."""
    entry = _Entry("book", book, own)
    kinds = book.term_kinds.values()
    entry.data["parts"] = [(part.title, part.subtitle, part.chapters) for part in book.parts]
    chapters = {name for part in book.parts for name in part.chapters}
    paths = [(path, [place for place in path.places if place.partition("/")[0] in chapters]) for path in book.paths]
    # A path that leads only to what is left out isn't the whole book, as one without places would be.
    kept = [(path, places) for path, places in paths if places or not path.places]
    entry.data["paths"] = [(path.id, path.title, path.audience, places) for path, places in kept]
    entry.data["kinds"] = {kind.id: (kind.name or kind.id.replace("-", " "), kind.asks) for kind in kinds}
    return entry.compiled(text="")


def _compile_source(source: model.Source) -> Compiled:
    """A source; the names of its authors, editors and translators are searched too."""
    entry = _Entry("source", source)
    # Authors may write an edition or a page as a number, and leave an address out.
    entry.data |= {field: str(entry.data[field] or "") for field in ("doi", "arxiv", "url", "edition", "pages")}
    people = ", ".join((*source.authors, *source.editors, *source.translators))
    return entry.compiled(text=f"{people}. {source.venue}")


def compile_chapter(chapter: model.Chapter, own: OwnExhibits, book: model.Book) -> Iterator[Compiled]:
    """The chapter itself, then all that it holds, in reading order; its texts may name what is the book's `own`."""
    own = book_exhibits.OwnOrBundled(own)
    entry = _Entry("chapter", chapter.head, own)
    entry.data["objectives"] = [entry.pack(text, "objectives") for text in chapter.head.objectives]
    yield entry.compiled(slug=chapter.id)
    for section in chapter.sections:
        yield from _compile_section(chapter.id, section, chapter.id, own)
    for term in chapter.terms:
        yield _compile_term(term, own, book)
    for era in chapter.eras:
        entry = _Entry("era", era, own)
        entry.data["winter"] = era.kind == "winter"
        yield entry.compiled()
    for event in chapter.events:
        entry = _Entry("event", event, own)
        yield entry.compiled(text=f"{format_date(event.year, event.month, event.day)}: {entry.text}")
    for table in chapter.tables:
        yield from _compile_table(table, own)
    for figure in chapter.figures:
        yield _compile_figure(figure, own)
    yield from map(_compile_calculator, chapter.calculators)
    for question in chapter.questions:  # its words aren't searched, since they would give answers away
        entry = _Entry("question", question, own)
        if taken := getattr(question, "answer_from", ""):
            entry.data |= _taken_answer(taken, entry.data)
        asks = [case["question"] for case in entry.data.get("cases", ())]
        name = " ".join(question.sample(*(asks[:1] or [entry.texts["ask"]])).split())
        yield entry.compiled(slug=question.id, name=name, text="")


def _taken_answer(taken: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a question whose answer is taken from an exhibit, which it offers; none if there is no answer."""
    address, number = book_exhibits.answer_source(taken)
    try:
        if not number:
            cases = [case._asdict() for case in book_exhibits.lab_cases(address)]
            return {"cases": cases, "run": data["run"] or address}
        answer = book_exhibits.exhibit_answer(taken)
        shown = shown_number(answer, tolerance_of(data["tolerance"], answer))
    except (MlsysError, QuantityError):
        return {"answer": ""}
    return {"answer": answer, "shown": shown, "run": data["run"] or address}


def _compile_section(chapter: str, section: model.Section, parent: str, own: OwnExhibits) -> Iterator[Compiled]:
    slug = f"{chapter}/{section.id}"
    if unplaced := unplaced_examples(section):
        section = replace(section, body="\n\n".join([section.body, *(f"![[example:{item}]]" for item in unplaced)]))
    entry = _Entry("section", section, own)
    entry.data["examples"] = [example_document(example) for example in section.examples]
    # What goes deeper is folded to a line, so it counts neither for the reading time nor for the share that was read.
    words = sum(len(text.split()) for field, text in entry.texts.items() if field != "deeper")
    yield entry.compiled(
        slug=slug,
        parent=parent,
        aliases=(section.id, *section.formerly),
        word_count=words,
        formerly=tuple(f"{chapter}/{old}" for old in section.formerly),
    )
    for below in section.sections:
        yield from _compile_section(chapter, below, slug, own)


def _compile_term(term: model.Term, own: OwnExhibits, book: model.Book) -> Compiled:
    entry = _Entry("term", term, own)
    entry.data["gloss"] = " ".join(entry.texts["definition"].split())
    # Aliases come last: what a search shows of a text begins with the words that say what the term is.
    text = f"{entry.text}\n({', '.join(term.aliases)})" if term.aliases else entry.text
    return entry.compiled(text=text, in_text=_name_in_text(term, book))


def _name_in_text(term: model.Term, book: model.Book) -> str:
    """The name with a small first letter, unless it is one that has a capital within a sentence as well.

    That is so if there is another capital or a digit in it (GPU), if its first word is a genitive (Moore's law), and if
    terms of its kind are persons or places.
    """
    kind, first, rest = book.term_kinds.get(term.kind), term.name[:1], term.name[1:]
    is_proper = rest != rest.lower() or any(map(str.isdigit, rest)) or term.name.split(" ")[0].endswith(_GENITIVES)
    return "" if is_proper or (kind and kind.asks in ("who", "where")) else first.lower() + rest


def _compile_table(table: model.Table, own: OwnExhibits) -> Iterator[Compiled]:
    entry = _Entry("table", table, own)
    columns = [(column.id, column.name) for column in table.columns]
    texts = ((row.aspect, row.texts) for row in table.rows)
    rows = [(aspect, [cells.get(column, "") for column, _ in columns]) for aspect, cells in texts]
    remarks = list(_cell_remarks(table))
    entry.data |= {"columns": columns, "rows": rows, "cell_remarks": remarks}
    entry.links += [("source", key, "sources") for *_, keys in remarks for key in keys]
    words = [", ".join(name for _, name in columns), *(f"{aspect}: {'; '.join(cells)}." for aspect, cells in rows)]
    yield entry.compiled(text="\n".join([entry.text, *words]))
    for column, name in columns:
        yield Compiled("column", f"{table.id}/{column}", name, {}, parent=table.id, aliases=(column,))


def _cell_remarks(table: model.Table) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """The date and the sources of each row and cell that has any, by its aspect, and by its column or an empty text."""
    for row in table.rows:
        for column, noted in [("", row), *row.cells.items()]:
            if not isinstance(noted, str) and (noted.as_of or noted.sources):
                yield row.aspect, column, str(noted.as_of or ""), noted.sources


def _compile_figure(figure: model.Figure, own: OwnExhibits) -> Compiled:
    entry = _Entry("figure", figure, own)
    entry.data["alt"] = " ".join(figure.alt.split())
    plotted = {key: entry.data.pop(key) for key in ("x", "y", "series", "marks")}
    entry.data["nodes"] = [(node.id, node.name, node.note, node.value, node.second) for node in figure.nodes]
    nodes = [f"{node.name}: {node.note}." if node.note else f"{node.name}." for node in figure.nodes]
    if figure.kind == "plot":
        entry.data["plot"] = _plot_data(figure)
        axes = (axis.label for axis in (plotted["x"], plotted["y"]) if axis)
        labels = (*axes, *(series.name for series in figure.series), *(mark.label for mark in figure.marks))
        nodes += [f"{label}." for label in labels if label]
    return entry.compiled(text="\n".join([entry.data["alt"], entry.text, *nodes]))


def _plot_data(figure: model.Figure) -> dict[str, Any]:
    """The axes, series and marks of a plot, as `page.plots` has them; what is incomplete is left out."""

    def axis(stated: model.FigureAxis | None) -> tuple[Any, ...]:
        if stated is None:
            return ("",)
        return (stated.label, stated.unit, stated.log, *(stated.range if len(stated.range) == 2 else (None, None)))

    return {
        "axes": [axis(figure.x), axis(figure.y)],
        "series": [
            (series.name, [point for point in series.points if len(point) == 2], series.draw == "line")
            for series in figure.series
        ],
        "marks": [(*mark.at, mark.label) for mark in figure.marks if len(mark.at) == 2],
    }
