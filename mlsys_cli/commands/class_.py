"""`mlsys class`: what a class has answered."""

import os
from pathlib import Path
from typing import Annotated

from mlsys_cli.arguments.declarations import argument, option, word_argument
from mlsys_cli.errors import UnreadableError, UsageError
from mlsys_cli.session.environment import own_directory
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted

_ACTIONS = ("show", "add", "forget")


def class_command(
    session: Session,
    action: Annotated[str, word_argument("[ACTION]", "action", _ACTIONS)] = "show",
    names: Annotated[
        list[str] | None,
        argument(metavar="[FILE | NAME]...", help="For add: files of study data. For forget: learners."),
    ] = None,
    as_name: Annotated[str, option("--as", metavar="NAME", help="For add: the name of the learner.")] = "",
    file_names: Annotated[bool, option("--file-names", help="For add: name learners after their files.")] = False,
    folder: Annotated[
        str, option("--folder", metavar="FOLDER", help="The folder of the class, if you have several classes.")
    ] = "",
) -> None:
    """Show what a class knows: who is stuck in which section, and how good the questions are.

    'add' takes files from 'mlsys export study', of which only answers, flags and their days are kept. A learner is
    called 'Learner 1' and so on, unless you give a name; a later file of the same learner is added to what is there.
    'forget' deletes all about a learner. Everything stays on this computer, in a folder apart from your study data.

    A section shows how many of the last answers are right; a learner who has two or more of them wrong, and more than
    half, is stuck there. A question shows the first answer of each learner: the share of right ones, the discrimination
    (the point-biserial correlation with the learner's other questions), and the wrong answers that were chosen.

    Examples:
        mlsys class add my-study.jsonl --as Anna  # without --as, Learner 1
        mlsys class add my-study.jsonl --folder class-c  # a second class
        mlsys class  # what the class knows
        mlsys class forget Anna  # delete all about a learner
    """
    from mlsys_cli.classroom.class_folder import ClassFolder

    learners = ClassFolder(Path(folder) if folder else own_directory("data") / "class")
    files = names or []
    if (as_name or file_names) and action != "add":
        raise UsageError("--as and --file-names are for 'mlsys class add'")
    if bool(files) is (action == "show"):
        needs = {"add": "needs files of study data", "forget": "needs the names of learners"}
        raise UsageError(f"'mlsys class {action}' {needs.get(action, 'takes no name')}")
    if folder and action != "add" and not os.path.isdir(folder):
        raise UnreadableError(f"there is no folder {folder!r}", ["'mlsys class add FILE --folder NAME' makes one"])
    if action == "show":
        from mlsys_cli.classroom.results import class_view

        session.show(class_view(session, learners))
    elif action == "forget":
        done = learners.forget(files)
        session.report(f"forgotten: {', '.join(done)}", "class-forgotten", "\n".join(done), forgotten=done)
    else:
        if as_name and (file_names or len(files) > 1):
            raise UsageError("--as is for one file", ["use --file-names for several"])
        added = [
            (file, *learners.add(Path(file), as_name or (Path(file).stem if file_names else ""))) for file in files
        ]
        learners.save(name for _, name, _ in added)
        lines = [f"{file}: {name}, {counted(new, 'new event')}" for file, name, new in added]
        rows = [{"file": file, "name": name, "new": new} for file, name, new in added]
        session.report("\n".join(lines), "class-added", "\n".join(lines), added=rows)
        if as_name and added[0][1] != as_name:
            session.notify(f"the class knows this learner as {added[0][1]}, and not as {as_name}")
