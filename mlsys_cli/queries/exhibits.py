"""Exhibits by name, of the program and of books; the files and settings that they run with, and what was tried."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from mlsys_cli.book.book_exhibits import NamedExhibit, find_exhibit, own_exhibits
from mlsys_cli.errors import Exit, ExitCode, MlsysError, NotFoundError, UnreadableError, UsageError
from mlsys_cli.exhibits.catalogue import CATALOGUE, Entry, load
from mlsys_cli.exhibits.exhibit import FIRST_SEED, Exhibit, Preset
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, new_run
from mlsys_cli.index.entry_records import ExhibitRecord, Ref
from mlsys_cli.queries.subjects import report_store_errors, tried_exhibits
from mlsys_cli.session.session import Session
from mlsys_cli.text.atomic_file import read_text_file
from mlsys_cli.text.english import normalize_name

if TYPE_CHECKING:  # imported when a learner has tried an exhibit, or asks for its claims
    from mlsys_cli.calculators.calculator import CalculatorRecord
    from mlsys_cli.claims import Checked
    from mlsys_cli.exhibits.player import Player, TalkPlayer
    from mlsys_cli.session.books import FoundCalculator
    from mlsys_cli.views.exhibit_view import ClaimsView, EndView

_Found = TypeVar("_Found")


def book_exhibits(session: Session) -> Sequence[ExhibitRecord]:
    """All that the open books have for exhibits; nothing if they can't be read."""
    with suppress(UnreadableError):
        return session.books.library.exhibits()
    return ()


def calculator_entries(session: Session) -> list[Entry]:
    """The calculators as rows of a list of exhibits; none if no book can be read."""
    with suppress(UnreadableError):
        return [calculator_entry(*found) for found in session.books.calculators()]
    return []


def _calculator_titles(session: Session) -> dict[str, str]:
    """The titles of the calculators by their names; none if no book can be read."""
    with suppress(UnreadableError):
        return session.books.calculator_titles()
    return {}


def calculator_entry(ref: Ref, calculator: "CalculatorRecord") -> Entry:
    """A calculator in the list of exhibits."""
    return Entry(ref.address, calculator.title, calculator.year)


def named_exhibit(session: Session, address: str, *, quietly: bool = False) -> NamedExhibit | None:
    """The exhibit, or calculator, and preset with an address; None if there is none.

    A message says if several books have the calculator, unless it is looked up `quietly`.
    """
    if exhibit := find_exhibit(address):
        return exhibit
    found = session.books.calculator(address.partition("/")[0], quietly=quietly)
    return own_exhibits((), [found[1]]).get(address) if found else None


def book_exhibit(session: Session, name: str, *, guess: bool = False) -> ExhibitRecord | None:
    """The data that a book has for an exhibit, by its name or by the exhibit's before it: `baker`, `eliza/baker`."""
    engine, slash, own = name.partition("/")
    wanted = own if slash else name
    books = session.books
    match = books.guess(wanted, "exhibit") if guess else books.library.names.exact(wanted, "exhibit")
    if not match:
        return None
    engine = engine.strip().lower()
    records = {exhibit.ref: exhibit for exhibit in books.library.exhibits() if not slash or exhibit.exhibit == engine}
    fitting = tuple(ref for ref in match.refs if ref in records)
    return records[books.announce(match._replace(refs=fitting))] if fitting else None


def run_of(session: Session, own: ExhibitRecord, changes: Sequence[str], seed: int) -> ExhibitRun:
    """The run of an exhibit with what a book has for it, which is a preset of its own.

    Raises UnreadableError if the exhibit can't use it.
    """
    from mlsys_cli.book.book_exhibits import read_book_data

    session.environment.evidence.is_pure = False  # the file may change
    if own.exhibit not in CATALOGUE or load(own.exhibit).read_data is None:
        raise NotFoundError(f"this version of mlsys has no exhibit {own.exhibit[:40]!r} that reads {own.file[:80]!r}")
    try:
        data = read_book_data(own.folder, own.file, own.exhibit)
    except MlsysError as error:
        hints = [*error.hints, "'mlsys check' says more about the book"]
        raise UnreadableError(f"{own.file[:80]!r} can't be used: {error.message}", hints) from error
    exhibit = load(own.exhibit)
    preset = Preset(own.ref.address, f"{own.ref.name}. {own.summary}", {"data": data})
    of = f"The data of {own.ref.name} are from the book {own.ref.book}{f' ({own.licence})' if own.licence else ''}."
    own_version = exhibit._replace(
        question=lambda _: None,  # the exhibit's is about what is built in
        presets=(*exhibit.presets, preset),
        ours=f"{exhibit.ours} {of}",
        sources=(*exhibit.sources, *own.sources),
    )
    return new_run(CATALOGUE[own.exhibit], own_version, preset.name, changes, seed)


_MOST_BYTES = 8_000_000
"""The size of the largest file that an exhibit reads; those of the program have some kB."""

_SHORTEST_BEGINNING = 3  # of a name; two letters begin several
_SUGGESTED = 3  # chosen, not measured
_ALIKE = 50.0  # lower than for terms: there are two dozen names, and one of them is meant


def open_run(
    session: Session, words: Sequence[str], changes: Sequence[str] = (), seed: int | None = None, file: str = ""
) -> ExhibitRun:
    """The run that the name of an exhibit means, perhaps with a preset (`perceptron/xor`), and with changed settings.

    The name may also be that of what a book has for an exhibit. Raises NotFoundError for the name, UsageError for a
    preset or setting, and UnreadableError for the file.
    """
    seed, whole = FIRST_SEED if seed is None else seed, " ".join(words)
    name, _, preset = whole.partition("/")
    if named := _named(words, _exhibit_called):
        run = _exhibit_run(session, *named, changes, seed)
    elif own := book_exhibit(session, whole):
        run = run_of(session, own, changes, seed)
    elif found := _named(words, session.books.calculator):
        run = _calculator_run(session, *found, changes, seed)
    elif (near := _nearest(session, name, _all_names(session))) and near in CATALOGUE:
        run = _exhibit_run(session, near, preset.strip(), changes, seed)
    elif near and (calculator := session.books.calculator(near)):
        run = _calculator_run(session, calculator, preset.strip(), changes, seed)
    elif own := book_exhibit(session, whole, guess=True):
        run = run_of(session, own, changes, seed)
    else:
        raise _missing(session, name)
    return with_file(run, file) if file else run


def _named(words: Sequence[str], find: Callable[[str], _Found | None]) -> tuple[_Found, str] | None:
    """The exhibit or calculator of exactly that name, and the words for its preset: `link/wifi`, or `link wifi`."""
    name, _, preset = " ".join(words).partition("/")
    if found := find(name):
        return found, preset.strip()
    first = find(words[0]) if len(words) > 1 and not preset else None
    return (first, " ".join(words[1:])) if first else None


def _calculator_run(
    session: Session, named: "FoundCalculator", preset: str, changes: Sequence[str], seed: int
) -> ExhibitRun:
    """The run of a calculator with dials; of one that needs more than it has, that of its first preset."""
    from mlsys_cli.calculators.requests import in_own_names

    entry, exhibit = calculator_entry(*named), _calculator_exhibit(session, named)
    changes = in_own_names(named[1], changes)
    run = _with_preset(session, entry, exhibit, preset=preset, changes=changes, seed=seed)
    if not preset and exhibit.presets:
        try:
            run.last_frame()
        except UsageError:
            return new_run(entry, exhibit, exhibit.presets[0].name, changes, seed)
    return run


def _calculator_exhibit(session: Session, named: "FoundCalculator") -> Exhibit:
    from mlsys_cli.exhibits.calculator_exhibit import exhibit_of
    from mlsys_cli.queries.calculators import known_specs

    calculator = named[1]
    return exhibit_of(calculator, known_specs(session, calculator))


def _exhibit_run(session: Session, name: str, preset: str, changes: Sequence[str], seed: int) -> ExhibitRun:
    """The run of an exhibit of the catalogue."""
    return _with_preset(session, CATALOGUE[name], load(name), preset=preset, changes=changes, seed=seed)


def _with_preset(
    session: Session, entry: Entry, exhibit: Exhibit, *, preset: str, changes: Sequence[str], seed: int
) -> ExhibitRun:
    """The run of an exhibit with a preset of its own, or with what a book has for it."""
    address = f"{entry.name}/{preset}"
    presets = {normalize_name(item.name): item.name for item in exhibit.presets}
    chosen = presets.get(normalize_name(preset))
    if preset and not chosen:
        if own := book_exhibit(session, address):
            return run_of(session, own, changes, seed)
        chosen = _nearest(session, preset, presets)
        if not chosen and (own := book_exhibit(session, address, guess=True)):
            return run_of(session, own, changes, seed)
    return new_run(entry, exhibit, chosen or preset, changes, seed)  # which says what the presets are


def with_file(run: ExhibitRun, file: str) -> ExhibitRun:
    """The run with a file of the user's in place of what is built in. Raises UsageError or UnreadableError."""
    read = run.exhibit.read_data
    if read is None:
        raise UsageError(f"{run.entry.name} takes no file")
    try:
        data = read(read_text_file(file, _MOST_BYTES))
    except UsageError as error:
        raise UsageError(f"{file}: {error.message}", error.hints) from error
    return run._replace(settings={**run.settings, "data": data}, file=file)


def _exhibit_called(name: str) -> str | None:
    """The exhibit of the catalogue that is called exactly that."""
    return name if name in CATALOGUE else _names().get(normalize_name(name))


def _names() -> dict[str, str]:
    """The names of the exhibits by what they are called."""
    return {
        normalize_name(key): entry.name
        for entry in CATALOGUE.values()
        for key in (entry.name, entry.title, entry.title.removeprefix("The "))
    }


def _all_names(session: Session) -> dict[str, str]:
    """The names of exhibits by what they are called, and those of calculators, whose titles begin with common words."""
    return {**{normalize_name(name): name for name in _calculator_titles(session)}, **_names()}


def _nearest(session: Session, name: str, names: Mapping[str, str]) -> str | None:
    """The value of the only key that begins with a name, or else of the clearly closest one, which is reported."""
    wanted = normalize_name(name)
    if session.options.exact or not wanted:
        return None
    begun = [key for key in names if key.startswith(wanted)] if len(wanted) >= _SHORTEST_BEGINNING else []
    if len(begun) != 1:
        from mlsys_cli.text.spelling import closest

        nearest = closest(wanted, names)
        begun = [nearest.word] if nearest else []
    if not begun:
        return None
    session.notify(f"showing {names[begun[0]]!r} for {name.strip()[:80]!r}")
    return names[begun[0]]


def _missing(session: Session, name: str) -> NotFoundError | UsageError:
    from mlsys_cli.text.spelling import either, suggest

    if not name.strip():
        return UsageError("a name can't be empty")
    wanted = name.strip().lower()
    # The names as they are typed: the keys of `_names` have lost their hyphens.
    known = [*CATALOGUE, *_calculator_titles(session)]
    near = [] if session.options.exact else suggest(wanted, known, _SUGGESTED, _ALIKE)
    hint = f"did you mean {either(map(repr, near))}?" if near else f"the exhibits are {', '.join(known)}"
    return NotFoundError(
        f"there is no exhibit {name.strip()[:80]!r}", [hint, "'mlsys run' lists them with their titles"]
    )


def end_run(session: Session, player: "Player | TalkPlayer") -> "EndView":
    """The ending for a learner who leaves an exhibit. If they did anything, it is remembered that they tried it.

    It is reported if the store can't be written.
    """
    from mlsys_cli.journal.study_records import Trial
    from mlsys_cli.views.exhibit_view import EndView

    guess = player.answered
    if player.has_moved:
        with report_store_errors(session):
            # Also one that isn't final: the log says what came out so far, and a guess about it is judged by nobody.
            result = guess.result.value if guess.result else None
            reached = player.reached.command if player.reached else ""
            trial = Trial(
                guess.run.entry.name, session.learner.clock(), guess.run.preset, guess.text, result, reached=reached
            )
            session.learner.changes.make(lambda: session.learner.store.try_exhibit(trial))
    return EndView(player.run, guess, player.outcome)


def offer_addresses(session: Session, begun: str) -> list[tuple[str, str]]:
    """The names of exhibits with their titles; after a slash, those of presets. Typer leaves out what doesn't fit."""
    name, slash, _ = begun.partition("/")
    if slash and (exhibit := _completed(session, name)):
        offered = [(f"{name}/{preset.name}", preset.about) for preset in exhibit.presets]
    else:
        offered = [(entry.name, f"{entry.title}, {entry.year}") for entry in CATALOGUE.values()]
    offered += [(entry.name, entry.dated_title) for entry in calculator_entries(session)]
    return offered + [(own.address, own.ref.name) for own in book_exhibits(session)]


def _completed(session: Session, name: str) -> Exhibit | None:
    """The exhibit or calculator of a name on a line that is completed."""
    if name in CATALOGUE:
        return load(name)
    with suppress(MlsysError):
        found = session.books.calculator(name)
        return _calculator_exhibit(session, found) if found else None
    return None


def offer_settings(session: Session, words: Sequence[str], begun: str) -> list[tuple[str, str]]:
    """The settings of an exhibit: its dials, and once a setting has its sign the choices. Typer leaves out others."""
    exhibit = _completed(session, " ".join(words[:1]).partition("/")[0])
    return [
        (f"{dial.name}={word}", dial.about)
        for dial in (exhibit.dials if exhibit else ())
        for word in (dial.choices if "=" in begun else ("",))
    ]


def tried_titles(session: Session) -> dict[str, str]:
    """The titles of the exhibits that the learner has tried, the latest first, with what first reached their goals."""
    tried = tried_exhibits(session)
    own = {} if tried.keys() <= CATALOGUE.keys() else _calculator_titles(session)
    titles = {**{entry.name: entry.title for entry in CATALOGUE.values()}, **own}
    return {titles.get(name, name): trial.reached for name, trial in tried.items()}


def named_claims(session: Session, run: ExhibitRun, checked: "Sequence[Checked]") -> "ClaimsView":
    """The claims of an exhibit with what came out here, and with the names of their sources."""
    from mlsys_cli.views.exhibit_view import ClaimsView
    from mlsys_cli.views.shared_blocks import author_and_year

    library = session.books.library
    stored = library.entries.stored_at("source", [one.claim.source for one in checked])
    sources = library.source_records([ref for ref, _ in stored])
    names = {source.ref.address: author_and_year(source) for source in sources}
    return ClaimsView([(run.entry, checked)], names=names)


def show_claims(session: Session, view: "ClaimsView") -> None:
    """Show claims with what came out here; Exit if one differs."""
    session.environment.evidence.is_pure = False  # what was worked out once proves nothing
    session.show(view)
    if view.differing:
        raise Exit(ExitCode.NOT_FOUND)
