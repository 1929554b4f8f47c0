"""Pages about what can be run, as far as they can show it without the program: how a run ends, how a sum is worked."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from functools import cache, cached_property, partial
from typing import Any

from mlsys_cli.book.book_exhibits import own_exhibits
from mlsys_cli.calculators.answers import answers_to
from mlsys_cli.calculators.calculator import CalculatorRecord
from mlsys_cli.calculators.requests import read_request, words_of
from mlsys_cli.errors import MlsysError
from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.exhibits.chance import FIRST_SEED
from mlsys_cli.exhibits.exhibit import Exhibit, Frame, Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, new_run
from mlsys_cli.index.entry_records import ExhibitRecord, Ref
from mlsys_cli.page.blocks import Aside, Block, Blocks, Heading, Paragraph, Span, citations, text_spans
from mlsys_cli.queries.calculators import find_spec
from mlsys_cli.queries.exhibits import run_of
from mlsys_cli.queries.lab_list import labs_by_chapter
from mlsys_cli.session.session import Session
from mlsys_cli.site.whole_book import lowered
from mlsys_cli.views import exhibit_view as shown
from mlsys_cli.views.estimate_view import EstimateView
from mlsys_cli.views.labs_view import Lab
from mlsys_cli.views.shared_blocks import numbered

_SLOW = frozenset(("attack", "backpropagation", "cascade", "federated", "forget", "network", "private", "shrink"))
"""The exhibits of which only the usual run is recorded: with their presets they take 50 of the 54 seconds of all."""


class Runs:
    """The exhibits and calculators that a site has pages of: the book's own, and those that its entries name.

    `has` is true of the entries that the site has.
    """

    def __init__(self, session: Session, has: Callable[[Ref], bool]) -> None:
        self._session = session
        library = session.books.library
        entries = library.entries
        self._own: dict[str, ExhibitRecord] = {
            item.ref.address: item for item in library.exhibits() if has(item.ref) and item.exhibit in CATALOGUE
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
        self._record: Callable[[str, str], Any] = cache(_record)

    @cached_property
    def presets(self) -> dict[str, list[str]]:
        """The names of all that has a page, each with those of its presets."""
        return {
            **{name: [preset.name for preset in load(name).presets] for name in self._exhibits},
            **{name: [preset.id for preset in one.presets] for name, one in self._calculators.items()},
            **{name: [] for name in self._own},
        }

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles of the same by their names."""
        return {
            **{name: CATALOGUE[name].title for name in self._exhibits},
            **{name: one.title for name, one in self._calculators.items()},
            **{name: item.ref.name for name, item in self._own.items()},
        }

    def record_in(self, executor: Executor) -> None:
        """Begin to run all exhibits in other processes; what a page needs, it waits for."""
        runs = [(name, preset) for name in self._exhibits for preset in _recorded(name)]
        begun = {run: executor.submit(_record, *run) for run in runs}
        self._record = lambda name, preset: begun[name, preset].result()

    def by_chapter(self, book: str) -> Iterator[tuple[Ref | None, Sequence[Lab]]]:
        """All that has a page, by the chapters of a book; last what belongs to none."""
        names = self.presets
        for chapter, _, labs in labs_by_chapter(self._session.books.library, (), set()):
            kept = [lab for lab in labs if lab.ref.address in names and lab.ref.book in ("", book)]
            if kept and (chapter is None or chapter.book == book):
                yield chapter, kept

    def page(self, name: str, pictures: int) -> tuple[str, Blocks]:
        """The title of what has a name, and its page with at most so many pictures."""
        if calculator := self._calculators.get(name):
            return calculator.title, (*self._calculator(calculator),)
        own = self._own.get(name)
        run = run_of(self._session, own, (), FIRST_SEED) if own else new_run(CATALOGUE[name], load(name), "", (), 1)
        title = own.ref.name if own else run.entry.dated_title
        return title, (*self._exhibit(run, title, [run.preset] if own else _recorded(name), pictures),)

    # --- exhibits -----------------------------------------------------------------------------------------------------

    def _exhibit(self, run: ExhibitRun, title: str, recorded: Sequence[str], pictures: int) -> Iterator[Block]:
        exhibit, name = run.exhibit, run.entry.name
        yield Heading(1, title, f"run:{name}")
        yield from _note(
            "This is a recording. To change the settings and to go step by step, install mlsys and run", run
        )
        if isinstance(exhibit.engine, Talk):
            yield from self._talk(run, exhibit.engine)
        else:
            yield from self._ending(run, pictures)
        for preset in exhibit.presets:
            with_preset = run._replace(preset=preset.name, settings={**exhibit.settings(preset.name)})
            if preset.name == run.preset:  # a book's own data, which are the run above
                continue
            yield Heading(2, preset.name.replace("-", " ").capitalize(), f"preset:{preset.name}")
            yield Paragraph(text_spans(preset.about))
            if preset.name in recorded and not isinstance(exhibit.engine, Talk):
                pictures -= 1
                yield from self._ending(with_preset, pictures)
            else:
                yield Paragraph((Span(with_preset.command, "command"),))
        yield Heading(2, "What to take from it")
        yield from shown.lesson_blocks(run)
        yield from self._go_on(exhibit)

    def _ending(self, run: ExhibitRun, pictures: int) -> Iterator[Block]:
        """The last moment of a run, after the question that it answers."""
        is_known = run.preset in _recorded(run.entry.name)
        frame: Frame = self._record(run.entry.name, run.preset) if is_known else run.last_frame()
        yield from shown.question_blocks(run)
        yield from frame.pictures if pictures > 0 else ()
        yield from shown.number_blocks(frame.numbers)
        yield from shown.text_blocks(frame.text)
        yield from shown.goal_blocks(run, None)

    def _talk(self, run: ExhibitRun, talk: Talk) -> Iterator[Block]:
        """The published conversation, or else how the talk begins."""
        yield from shown.question_blocks(run)
        yield from shown.text_blocks(talk.greeting(talk.begin(run.settings)))
        for turn in run.conversation(talk.replay):
            yield from shown.turn_blocks(turn.line, turn.answer, reasons=False)
        yield from shown.goal_blocks(run, None)

    # --- calculators --------------------------------------------------------------------------------------------------

    def _calculator(self, calculator: CalculatorRecord) -> Iterator[Block]:
        """The working of each preset of a calculator, or of what it is usually asked."""
        yield Heading(1, calculator.title, f"run:{calculator.id}")
        yield Paragraph(text_spans(f"{calculator.about[:1].upper()}{calculator.about[1:]}."))
        about = "These are examples with their working. For numbers of your own, install mlsys and run"
        yield from _note(about, None, f"mlsys run {calculator.id}")
        presets = [(preset.id, preset.words, words_of(preset.given)) for preset in calculator.presets]
        examples = [("", f"mlsys estimate {calculator.id} {words}", words.split()) for words in calculator.examples]
        for name, words, given in presets or examples or [("", "", [])]:
            with suppress(MlsysError):  # such as a machine that the site's book doesn't have
                request = read_request(calculator, given, partial(find_spec, self._session))
                answers = answers_to(request)
                yield Heading(2, words.rstrip(".") or "Example", f"preset:{name}" if name else "")
                yield from map(lowered, EstimateView(answers[0]).working())
        named = own_exhibits((), (calculator,))[calculator.id]
        if calculator.remember:
            yield Aside("Remember", text_spans(named.about), "note.remember")
        yield from self._go_on(calculator)

    def _go_on(self, item: Exhibit | CalculatorRecord) -> Iterator[Block]:
        """Links to the section about something that runs and to what goes on from there, and its sources."""
        if title := self._sections.get(item.read_on):
            yield Paragraph((Span("Read on: ", "label"), Span(title, "link", f"section:{item.read_on}")))
        following = getattr(item, "next", "")
        if title := self.titles.get(following.partition("/")[0]):
            yield Paragraph((Span("Next: ", "label"), Span(title, "link", f"run:{following}")))
        if item.sources:
            yield Paragraph((Span("Sources: ", "caption"), *citations(item.sources)))


def _record(name: str, preset: str) -> Frame:
    """The last frame of an exhibit with a preset."""
    return new_run(CATALOGUE[name], load(name), preset, (), FIRST_SEED).last_frame()


def _recorded(name: str) -> list[str]:
    """The presets of an exhibit of which the ends are shown, first that without one; none of a talk."""
    exhibit = load(name)
    if isinstance(exhibit.engine, Talk):
        return []
    return ["", *(preset.name for preset in exhibit.presets if name not in _SLOW)]


def _note(text: str, run: ExhibitRun | None, command: str = "") -> Iterator[Block]:
    yield Paragraph((Span(f"{text} ", "caption"), Span(command or (run.command if run else ""), "command"), Span(".")))
