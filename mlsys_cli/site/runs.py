"""Pages about what can be run, as far as they can show it without the program: how a run ends, how a sum is worked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from mlsys_cli.calculators.answers import answers_to
from mlsys_cli.calculators.calculator import CalculatorRecord
from mlsys_cli.calculators.requests import read_request, words_of
from mlsys_cli.errors import MlsysError
from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.exhibits.exhibit import Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, citations, text_spans
from mlsys_cli.queries.calculators import find_spec
from mlsys_cli.queries.exhibits import open_run
from mlsys_cli.queries.lab_list import labs_by_chapter
from mlsys_cli.session.session import Session
from mlsys_cli.site.whole_book import lowered
from mlsys_cli.text.english import sentence
from mlsys_cli.views import exhibit_view as shown
from mlsys_cli.views.estimate_view import EstimateView
from mlsys_cli.views.labs_view import Lab
from mlsys_cli.views.shared_blocks import numbered

_SLOW = frozenset(("attack", "backpropagation", "cascade", "federated", "forget", "network", "private", "shrink"))
"""The exhibits of which only the usual run is recorded: with their presets they take 50 of the 54 seconds of all."""

_ABOUT = "This is a recording. To change its settings, install mlsys and run "


class Runs:
    """The exhibits and calculators that a site has pages of: the book's own, and those that its entries name.

    `has` is true of the entries that the site has.
    """

    def __init__(self, session: Session, has: Callable[[Ref], bool]) -> None:
        self._session = session
        library = session.books.library
        entries = library.entries
        self._own = {
            item.ref.address: item.ref.name
            for item in library.exhibits()
            if has(item.ref) and item.exhibit in CATALOGUE
        }
        named = {address.partition("/")[0] for address, ref in entries.runs_named() if has(ref)}
        sections = {ref.address: ref for ref in entries.refs("section") if has(ref)}
        refs = [ref for ref in entries.refs("calculator") if has(ref)]
        self._calculators = {
            ref.address: one
            for ref, one in zip(refs, library.calculators(refs), strict=True)
            if not one.read_on or one.read_on in sections or ref.address in named
        }
        for name in sorted(named - CATALOGUE.keys() - self._calculators.keys()):
            if found := session.books.calculator(name, quietly=True):  # the bundled book's
                self._calculators[name] = found[1]
        numbers = entries.section_numbers(sections.values())
        self._sections = {address: numbered(ref, numbers) for address, ref in sections.items()}
        self._exhibits = [name for name in CATALOGUE if name in named or load(name).read_on in sections]
        self.titles = {
            **{name: CATALOGUE[name].title for name in self._exhibits},
            **{name: one.title for name, one in self._calculators.items()},
            **self._own,
        }
        """The titles of all that has a page, by their names."""

    @property
    def presets(self) -> dict[str, list[str]]:
        """The names of the same, each with those of its presets."""
        return {
            **{name: [preset.name for preset in load(name).presets] for name in self._exhibits},
            **{name: [preset.id for preset in one.presets] for name, one in self._calculators.items()},
            **{name: [] for name in self._own},
        }

    def by_chapter(self, book: str) -> Iterator[tuple[Ref | None, Sequence[Lab]]]:
        """All that has a page, by the chapters of a book; last what belongs to none."""
        for chapter, _, labs in labs_by_chapter(self._session.books.library, (), set()):
            kept = [lab for lab in labs if lab.ref.address in self.titles and lab.ref.book in ("", book)]
            if kept and (chapter is None or chapter.book == book):
                yield chapter, kept

    def page(self, name: str) -> tuple[str, Blocks]:
        """The title of what has a name, and its page."""
        title, heading = self.titles[name], Heading(1, self.titles[name], f"run:{name}")
        try:
            run = open_run(self._session, [name])
        except MlsysError as error:  # such as data that the exhibit can't read
            return title, (heading, Paragraph(text_spans(error.message)))
        if name in self._exhibits:
            title = run.entry.dated_title
        return title, (heading._replace(text=title), *self._blocks(name, run))

    def _blocks(self, name: str, run: ExhibitRun) -> Iterator[Block]:
        exhibit, calculator = run.exhibit, self._calculators.get(name)
        if calculator:
            yield Paragraph(text_spans(sentence(calculator.about)))
        yield Paragraph((Span(_ABOUT, "caption"), Span(run.command, "command"), Span(".")))
        yield from self._ending(run, calculator)
        for preset in exhibit.presets if name not in self._own else ():  # those of the exhibit are on its own page
            yield Heading(2, preset.name.replace("-", " ").capitalize(), f"preset:{preset.name}")
            yield Paragraph(text_spans(preset.about))
            with_preset = run._replace(preset=preset.name, settings=exhibit.settings(preset.name))
            if name in _SLOW or isinstance(exhibit.engine, Talk):
                yield Paragraph((Span(with_preset.command, "command"),))
            else:
                yield from self._ending(with_preset, calculator)
        yield Heading(2, "What to take from it")
        yield from shown.lesson_blocks(run)
        if read_on := self._sections.get(exhibit.read_on):
            yield Paragraph((Span("Read on: ", "label"), Span(read_on, "link", f"section:{exhibit.read_on}")))
        if following := self.titles.get(exhibit.next.partition("/")[0]):
            yield Paragraph((Span("Next: ", "label"), Span(following, "link", f"run:{exhibit.next}")))
        if exhibit.sources:
            yield Paragraph((Span("Sources: ", "caption"), *citations(exhibit.sources)))

    def _ending(self, run: ExhibitRun, calculator: CalculatorRecord | None) -> Iterator[Block]:
        """The end of a run after the question that it answers; of a talk the published conversation."""
        talk = run.exhibit.engine
        yield from shown.question_blocks(run)
        with suppress(MlsysError):  # such as a machine that the site's book doesn't have
            if isinstance(talk, Talk):
                yield from shown.text_blocks(talk.greeting(talk.begin(run.settings)))
                for turn in run.conversation(talk.replay):
                    yield from shown.turn_blocks(turn.line, turn.answer, reasons=False)
            else:
                frame = run.last_frame()
                yield from frame.pictures
                yield from self._working(calculator, run.preset) if calculator else shown.number_blocks(frame.numbers)
                yield from shown.text_blocks(frame.text)
        yield from shown.goal_blocks(run, None)

    def _working(self, calculator: CalculatorRecord, preset: str) -> Iterator[Block]:
        """The sum of a preset of a calculator, line by line."""
        given = next((words_of(one.given) for one in calculator.presets if one.id == preset), [])
        answers = answers_to(read_request(calculator, given, partial(find_spec, self._session)))
        return map(lowered, EstimateView(answers[0]).working())
