"""The pages of a site: which there are, and what stands on each of them, without the frame around it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, partial
from itertools import groupby
from operator import itemgetter
from secrets import token_hex
from typing import Any, NamedTuple

from mlsys_cli.book.kinds import SPECS
from mlsys_cli.deck.generate_cards import CardMaker
from mlsys_cli.index.entry_records import (
    BookRecord,
    ChapterRecord,
    Match,
    OutlineRecord,
    PathRecord,
    Ref,
    SourceRecord,
)
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, OutlineRow, Paragraph, Span, prose_text, text_spans
from mlsys_cli.page.markdown import write_markdown
from mlsys_cli.quiz.study_card import Card, order_of
from mlsys_cli.render.html_blocks import DRAWN, local_anchors
from mlsys_cli.session.session import Session
from mlsys_cli.site.addresses import CITING, Addresses, relative, whole_of
from mlsys_cli.site.forms import Write, question_form
from mlsys_cli.site.page_templates import fill, write, written
from mlsys_cli.site.runs import Runs
from mlsys_cli.site.whole_book import ORDER, by_letter, is_trail, lowered, timeline_view, whole_book
from mlsys_cli.text.english import counted, reading_minutes
from mlsys_cli.views import shared_blocks as shared
from mlsys_cli.views.reading_view import ReadingView
from mlsys_cli.views.spec_view import SpecsView
from mlsys_cli.views.term_view import TermView

_MOST_CHARACTERS = 150_000
"""The size of a page of what can be run, whose last pictures are left out until it is no larger."""


class Page(NamedTuple):
    """A page: its path, title and kind, what stands in its `<main>`, and its twin in Markdown, if it has one.

    The `facts` stand under its title. `trail` leads to it from the home page: the words of each link, and its address.
    `location` is the chapter or section that it shows, and `book` the id of its book, which may be none.
    """

    path: str
    title: str
    kind: str
    body: str
    book: str = ""
    summary: str = ""
    facts: str = ""
    markdown: str = ""
    trail: tuple[tuple[str, str], ...] = ()
    location: Ref | None = None

    @property
    def twin(self) -> str:
        """The path of its twin in Markdown."""
        return f"{self.path.removesuffix('.html')}.md" if self.markdown else ""


class Site:
    """The pages of the open books, or of some of their chapters, by their paths; each is made when it is asked for."""

    def __init__(
        self, session: Session, chapters: Sequence[Ref] = (), *, has_questions: bool = True, is_live: bool = False
    ) -> None:
        """Take the books of a session; the questions of a `live` site are sent to the program, which grades them."""
        self.is_live = is_live
        self.library = session.books.library
        self.books = {book.ref.slug: book for book in self.library.books()}
        self.addresses = Addresses(self.library, chapters)
        self.runs = Runs(session, self.addresses.has)
        self._entries = self.library.entries
        self._has_questions = has_questions
        self.numbers = self._entries.section_numbers(self.addresses.chapters)
        """The numbers of chapters and sections by their numbers in the index."""
        self.lists = cache(self._lists)
        self.contents = cache(self._contents)
        self.makers: dict[str, Callable[[], Page]] = {}
        """The functions that make the pages, by their paths."""
        for book in self.books.values():
            self.makers |= self._pages_of(book)
        self.run_names = self.addresses.add_runs(self.runs.presets, is_live=is_live)
        self.makers |= {path: partial(self._run, path, name) for path, name in self.run_names.items()}
        if len(self.books) > 1:
            self.makers["index.html"] = self._shelf

    def numbered(self, ref: Ref) -> str:
        """The title of an entry, after its number if it has one."""
        return shared.numbered(ref, self.numbers)

    def _lists(self, book: str) -> list[tuple[str, "BookList", int]]:
        """The lists of a book that have something on them, with their names and how much that is."""
        counts = {name: sum(len(self._of_kind(kind, book)) for kind in one.kinds) for name, one in LISTS.items()}
        counts["labs"] = sum(len(labs) for _, labs in self.runs.by_chapter(book))
        return [(name, LISTS[name], count) for name, count in counts.items() if count]

    def _contents(self, chapter: Ref, folder: str) -> str:
        """The chapters of a book with links from the pages in a folder; of one chapter the sections as well."""
        return fill("site/contents.html", site=self, chapter=chapter, link=partial(relative, f"{folder}/"))

    def _pages_of(self, book: BookRecord) -> dict[str, Callable[[], Page]]:
        """The functions that make the pages of a book, by their paths, in reading order."""
        slug, folder, of = book.ref.slug, self.addresses.folders[book.ref.slug], self.addresses.of
        home = f"{folder}index.html"
        makers: dict[str, Callable[[], Page]] = {home: partial(self._home, home, book)}
        for outline in self.outlines[slug]:
            makers[of(outline.ref)] = partial(self._chapter, outline)
            for _, section in outline.each_section():
                makers[of(section.ref)] = partial(self._section, section)
            whole = whole_of(of(outline.ref))
            makers[whole] = partial(self._whole_chapter, whole, outline.ref)
        shown = {"term": self._term, "table": self._table, "figure": self._figure, **dict.fromkeys(SPECS, self._spec)}
        makers |= {of(ref): partial(make, ref) for kind, make in shown.items() for ref in self._of_kind(kind, slug)}
        for name, one, _ in self.lists(slug):
            makers[f"{folder}{name}.html"] = partial(one.make, self, f"{folder}{name}.html", slug)
        search, whole = f"{folder}search.html", f"{folder}print.html"
        makers[search] = partial(Page, search, "Search", "search", body=fill("site/search.html"), book=slug)
        return makers | {whole: partial(self._print, whole, slug)}

    def _of_kind(self, kind: str, book: str) -> list[Ref]:
        """The entries of a kind in a book that the site has."""
        return [ref for ref in self._entries.refs(kind) if ref.book == book and self.addresses.has(ref)]

    @cached_property
    def outlines(self) -> dict[str, list[OutlineRecord]]:
        """The chapters of each book that the site has, with their sections."""
        by_book: dict[str, list[OutlineRecord]] = defaultdict(list)
        for outline in self.library.outlines(self.addresses.chapters):
            by_book[outline.ref.book].append(outline)
        return by_book

    @cached_property
    def beside(self) -> dict[Ref | None, tuple[Ref | None, Ref | None]]:
        """The chapters and sections before and after each."""
        beside: dict[Ref | None, tuple[Ref | None, Ref | None]] = {}
        for outlines in self.outlines.values():
            refs = [ref for one in outlines for ref in (one.ref, *(section.ref for _, section in one.each_section()))]
            beside |= zip(refs, zip([None, *refs], [*refs[1:], None], strict=False), strict=True)
        return beside

    @cached_property
    def _sources(self) -> dict[str, SourceRecord]:
        """All sources of the books by their addresses."""
        return {one.ref.address: one for one in self.library.source_records(self._entries.refs("source"))}

    # --- the text -----------------------------------------------------------------------------------------------------

    def _home(self, path: str, book: BookRecord) -> Page:
        """The home page of a book: what it is, what to do first, and its contents."""
        slug = book.ref.slug
        outlines = {one.ref.slug: one for one in self.outlines[slug]}
        parts = [
            (title, subtitle, [outlines.pop(chapter) for chapter in chapters if chapter in outlines])
            for title, subtitle, chapters in book.parts
        ]
        parts = [part for part in (*parts, ("", "", [*outlines.values()])) if part[2]]
        homepage = (Paragraph((Span("Homepage: "), Span(book.homepage, "url"))),) if book.homepage else ()
        credit = write((*book.credit, *homepage), self.addresses.links_from(path, slug))
        count = sum(self._question_count(one.ref) for _, _, group in parts for one in group)
        link, paths = partial(relative, path), [*self._paths(book)]
        body = fill(
            "site/home.html", site=self, book=book, credit=credit, parts=parts, paths=paths, questions=count, link=link
        )
        return Page(path, book.ref.name, "home", body, book=slug, summary=book.summary)

    def _paths(self, book: BookRecord) -> Iterator[tuple[PathRecord, list[Ref]]]:
        """The ways through a book that leave something out, with their places, if the site has all of them."""
        kinds = ("chapter", "section")
        for item in book.paths:
            found = [self._entries.find(kinds["/" in slug], slug, book.ref.slug) for slug in item.places]
            refs = [ref for ref in found if ref and self.addresses.has(ref)]
            if refs and len(refs) == len(found):
                yield item, refs

    def _shelf(self) -> Page:
        links = [Span(book.ref.name, "link", f"book:{slug}") for slug, book in self.books.items()]
        items = tuple((Paragraph((link,)),) for link in links)
        paths = {f"book:{book}": f"{folder}index.html" for book, folder in self.addresses.folders.items()}
        return Page("index.html", "Books", "list", write((Heading(1, "Books"), page.Bullets(items)), paths.get))

    def _rows(self, outline: OutlineRecord) -> Iterator[OutlineRow]:
        """The sections below a chapter or section with their numbers and minutes."""
        for depth, section in outline.each_section(1):
            ref, minutes = section.ref, f"{reading_minutes(section.words_in_all)} min"
            yield OutlineRow(depth, ref.title, minutes, ref.address, label=self.numbers.get(ref.id, ""))

    def _chapter(self, outline: OutlineRecord) -> Page:
        """The beginning of a chapter, and the list of its sections."""
        questions = self._question_count(outline.ref)
        minutes = f"{reading_minutes(outline.words_in_all)} min"
        facts = f"{minutes} · {counted(questions, 'question')}" if questions else minutes
        whole = (Span("The whole chapter on one page", "link", f"whole:{outline.ref.slug}"),)
        below = (Heading(2, "Sections"), page.Outline(tuple(self._rows(outline))), Paragraph(whole))
        return self._reading_page(outline, below, facts=facts)

    def _section(self, outline: OutlineRecord) -> Page:
        """A section without those below it, which are listed, and its questions."""
        facts = f"{reading_minutes(outline.word_count)} min" if outline.word_count else ""
        below = (Heading(2, "In this section"), page.Outline(tuple(self._rows(outline)))) if outline.sections else ()
        refs = self._entries.questions_on(outline.ref) if self._has_questions else ()
        cards = CardMaker(self.library, 0).questions(refs)
        return self._reading_page(outline, below, facts=facts, cards=cards)

    def _reading_page(self, outline: OutlineRecord, below: Blocks, facts: str, cards: Iterable[Card] = ()) -> Page:
        """The text of a chapter or section itself, with more below it."""
        ref, of = outline.ref, self.addresses.of
        reading = self.library.reading(ref)
        item = reading.item
        text = ReadingView(reading._replace(item=item._replace(sections=())), is_linked=True).text()
        return self._page(
            of(ref),
            ref.book,
            self.numbered(ref),
            ref.kind,
            (*text, *below),
            cards=cards,
            summary=prose_text(item.summary) if isinstance(item, ChapterRecord) else _first_sentence(item.body),
            facts=facts,
            trail=tuple((self.numbered(above), of(above)) for above in reading.trail),
            location=ref,
        )

    def _question_count(self, chapter: Ref) -> int:
        return len(self._entries.in_chapter(chapter, "question")) if self._has_questions else 0

    def _whole_chapter(self, path: str, ref: Ref) -> Page:
        view = ReadingView(self.library.reading(ref), is_linked=True)
        title, trail = f"{self.numbered(ref)}, whole chapter", ((self.numbered(ref), self.addresses.of(ref)),)
        return self._page(path, ref.book, title, "whole", tuple(view.text()), trail=trail)

    def _print(self, path: str, book: str) -> Page:
        """The book on one page, to be printed."""
        parts = whole_book(self.library, self.addresses, book, self._has_questions)
        about = self.books[book]
        text = (lowered(block) for part in parts for file in part.files for block in file)
        blocks = (Heading(1, about.ref.name), Paragraph(text_spans(about.summary)), *about.credit, *text)
        links = self.addresses.links_from(path, book, local_anchors(blocks))
        body = write(blocks, links, unfolded=True)
        facts = (*about.authors, about.version and f"version {about.version}", about.licence)
        return Page(path, about.ref.name, "whole", body, book, facts=" · ".join(filter(None, facts)))

    # --- the entries --------------------------------------------------------------------------------------------------

    def _term(self, ref: Ref) -> Page:
        (term,) = self.library.terms([ref])
        view = TermView(term, Match(ref.name, "exact", 100.0), (), is_linked=True)
        blocks, summary = (*view.body(), *view.try_it()), prose_text(term.definition)
        return self._entry("glossary", ref, blocks, summary=summary)

    def _table(self, ref: Ref) -> Page:
        return self._embedded("tables", ref, shared.table_blocks(self.library.table(ref), 1))

    def _figure(self, ref: Ref) -> Page:
        return self._embedded("figures", ref, shared.figure_blocks(self.library.figure(ref), 1))

    def _embedded(self, name: str, ref: Ref, blocks: Sequence[Block]) -> Page:
        """The page of what stands in the text of sections, which are named."""
        sections = self._entries.pointing_to((ref,), "section")[ref.id]
        rows = shared.labelled("Used in", shared.entry_links(sections, self.numbers, ref.book))
        return self._entry(name, ref, (*blocks, page.DefinitionList(tuple(rows))))

    def _spec(self, ref: Ref) -> Page:
        return self._entry("models", ref, SpecsView(self.library.specs([ref]), (), is_linked=True).text())

    def _entry(self, name: str, ref: Ref, blocks: Blocks, **more: Any) -> Page:
        """The page of an entry that is on a list."""
        trail = ((LISTS[name].title, f"{self.addresses.folders[ref.book]}{name}.html"),)
        return self._page(self.addresses.of(ref), ref.book, ref.name, ref.kind, blocks, trail=trail, **more)

    def _run(self, path: str, name: str) -> Page:
        """The page of a system or sum of the book, with what it does as far as that can be recorded."""
        book = self._books_of_runs.get(name, next(iter(self.books)))
        trail = (("Labs", f"{self.addresses.folders[book]}labs.html"),) if name in self._books_of_runs else ()
        title, blocks = self.runs.page(name)
        made = self._page(path, book, title, "run", blocks, trail=trail)
        pictures = [place for place, block in enumerate(blocks) if type(block).__name__ in DRAWN]
        while len(made.body) > _MOST_CHARACTERS and pictures:
            last = pictures.pop()
            blocks = (*blocks[:last], *blocks[last + 1 :])
            made = self._page(path, book, title, "run", blocks, trail=trail)
        return made

    @cached_property
    def _books_of_runs(self) -> dict[str, str]:
        """The book on whose list each thing that can be run is."""
        listed = ((book, labs) for book in self.addresses.folders for _, labs in self.runs.by_chapter(book))
        return {lab.ref.address: book for book, labs in listed for lab in labs}

    # --- the lists ----------------------------------------------------------------------------------------------------

    def glossary(self, path: str, book: str) -> Page:
        """All terms by their first letters."""
        terms = self.library.in_short(self._of_kind("term", book))
        body = fill("site/glossary.html", letters=by_letter(terms), links=self.addresses.links_from(path, book))
        return Page(path, "Glossary", "glossary", body, book)

    def timeline(self, path: str, book: str) -> Page:
        """The timeline."""
        return self._page(path, book, "Timeline", "timeline", timeline_view(self.library, self.addresses, book).text())

    def placed(self, path: str, book: str, kind: str) -> Page:
        """The tables, or the figures, by chapter."""
        placed = ((self._entries.chapter_of(ref), ref) for ref in self._of_kind(kind, book))
        rows = ((self.numbered(chapter) if chapter else "", _link(ref), ()) for chapter, ref in placed)
        return self._list(path, book, f"{kind.capitalize()}s", rows)

    def specs(self, path: str, book: str) -> Page:
        """The models and machines."""
        specs = (spec for kind in SPECS for spec in self.library.specs(self._of_kind(kind, book)))
        rows = ((f"{one.ref.kind.capitalize()}s", _link(one.ref), (one.maker, str(one.year or ""))) for one in specs)
        return self._list(path, book, "Models and machines", rows)

    def labs(self, path: str, book: str) -> Page:
        """The things that can be run, by chapter."""
        rows = (
            (self.numbered(chapter) if chapter else "More", _link(lab.ref, f"run:{lab.ref.address}"), (lab.about,))
            for chapter, labs in self.runs.by_chapter(book)
            for lab in labs
        )
        return self._list(path, book, "Labs", rows)

    def _list(self, path: str, book: str, title: str, rows: Iterable[tuple[str, Span, Sequence[str]]]) -> Page:
        """A page of links by the titles above them, each with the facts beside it."""
        blocks: list[Block] = [Heading(1, title)]
        for heading, listed in groupby(rows, itemgetter(0)):
            words = ((link, *(Span(f" · {fact}", "caption") for fact in facts if fact)) for _, link, facts in listed)
            blocks += [Heading(2, heading)] if heading else []
            blocks.append(page.Bullets(tuple((Paragraph(spans),) for spans in words)))
        return self._page(path, book, title, "list", tuple(blocks))

    def sources(self, path: str, book: str) -> Page:
        """All sources with what cites them."""
        refs = self._of_kind("source", book)
        citing = self._entries.pointing_to(refs, *CITING)
        links = self.addresses.links_from(path, book)
        rows = []
        for source in self.library.source_records(refs):
            places = [ref for ref in citing[source.ref.id] if self.addresses.has(ref)]
            if places or not self.addresses.is_part:  # a part of a book needs no others
                text = write((Paragraph(shared.source_spans(source)),), links)
                ways = [(self.numbered(ref), address) for ref in places if (address := links(ref.target))]
                rows.append((source.ref, text, ways))
        body = fill("site/sources.html", credit=write(self.books[book].credit, links), rows=rows)
        return Page(path, "Sources", "sources", body, book)

    # --- what all have in common --------------------------------------------------------------------------------------

    def _page(
        self, path: str, book: str, title: str, kind: str, blocks: Blocks, cards: Iterable[Card] = (), **more: Any
    ) -> Page:
        """A page of blocks, below them questions as forms, and the list of the sources that they cite.

        `more` are other fields of the page.
        """
        text = [self._titled(block) for block in blocks if not is_trail(block)]
        sourced = shared.with_sources(text, self._sources)
        own = local_anchors(sourced)
        links = self.addresses.links_from(path, book, own)
        forms = [written(self._form(card, path, partial(write, links=links, level=3))) for card in cards]
        parts = (
            write(sourced[: len(text)], links, anchors="location" in more),
            fill("site/questions.html", forms=forms) if forms else "",
            write(sourced[len(text) :], links, level=2),
        )
        if not self.is_live:  # a served page has no twin
            twin = write_markdown(sourced, self.addresses.links_from(path, book, own, twins=True))
            more["markdown"] = f"{twin}\n"
        return Page(path, title, kind, "\n".join(filter(None, parts)), book, **more)

    def _form(self, card: Card, path: str, write: Write) -> str:
        """A question on a page as a form."""
        sent = {"action": relative(path, "answer"), "to": path, "once": token_hex(8)} if self.is_live else {}
        return question_form(card, order_of(card, ORDER), write, **sent)

    def _titled(self, block: Block) -> Block:
        """A line that ends with the command that runs something, with its title as a link instead."""
        if isinstance(block, Paragraph) and block.spans and block.spans[-1].style == "command":
            *before, way = block.spans
            if title := self.runs.titles.get(way.target.removeprefix("run:").partition("/")[0]):
                return Paragraph((*before, Span(title, "link", way.target)))
        return block


class BookList(NamedTuple):
    """A list of a book: its title in menus, the kinds of entries on it, what these are, and what makes its page."""

    title: str
    kinds: tuple[str, ...]
    about: str
    make: Callable[[Site, str, str], Page]


LISTS = {
    "glossary": BookList("Glossary", ("term",), "Terms, each explained in a few sentences", Site.glossary),
    "timeline": BookList("Timeline", ("event", "era"), "Eras and events, to scale", Site.timeline),
    "tables": BookList("Tables", ("table",), "Comparisons side by side", partial(Site.placed, kind="table")),
    "figures": BookList("Figures", ("figure",), "Drawings and plots", partial(Site.placed, kind="figure")),
    "models": BookList("Models", SPECS, "Models and machines with their numbers", Site.specs),
    "sources": BookList("Sources", ("source",), "Publications, each with what cites it", Site.sources),
    "labs": BookList("Labs", (), "Small systems and sums, with what comes out", Site.labs),
}
"""The lists of a book by the names of their pages, as they follow each other in menus."""


def _link(ref: Ref, target: str = "") -> Span:
    return Span(ref.name, "link", target or ref.target)


def _first_sentence(blocks: Blocks) -> str:
    words = prose_text(blocks[:1])
    return f"{words.partition('. ')[0].removesuffix('.')}." if words else ""
