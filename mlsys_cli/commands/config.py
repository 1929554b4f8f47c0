"""`mlsys config`: the learner's settings."""

from typing import Annotated

from mlsys_cli.arguments.declarations import argument, option, word_argument
from mlsys_cli.errors import UsageError
from mlsys_cli.journal.settings import SETTINGS
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import ValueView, settings_view


def config_command(
    session: Session,
    key: Annotated[str, word_argument("[KEY]", "setting", tuple(SETTINGS))] = "",
    value: Annotated[str, argument(metavar="[VALUE]", help="The new value.")] = "",
    unset: Annotated[bool, option("--unset", help="Remove the setting from the file.")] = False,
    optimise: Annotated[
        bool, option("--optimise", help="Fit the schedule to your answers; --unset undoes that.")
    ] = False,
) -> None:
    """Show your study settings, or change one.

    You can set the share of reviews that you want to answer correctly, the number of new cards per day, what they ask,
    whether you say how sure you are of an answer, the time when a day begins, and whether mlsys remembers what you
    read. You can also choose how to read, the colours of the screen (high-contrast also prints pages without colours
    and dim text), and who has the mouse. Settings are stored in a TOML file.

    Examples:
        mlsys config  # all settings
        mlsys config new-per-day  # one setting
        mlsys config new-per-day 5  # change it
        mlsys config new-per-day --unset  # restore the default
        mlsys config theme light  # dark text on a light screen
    """
    if optimise:
        if key:
            raise UsageError("--optimise can't be combined with a setting: it applies to all cards")
        _optimise(session, unset)
        return
    if unset and (value or not key):
        raise UsageError("--unset takes no value" if key else "--unset needs the name of a setting")
    if unset or value:
        session.learner.change_setting(key, value or None)
        if not session.options.format:
            return
    view = settings_view(session.learner.settings_path, session.learner.settings)
    if key:
        session.show(ValueView("setting", view.values[key], name=key, value=view.values[key]))
    else:
        session.show(view, target="place:config")


def _optimise(session: Session, unset: bool) -> None:
    from mlsys_cli.journal.scheduler import learnable, optimised

    store = session.learner.store
    if unset:
        store.set_parameters((), session.learner.now)
        session.notify("cards are now scheduled with the default parameters")
        return
    answers = learnable(store.history())
    session.notify("this takes a minute or two")
    store.set_parameters(optimised(answers), session.learner.now)
    session.notify("all cards were rescheduled with parameters fitted to your answers")
