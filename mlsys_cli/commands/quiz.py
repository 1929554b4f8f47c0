"""`mlsys quiz`: questions on the book."""

from typing import Annotated

from mlsys_cli.arguments.declarations import (
    Seed,
    WithAnswers,
    complete_parts,
    complete_paths,
    entry_argument,
    option,
)
from mlsys_cli.arguments.question_options import Generated, Kinds, Levels
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session

_ASKED_ABOUT = ("chapter", "section", "term", "question")


def quiz_command(
    session: Session,
    names: Annotated[
        list[str] | None,
        entry_argument("[CHAPTER|SECTION|TERM|QUESTION]...", "Chapters, sections, terms or questions.", *_ASKED_ABOUT),
    ] = None,
    count: Annotated[
        int | None,
        option("-n", "--number", metavar="N", min=1, max=1000, help="The number of questions; 10 by default."),
    ] = None,
    kind: Kinds = None,
    level: Levels = None,
    seed: Seed = None,
    missed: Annotated[bool, option("--missed", help="Only questions that you last answered wrongly.")] = False,
    weak: Annotated[bool, option("--weak", help="Only the three sections with most wrong answers.")] = False,
    before: Annotated[bool, option("--before", help="Test yourself before reading, to compare with --after.")] = False,
    after: Annotated[
        bool, option("--after", help="Ask different questions on the same subjects, and show the gain.")
    ] = False,
    report: Annotated[bool, option("--report", help="Show what came out before and after, and ask nothing.")] = False,
    path: Annotated[
        str, option("--path", metavar="NAME", help="Ask about a path.", autocompletion=complete_paths)
    ] = "",
    part: Annotated[
        str,
        option(
            "--part",
            metavar="NAME",
            help="Ask about a part of the book: its number or title.",
            autocompletion=complete_parts,
        ),
    ] = "",
    generated: Generated = None,
    answers: WithAnswers = False,
    answer: Annotated[str, option("--answer", metavar="FILE", help="Grade a file of answers; - is stdin.")] = "",
    record: Annotated[bool, option("--record", help="Remember the graded answers of the file as yours.")] = False,
) -> None:
    """Ask questions one by one, and explain each answer. Press ? to list the keys.

    Letters choose an answer. Press Enter twice if you don't know, and ! to flag a bad question. 'mlsys quiz --missed'
    asks again what you got wrong. With 'mlsys config confidence on', you say how sure you are before an answer is
    graded.

    If there are too few questions, cards generated from terms are added; 'mlsys config cards all' also adds those from
    dates and tables, and --generated asks all of them now.

    --before and --after test you before and after reading a chapter, several, a --part, a --path, or without a name the
    path that you have chosen, else the whole book, with two questions on each chapter or more (-n). --report shows by
    chapter what you know and what you don't, how surely so few questions can tell, and what to read again.

    In a pipe, or with --answers, --json or another format, the questions are printed. --answer grades a file: the JSON
    of a quiz with an "answer" added to each question, or lines of {"id": ..., "answer": ...}. The exit code is 0 if all
    answers are correct. An answer is true or false, a number, a text, the text of a choice, or a list: of the correct
    choices, the items in order, the words for the gaps, or the matches in the order of the left side. If a question has
    fresh numbers, the "draw" beside the answer, or else --seed, says which. An answer to an open question, unless it is
    the model answer itself, is listed as "to be graded by hand".

    Examples:
        mlsys quiz  # ten questions about everything
        mlsys quiz intro/symbolic-ai -n 5  # five about a section
        mlsys quiz backpropagation  # those about a term
        mlsys quiz intro --level apply --kind number  # only calculations
        mlsys quiz intro --before  # before reading; then use --after
        mlsys quiz --before --part 2  # before a part of the book
        mlsys quiz --report  # what you know of the book, and what to read again
        mlsys quiz intro --json > sheet.json  # for a script, without answers
        cat answers.json | mlsys quiz --answer -  # grade answers
        cat answers.json | mlsys quiz --answer - --record  # and remember them
    """
    from mlsys_cli.practice.quiz_plan import QuizRequest, print_sheet, report_of, scope_of

    if before + after + missed + weak + report > 1:
        raise UsageError("only one of --missed, --weak, --before, --after and --report can be used")
    if bool(names) + bool(path) + bool(part) > 1:
        raise UsageError("only one of a name, --path and --part can be used")
    request = QuizRequest(
        names=tuple(names or ()),
        length=count,
        kinds=tuple(kind or ()),
        levels=tuple(level or ()),
        seed=seed,
        side="after" if after else "before" if before or report else "",
        generated=generated,
        among="missed" if missed else "weak" if weak else "",
        path=path,
        part=part,
    )
    if record and not answer:
        raise UsageError("--record is for --answer: what you answer in a quiz is remembered anyway")
    if report:
        session.show(report_of(session, scope_of(session, request)))
    elif answer:
        from mlsys_cli.practice.grade_file import grade_file

        grade_file(session, answer, request, is_recorded=record)
    elif answers or not session.output_is_for_human:
        print_sheet(session, request, answers)
    elif session.can_ask:
        from mlsys_cli.practice.quiz_course import ask
        from mlsys_cli.reader.launch import run_practice

        ask(session, request, run_practice)
    else:
        hints = ["use --json to print the questions, and --answer FILE to grade a file of answers"]
        raise UsageError("a quiz needs a terminal, and stdin isn't one", hints)
