"""`mlsys config`: the learner's settings."""

from typing import Annotated

import typer

from mlsys_cli.arguments.completers import complete_settings
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session

EXAMPLES = (
    ("mlsys config", "all settings"),
    ("mlsys config new-per-day", "one of them"),
    ("mlsys config new-per-day 5", "set it"),
    ("mlsys config new-per-day --unset", "the default again"),
)


def config_command(
    session: Session,
    key: Annotated[
        str,
        typer.Argument(
            metavar="[KEY]",
            help="desired-retention, new-per-day, day-starts or remember-reading.",
            show_default=False,
            autocompletion=complete_settings,
        ),
    ] = "",
    value: Annotated[str, typer.Argument(metavar="[VALUE]", help="The new value.", show_default=False)] = "",
    unset: Annotated[bool, typer.Option("--unset", help="Remove the setting from the file.")] = False,
    optimise: Annotated[
        bool, typer.Option("--optimise", help="Fit the schedule to your answers; '--unset' takes that back.")
    ] = False,
) -> None:
    """Show how you want to study, or change it.

    The settings are the share of answers that should be right, new cards a day, when a day begins, and whether your
    reading is remembered. They are kept in a TOML file, which is only written when you change one.
    """
    if optimise:
        if key:
            raise UsageError("--optimise takes no setting: it is about all cards")
        _optimise(session, unset)
    elif not key:
        if unset:
            raise UsageError("--unset needs the name of a setting")
        _show_all(session)
    else:
        _one(session, key, value, unset)


def _one(session: Session, key: str, value: str, unset: bool) -> None:
    from mlsys_cli.journal.settings import change_setting, named_setting

    name = named_setting(key)
    if unset and value:
        raise UsageError("--unset takes no value")
    if not (unset or value):
        _show(session, name)
        return
    settings = change_setting(session.learner.settings_path, name, value or None)
    session.learner.settings = settings
    if session.options.format:
        _show(session, name)


def _show(session: Session, name: str) -> None:
    from mlsys_cli.views.value_view import ValueView

    value = _values(session)[name]
    session.show(ValueView("setting", value, name=name, value=value))


def _show_all(session: Session) -> None:
    from mlsys_cli.journal.settings import SETTINGS, chosen_settings
    from mlsys_cli.views.settings_view import SettingsView

    about = {name: setting.about for name, setting in SETTINGS.items()}
    chosen = chosen_settings(session.learner.settings_path)
    session.show(SettingsView(str(session.learner.settings_path), _values(session), about, chosen))


def _values(session: Session) -> dict[str, str]:
    from mlsys_cli.journal.settings import SETTINGS

    values = zip(SETTINGS.items(), session.learner.settings, strict=True)
    return {name: setting.write(value).strip('"') for (name, setting), value in values}


def _optimise(session: Session, unset: bool) -> None:
    from mlsys_cli.journal.fit_parameters import learnable, optimised

    if unset:
        session.learner.store.set_parameters((), session.learner.now)
        session.notify("cards are scheduled with the default parameters again")
        return
    answers = learnable(session.learner.store.steps())
    session.notify("this takes a minute or two")
    session.learner.store.set_parameters(optimised(answers), session.learner.now)
    session.notify("all cards are rescheduled with parameters that fit your answers")
