"""Problems of a book, and the rules that find them."""

import re
from collections.abc import Sequence
from textwrap import dedent
from typing import TYPE_CHECKING, Any, NamedTuple

from mlsys_cli.index.entry_records import StoredProblem
from mlsys_cli.page import Aside, Block, Blocks, Code, Excerpt, Heading, Paragraph, Span, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, PageView, document

if TYPE_CHECKING:  # its dataclasses are for authors, and readers are told of problems too
    from mlsys_cli.book.model import Problem

SHOWN = 5_000
"""The largest number of problems that a page shows with their lines; more would make a huge image."""

_FIELDS = ("path", "line", "column", "rule", "message", "hint")


def problem_lines(problem: "Problem | StoredProblem", base: str) -> list[str]:
    """A problem as `path:line:column: rule: message`, and its hint; paths below `base` are relative."""
    text = f"{_place(problem, base)}: {problem.rule}: {problem.message}"
    return [text, f"  {problem.hint}"] if problem.hint else [text]


def _place(problem: "Problem | StoredProblem", base: str) -> str:
    return f"{_path(problem, base)}:{problem.line}:{problem.column}"


def _path(problem: "Problem | StoredProblem", base: str) -> str:
    return harmless(problem.path.removeprefix(base.rstrip("/") + "/"))


def _severity(is_warning: bool) -> str:
    return "warning" if is_warning else "error"


class ProblemsView(NamedTuple):
    """Problems sorted by place, each with its line of the file; paths below `base` are relative."""

    problems: "Sequence[Problem]"
    base: str

    def page(self) -> Blocks:
        """The problems with their lines, and how many there are."""
        if not self.problems:
            return ()
        blocks: list[Block] = []
        for problem in self.problems[:SHOWN]:
            place, rule = Span(_place(problem, self.base), "place"), Span(problem.rule, _severity(problem.warning))
            title = (place, Span("  "), rule, Span(f"  {problem.message}"))
            hint = text_spans(problem.hint, "hint") if problem.hint else ()
            blocks.append(
                Excerpt(title, problem.line, problem.excerpt, problem.column, length=problem.length, hint=hint)
            )
        warnings = sum(problem.warning for problem in self.problems)
        counts = ((len(self.problems) - warnings, "error"), (warnings, "warning"))
        words = ", ".join(f"{number} {name}{'s' * (number > 1)}" for number, name in counts if number)
        more = len(self.problems) - SHOWN
        rest = f"; --json also shows the last {more}" if more > 0 else ""
        return (*blocks, Paragraph(text_spans(f"{words}{rest}", "caption")))

    def tabbed(self) -> str:
        """The problems as compilers print them, one line each with its hint below."""
        return "".join(f"{line}\n" for problem in self.problems for line in problem_lines(problem, self.base))

    def annotations(self) -> str:
        """The problems as workflow commands for GitHub."""
        lines = []
        for problem in self.problems:
            path = _escaped(_path(problem, self.base)).replace(":", "%3A").replace(",", "%2C")
            place = f"file={path},line={problem.line},col={problem.column},endColumn={problem.column + problem.length}"
            words = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
            lines.append(f"::{_severity(problem.warning)} {place},title={problem.rule}::{_escaped(words)}\n")
        return "".join(lines)

    def document(self) -> Document:
        """The problems with their places."""
        problems = [
            {field: getattr(problem, field) for field in _FIELDS}
            | {"length": problem.length, "severity": _severity(problem.warning), "lost": problem.fatal}
            for problem in self.problems
        ]
        return document("problems", problems=problems)

    def rows(self) -> list[list[Any]]:
        """A row for each problem."""
        return [list(_FIELDS), *([harmless(p.path), *(getattr(p, f) for f in _FIELDS[1:])] for p in self.problems)]


def _escaped(text: str) -> str:
    """A text as GitHub's workflow commands quote it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def rule_view(name: str, explanation: str, warning: bool) -> PageView:
    """A rule: the mistake that it finds, its effect, and an example with a fix."""
    blocks: list[Block] = [Heading(2, name)]
    if warning:
        meant = text_spans(f"if this is intended, 'mlsys check --ignore {name}' skips the rule")
        blocks.append(Aside("Warning", meant, "note.aging"))
    for paragraph in re.split(r"\n\n(?=\S)", explanation):
        label, _, code = paragraph.partition(":\n")
        if label in ("Bad", "Good"):
            blocks += [Heading(4, label), Code(dedent(code))]
        else:
            blocks.append(Paragraph(text_spans(" ".join(paragraph.split()))))
    return PageView(tuple(blocks), document("rule", id=name, severity=_severity(warning), explanation=explanation))
