"""`mlsys run`: exhibits, which are small versions of the systems that the book is about."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from mlsys_cli.arguments.declarations import argument, completing_session, option, seed_option
from mlsys_cli.errors import Exit, ExitCode, UsageError
from mlsys_cli.exhibits.catalogue import CATALOGUE
from mlsys_cli.exhibits.exhibit import FIRST_SEED, Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, sweep
from mlsys_cli.queries.exhibits import (
    book_exhibits,
    calculator_entries,
    offer_addresses,
    offer_settings,
    open_run,
    show_claims,
)
from mlsys_cli.session.session import Session
from mlsys_cli.views.exhibit_view import ClaimsView, ExhibitListView, RunView, SweepView, TalkOverview, TalkView

IS_PURE = True

_SECONDS = 0.5
"""The seconds for which a recording shows each frame; chosen, not measured."""


def _offer_names(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    return offer_addresses(completing_session(ctx), incomplete)


def _offer_settings(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    return offer_settings(completing_session(ctx), [*(ctx.params["name"] or ()), *ctx.args], incomplete)


def run_command(
    session: Session,
    name: Annotated[
        list[str] | None,
        argument(
            metavar="[NAME[/PRESET]] [NAME=VALUE...]",
            help="An exhibit, its preset, and settings as with --set.",
            autocompletion=_offer_names,
        ),
    ] = None,
    changes: Annotated[
        list[str] | None,
        option("--set", metavar="NAME=VALUE", help="Change a setting (repeatable).", autocompletion=_offer_settings),
    ] = None,
    seed: Annotated[int | None, seed_option(f"The same seed gives the same run; {FIRST_SEED} by default.")] = None,
    steps: Annotated[int | None, option("--steps", metavar="N", min=0, help="Stop after this step.")] = None,
    swept: Annotated[
        str, option("--sweep", metavar="NAME=FIRST..LAST", help="Run once for each value of a setting.")
    ] = "",
    data: Annotated[
        str, option("--data", "--script", metavar="FILE", help="Use your own file, such as a script for ELIZA.")
    ] = "",
    replay: Annotated[bool, option("--replay", help="Repeat the published conversation.")] = False,
    why: Annotated[bool, option("--why", help="Also explain how each answer came about.")] = False,
    check: Annotated[bool, option("--check", help="Compare the results with the published ones.")] = False,
    cast: Annotated[str, option("--cast", metavar="FILE", help="Record the run for asciinema; - is stdout.")] = "",
) -> None:
    """Run a small version of a system that the book is about. Without a name, list what can be run.

    On a terminal, keys step forward and back, change the settings and show the claims; ? lists them. With --plain you
    type lines instead. In a pipe, the last step is printed, and --format csv prints a row for each step.

    Most ask a question to guess at first, and the exhibits of the program have a goal: settings to be found. 'mlsys
    progress' lists the goals that you have reached.

    Exhibits such as ELIZA answer lines: type them, or give them on stdin.

    --check reproduces the published results. The exit code is 1 if one of them differs, and also if STUDENT can't solve
    a problem of yours.

    Examples:
        mlsys run  # list the exhibits
        mlsys run perceptron  # one of them
        mlsys run perceptron/xor  # with the settings of a preset
        mlsys run perceptron data=and --seed 7  # with settings of your own
        mlsys run perceptron --sweep points=10..50..10  # for each value
        mlsys run --check  # compare all results with the published ones
    """
    changes = [*(changes or ()), *(word for word in name or () if "=" in word)]
    name = [word for word in name or () if "=" not in word]
    modes = {"--check": check, "--sweep": swept, "--replay": replay, "--cast": cast}
    others = {"--set": changes, "--seed": seed is not None, "--steps": steps is not None, "--data": data, "--why": why}
    given = [item for item, value in (modes | others if check else modes).items() if value]
    if len(given) > 1 and given != ["--replay", "--cast"]:
        raise UsageError(f"{given[0]} and {given[1]} can't be used together")
    if check:
        _check(session, name)
        return
    if not name:
        if any((modes | others).values()):
            raise UsageError("name the exhibit to run", ["'mlsys run' lists the exhibits"])
        entries = [*CATALOGUE.values(), *calculator_entries(session)]
        session.show(ExhibitListView(entries, book_exhibits(session)))
        return
    run = open_run(session, name, changes, seed, data)
    engine = run.exhibit.engine
    is_talk = isinstance(engine, Talk)
    if data or cast or (is_talk and not replay):  # a file may change, and lines may come from stdin
        session.environment.evidence.is_pure = False
    if replay and not (isinstance(engine, Talk) and engine.replay):
        raise UsageError(f"there is no published conversation with {run.entry.name}")
    if why and not is_talk:
        raise UsageError(f"{run.entry.name} is not a conversation: --why explains the answers of one")
    is_shown = swept or cast or replay or steps is not None
    if session.environment.is_interactive and session.is_text and not is_shown:
        from mlsys_cli.reader.launch import run_exhibit

        run_exhibit(session, run, reasons=why)
    elif swept:
        from mlsys_cli.terminal.progress_bar import progress_bar

        with progress_bar("Running", is_plain=session.options.is_plain) as report:
            made = sweep(run, swept, report)
        session.show(SweepView(made))
    elif isinstance(engine, Talk):
        _talk(session, run, engine, steps=steps, replay=replay, why=why, cast=cast)
    elif cast:
        frames = [*run.frames(steps)]
        _record(session, run, [RunView(run, [frame]).moment() for frame in frames], cast)
    else:
        session.show(RunView(run, [*run.frames(steps)]))


def _talk(
    session: Session, run: ExhibitRun, engine: Talk, *, steps: int | None, replay: bool, why: bool, cast: str
) -> None:
    lines = engine.replay if replay else session.environment.piped_lines
    turns = [*run.conversation([line for line in lines if line.strip()][:steps])]
    view = TalkView(run, turns, why, quoted=replay)
    if cast:
        _record(session, run, [TalkView(run, turns[: n + 1], why).blocks() for n in range(len(turns))], cast)
    elif turns:
        session.show(view)
    else:
        session.show(TalkOverview(run))
    # A preset may end in a question; a problem of the user's should not.
    if turns[-1].refused if turns else run.changes and engine.refuses(engine.begin(run.settings)):
        raise Exit(ExitCode.NOT_FOUND)


def _record(session: Session, run: ExhibitRun, pages: Sequence[Any], file: str) -> None:
    from mlsys_cli.render.formats import CAST_HEAD, write_cast
    from mlsys_cli.text.atomic_file import first_line, write_file
    from mlsys_cli.text.english import counted
    from mlsys_cli.views.value_view import LinesView

    if not pages:
        raise UsageError("there is nothing to record", ["give lines on stdin, or use --replay"])
    text = "".join(write_cast(pages, session.terminal.width, run.command, _SECONDS))
    if file == "-":
        session.show(LinesView("cast", text, screens=len(pages), cast=text))
        return
    write_file(Path(file), text.encode(), is_ours=lambda old: first_line(old).startswith(CAST_HEAD))
    message = f"{counted(len(pages), 'screen')} written to {file}"
    session.report(message, "cast", file, file=file, screens=len(pages))


def _check(session: Session, name: list[str] | None) -> None:
    from mlsys_cli.terminal.progress_bar import progress_bar

    names = [name] if name else [[entry.name] for entry in (*CATALOGUE.values(), *calculator_entries(session))]
    with progress_bar("Working out the claims", is_plain=session.options.is_plain) as report:
        checked = []
        for index, words in enumerate(names):
            report(index, len(names))
            run = open_run(session, words)
            checked.append((run.entry, [*run.exhibit.check()]))
    show_claims(session, ClaimsView(checked))
