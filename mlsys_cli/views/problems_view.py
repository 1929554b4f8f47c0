"""Problems of a book, and the rules that find them."""

import re
from collections.abc import Sequence
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from mlsys_cli.index.entry_records import StoredProblem
from mlsys_cli.page import Aside, Block, Blocks, Code, Excerpt, Heading, Paragraph, Span, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document

if TYPE_CHECKING:  # its dataclasses are for authors, and readers are told of problems too
    from mlsys_cli.book.model import Problem

SHOWN = 5_000
"""The most problems that a page shows with their lines. Nobody reads more, and a picture of them would be huge."""

_FIELDS = ("path", "line", "column", "rule", "message", "hint")


def problem_lines(problem: "Problem | StoredProblem", base: str) -> list[str]:
    """Return a problem as `path:line:column: rule: message`, and its hint; paths below `base` are relative."""
    text = f"{_place(problem, base)}: {problem.rule}: {problem.message}"
    return [text, f"  {problem.hint}"] if problem.hint else [text]


def _place(problem: "Problem | StoredProblem", base: str) -> str:
    return f"{_path(problem, base)}:{problem.line}:{problem.column}"


def _path(problem: "Problem | StoredProblem", base: str) -> str:
    return harmless(problem.path.removeprefix(base.rstrip("/") + "/"))


class ProblemsView:
    """Problems sorted by place, each with its line of the file; paths below `base` are relative."""

    def __init__(self, problems: "Sequence[Problem]", base: str) -> None:
        self._problems = problems
        self._base = base

    def page(self) -> Blocks:
        """The problems with their lines, and how many there are."""
        if not self._problems:
            return ()
        more = len(self._problems) - SHOWN
        rest = f"; --json also shows the last {more}" if more > 0 else ""
        counts = Paragraph(text_spans(f"{_count(self._problems)}{rest}", "caption"))
        return (*map(self._excerpt, self._problems[:SHOWN]), counts)

    def _excerpt(self, problem: "Problem") -> Block:
        style = "warning" if problem.warning else "error"
        title = (
            Span(_place(problem, self._base), "place"),
            Span("  "),
            Span(problem.rule, style),
            Span(f"  {problem.message}"),
        )
        hint = text_spans(problem.hint, "hint") if problem.hint else ()
        return Excerpt(
            title=title,
            line=problem.line,
            text=problem.excerpt,
            column=problem.column,
            length=problem.length,
            hint=hint,
        )

    def tabbed(self) -> str:
        """The problems as compilers print them, one line each with its hint below."""
        return "".join(f"{line}\n" for problem in self._problems for line in problem_lines(problem, self._base))

    def annotations(self) -> str:
        """The problems as workflow commands for GitHub."""
        return "".join(f"{self._annotation(problem)}\n" for problem in self._problems)

    def _annotation(self, problem: "Problem") -> str:
        level = "warning" if problem.warning else "error"
        path = _escaped(_path(problem, self._base)).replace(":", "%3A").replace(",", "%2C")
        place = f"file={path},line={problem.line},col={problem.column},endColumn={problem.column + problem.length}"
        words = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
        return f"::{level} {place},title={problem.rule}::{_escaped(words)}"

    def document(self) -> Document:
        """The problems with their places."""
        return document("problems", problems=[self._fields(problem) for problem in self._problems])

    def _fields(self, problem: "Problem") -> Document:
        severity = "warning" if problem.warning else "error"
        fields = {field: getattr(problem, field) for field in _FIELDS}
        return {**fields, "length": problem.length, "severity": severity, "lost": problem.fatal}

    def rows(self) -> list[list[Any]]:
        """A row for each problem."""
        return [list(_FIELDS), *([harmless(p.path), *(getattr(p, f) for f in _FIELDS[1:])] for p in self._problems)]


def _count(problems: "Sequence[Problem]") -> str:
    warnings = sum(problem.warning for problem in problems)
    errors = len(problems) - warnings
    return ", ".join(f"{n} {what}{'s' * (n > 1)}" for n, what in ((errors, "error"), (warnings, "warning")) if n)


def _escaped(text: str) -> str:
    """Return a text as GitHub's workflow commands quote it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


class RuleView:
    """A rule: the mistake that it finds, the harm it does, and an example with its fix."""

    def __init__(self, name: str, explanation: str, warning: bool) -> None:
        self._name = name
        self._explanation = explanation
        self._warning = warning

    def page(self) -> Blocks:
        """The explanation as a page."""
        blocks: list[Block] = [Heading(2, self._name)]
        if self._warning:
            meant = text_spans(f"if this is intended, 'mlsys check --ignore {self._name}' skips the rule")
            blocks.append(Aside("Warning", meant, "note.aging"))
        for paragraph in re.split(r"\n\n(?=\S)", self._explanation):
            label, _, code = paragraph.partition(":\n")
            if label in ("Bad", "Good"):
                blocks += [Heading(4, label), Code(dedent(code))]
            else:
                blocks.append(Paragraph(text_spans(" ".join(paragraph.split()))))
        return tuple(blocks)

    def document(self) -> Document:
        """The explanation as it stands in the program."""
        severity = "warning" if self._warning else "error"
        return document("rule", id=self._name, severity=severity, explanation=self._explanation)
