"""Exhibits by name, and the files and settings that they run with."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mlsys_cli.errors import NotFoundError, UsageError
from mlsys_cli.exhibits.catalogue import CATALOGUE, Entry, load
from mlsys_cli.exhibits.exhibit_run import FIRST_SEED, ExhibitRun, new_run
from mlsys_cli.queries.book_exhibits import book_exhibit, book_exhibits, run_of
from mlsys_cli.session.session import Session
from mlsys_cli.text.normalize import normalize_name
from mlsys_cli.text.text_file import read_text_file

if TYPE_CHECKING:  # imported when a learner has tried an exhibit
    from mlsys_cli.exhibits.player import Player, TalkPlayer
    from mlsys_cli.views.exhibit_ending import EndView

_MOST_BYTES = 8_000_000
"""The size of the largest file that an exhibit reads."""

_SHORTEST_BEGINNING = 3
_SUGGESTED = 3
_ALIKE = 50.0


def open_run(
    session: Session, words: Sequence[str], changes: Sequence[str] = (), seed: int | None = None, file: str = ""
) -> ExhibitRun:
    """The run that the name of an exhibit means, perhaps with a preset (`perceptron/xor`), and with changed settings.

    The name may also be that of what a book has for an exhibit. Raises NotFoundError for the name, UsageError for a
    preset or setting, and UnreadableError for the file.
    """
    seed, whole = FIRST_SEED if seed is None else seed, " ".join(words)
    if found := _called(words):
        run = _with_preset(session, *found, changes, seed)
    elif own := book_exhibit(session, whole):
        run = run_of(session, own, changes, seed)
    elif found := _guessed(session, whole):
        run = _with_preset(session, *found, changes, seed)
    elif own := book_exhibit(session, whole, guess=True):
        run = run_of(session, own, changes, seed)
    else:
        raise _missing(session, whole.partition("/")[0])
    return with_file(run, file) if file else run


def _with_preset(session: Session, entry: Entry, preset: str, changes: Sequence[str], seed: int) -> ExhibitRun:
    """The run of an exhibit with a preset of its own, or with what a book has for it."""
    exhibit, address = load(entry.name), f"{entry.name}/{preset}"
    presets = {normalize_name(one.name): one.name for one in exhibit.presets}
    name = presets.get(normalize_name(preset), "")
    if preset and not name:
        if own := book_exhibit(session, address):
            return run_of(session, own, changes, seed)
        if near := _nearest(session, preset, presets):
            session.notify(f"showing {presets[near]!r} for {preset[:80]!r}")
            name = presets[near]
        elif own := book_exhibit(session, address, guess=True):
            return run_of(session, own, changes, seed)
    return new_run(entry, exhibit, name or preset, changes, seed)  # which says what the presets are


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


def _called(words: Sequence[str]) -> tuple[Entry, str] | None:
    """The exhibit that some words name exactly, and what they say of its preset."""
    name, _, preset = " ".join(words).partition("/")
    names = _by_name()
    if found := names.get(normalize_name(name)):
        return found, preset.strip()
    if len(words) > 1 and not preset and (found := names.get(normalize_name(words[0]))):
        return found, " ".join(words[1:])
    return None


def _guessed(session: Session, whole: str) -> tuple[Entry, str] | None:
    """The exhibit whose name is clearly closest, and what was said of its preset."""
    name, _, preset = whole.partition("/")
    near = _nearest(session, name, _by_name())
    if near is None:
        return None
    session.notify(f"showing {_by_name()[near].name!r} for {name.strip()[:80]!r}")
    return _by_name()[near], preset.strip()


def _by_name() -> dict[str, Entry]:
    """The exhibits by what they are called."""
    return {
        normalize_name(key): entry
        for entry in CATALOGUE.values()
        for key in (entry.name, entry.title, entry.title.removeprefix("The "))
    }


def _nearest(session: Session, name: str, keys: Iterable[str]) -> str | None:
    """The only key that begins with a name, or else the one that is clearly closest to it."""
    wanted = normalize_name(name)
    if session.options.exact or not wanted:
        return None
    begun = [key for key in keys if key.startswith(wanted)] if len(wanted) >= _SHORTEST_BEGINNING else []
    if len(begun) == 1:
        return begun[0]
    from mlsys_cli.text.spelling import closest

    found = closest(wanted, keys)
    return found.word if found else None


def _missing(session: Session, name: str) -> NotFoundError | UsageError:
    from mlsys_cli.text.spelling import either, suggest

    if not name.strip():
        return UsageError("a name can't be empty")
    wanted = name.strip().lower()
    near = [] if session.options.exact else suggest(wanted, CATALOGUE, _SUGGESTED, _ALIKE)
    hint = f"did you mean {either(map(repr, near))}?" if near else f"the exhibits are {', '.join(CATALOGUE)}"
    return NotFoundError(
        f"there is no exhibit {name.strip()[:80]!r}", [hint, "'mlsys run' lists them with their titles"]
    )


def end_run(session: Session, player: "Player | TalkPlayer") -> "EndView":
    """The ending for a learner who leaves an exhibit. If they did anything, it is remembered that they tried it.

    It is reported if the store can't be written.
    """
    from mlsys_cli.journal.trials import Trial, Trials
    from mlsys_cli.queries.subjects import report_store_errors
    from mlsys_cli.views.exhibit_ending import EndView

    guess = player.answered
    if player.has_moved:
        with report_store_errors(session):
            result = guess.result.value if guess.result else None
            trial = Trial(guess.run.entry.name, session.learner.clock(), guess.run.preset, guess.text, result)
            session.learner.changes.make(lambda: Trials(session.learner.store).add(trial))
    return EndView(player.run, guess)


def offer_addresses(session: Session, begun: str) -> list[tuple[str, str]]:
    """The names that complete the beginning of one, with their titles; after a slash, those of presets."""
    session.options.quiet = True  # a shell that completes a line has no place for messages
    name, slash, _ = begun.partition("/")
    if slash and name in CATALOGUE:
        offered = [(f"{name}/{preset.name}", preset.about) for preset in load(name).presets]
    else:
        offered = [(entry.name, f"{entry.title}, {entry.year}") for entry in CATALOGUE.values()]
    offered += [(own.address, own.ref.name) for own in book_exhibits(session)]
    return [(address, words) for address, words in offered if address.startswith(begun.lower())]


def offer_settings(words: Sequence[str], begun: str) -> list[tuple[str, str]]:
    """The settings of an exhibit that complete the beginning of one: its dials, and once it has a sign the choices."""
    name = " ".join(words[:1]).partition("/")[0]
    if name not in CATALOGUE:
        return []
    dials = load(name).dials
    dial_name, sign, _ = begun.partition("=")
    if sign:
        offered = [
            (f"{dial.name}={word}", dial.about) for dial in dials if dial.name == dial_name for word in dial.choices
        ]
    else:
        offered = [(f"{dial.name}=", dial.about) for dial in dials]
    return [(setting, about) for setting, about in offered if setting.startswith(begun)]
