"""The exchange of study data: it must be the learner's own."""

from collections.abc import Iterable

from mlsys_cli.errors import Exit, ExitCode, MlsysError
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.jsonl import has_any, learner_ids
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import ask_user


def require_own(
    session: Session,
    name: str,
    learner: tuple[str, ...],
    events: Iterable[JournalEvent],
    command: str,
    *,
    more: Iterable[str] = (),
) -> None:
    """Raise an error if a file is another learner's, and ask a person if that isn't known: nothing can be taken out.

    It is their own if both have an id or an event in common. Where nothing was exported or imported yet, a script's
    file is taken for the learner's own, so that a second computer needs no option. The `command` takes the file in
    though it has another id; `more` are hints.
    """
    store = session.learner.store
    own_ids = learner_ids(store.database)
    if not learner or {*learner} & {*own_ids} or has_any(store.database, events):
        return
    if own_ids:
        hints = [f"if it is yours, from another computer, use '{command}'", *more]
        raise MlsysError(f"{name} has the study data of another learner; nothing was changed", hints)
    if session.environment.is_interactive and not store.is_empty:
        question = f"Is {name} yours, from another computer? Its data can't be taken out again. [y/N] "
        if ask_user(question).strip().lower() not in ("y", "yes"):
            session.notify("nothing was imported")
            raise Exit(ExitCode.NOT_FOUND)
