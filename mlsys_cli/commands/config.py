"""`mlsys config`: the learner's settings."""

from typing import Annotated

import typer

from mlsys_cli.arguments.completers import word_argument
from mlsys_cli.errors import UsageError
from mlsys_cli.journal.settings import SETTINGS, change_setting, chosen_settings, named_setting
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import SettingsView, ValueView

EXAMPLES = (
    ("mlsys config", "all settings"),
    ("mlsys config new-per-day", "one of them"),
    ("mlsys config new-per-day 5", "set it"),
    ("mlsys config new-per-day --unset", "the default again"),
)


def config_command(
    session: Session,
    key: Annotated[str, word_argument("[KEY]", tuple(SETTINGS))] = "",
    value: Annotated[str, typer.Argument(metavar="[VALUE]", help="The new value.")] = "",
    unset: Annotated[bool, typer.Option("--unset", help="Remove the setting from the file.")] = False,
    optimise: Annotated[
        bool, typer.Option("--optimise", help="Fit the schedule to your answers; '--unset' takes that back.")
    ] = False,
) -> None:
    """Show your study settings, or change one.

    They are the share of answers that should be right, the number of new cards a day, the time at which a day begins,
    and whether your reading is remembered. They are kept in a TOML file, which is written only when you change one.
    """
    if optimise:
        if key:
            raise UsageError("--optimise takes no setting: it is about all cards")
        _optimise(session, unset)
    elif key:
        _one(session, named_setting(key), value, unset)
    elif unset:
        raise UsageError("--unset needs the name of a setting")
    else:
        path = session.learner.settings_path
        about = {name: setting.about for name, setting in SETTINGS.items()}
        session.show(SettingsView(str(path), _values(session), about, chosen_settings(path)))


def _one(session: Session, name: str, value: str, unset: bool) -> None:
    """Change a setting, or show it."""
    if unset and value:
        raise UsageError("--unset takes no value")
    changed = unset or bool(value)
    if changed:
        session.learner.settings = change_setting(session.learner.settings_path, name, value or None)
    if not changed or session.options.format:
        shown = _values(session)[name]
        session.show(ValueView("setting", shown, name=name, value=shown))


def _values(session: Session) -> dict[str, str]:
    values = zip(SETTINGS.items(), session.learner.settings, strict=True)
    return {name: setting.write(value).strip('"') for (name, setting), value in values}


def _optimise(session: Session, unset: bool) -> None:
    from mlsys_cli.journal.fit_parameters import learnable, optimised

    if unset:
        session.learner.store.set_parameters((), session.learner.now)
        session.notify("cards are scheduled with the default parameters again")
        return
    answers = learnable(session.learner.store.history())
    session.notify("this takes a minute or two")
    session.learner.store.set_parameters(optimised(answers), session.learner.now)
    session.notify("all cards are rescheduled with parameters fitted to your answers")
