"""Problems of a book, and the rules that find them."""

import re
from collections import Counter
from collections.abc import Sequence
from textwrap import dedent
from typing import TYPE_CHECKING, Any, NamedTuple

from mlsys_cli.book.model import Addition, Replacement, WordDeletion
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, text_spans
from mlsys_cli.text.english import counted
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, PageView, document, pick, rows_of

if TYPE_CHECKING:  # its dataclasses are for authors, and readers are told of problems too
    from mlsys_cli.book.check.context import Rule
    from mlsys_cli.book.model import Level, Problem

_NAMES: "dict[Level, str]" = {"error": "error", "warning": "warning", "style": "style problem"}
"""What to call a problem of each level."""

_ANNOTATIONS = {"error": "error", "warning": "warning", "style": "notice"}
"""The workflow command of GitHub for each level."""

SHOWN = 5_000
"""The largest number of problems that a page shows with their lines; more would make a huge image."""

_KEYS = "path line column rule message hint"


def problem_lines(problem: "Problem", base: str) -> list[str]:
    """A problem as `path:line:column: rule: message`, and its hint; paths below `base` are relative."""
    text = f"{_place(problem, base)}: {problem.rule}: {problem.message}"
    return [text, f"  {problem.hint}"] if problem.hint else [text]


def fix_line(problem: "Problem", base: str) -> str:
    """The change that has fixed a problem, after the place where that was."""
    match problem.fix:
        case Replacement(old, ""):
            words = f"{old!r} is deleted"
        case Replacement(old, text):
            words = f"{old!r} is now {text!r}"
        case WordDeletion(word):
            words = f"a second {word!r} is deleted"
        case Addition(slug=slug, item=item, field=field):
            words = f"the {field} of {slug!r} has {item!r} too"
        case _:
            return f"{_path(problem, base)}: {problem.rule}: put in order"
    return f"{_place(problem, base)}: {problem.rule}: {words}"


def _place(problem: "Problem", base: str) -> str:
    return f"{_path(problem, base)}:{problem.line}:{problem.column}"


def _path(problem: "Problem", base: str) -> str:
    return harmless(problem.path.removeprefix(base.rstrip("/") + "/"))


class ProblemsView(NamedTuple):
    """Problems sorted by place, each with its line of the file; paths below `base` are relative.

    `fixed` are those that were there before, if any were to be fixed.
    """

    problems: "Sequence[Problem]"
    base: str
    fixed: "Sequence[Problem] | None" = None

    def blocks(self) -> Blocks:
        """The problems with their lines, and how many there are."""
        if not self.problems:
            return ()
        blocks: list[Block] = []
        for problem in self.problems[:SHOWN]:
            place, level = Span(_place(problem, self.base), "place"), Span(problem.level, problem.level)
            title = (place, Span("  "), level, Span(f"  {problem.rule}: {problem.message}"))
            hint = text_spans(problem.hint, "hint") if problem.hint else ()
            line = problem.line, problem.excerpt, problem.column, problem.length
            blocks.append(page.Excerpt(title, *line, hint))
        counts = Counter(problem.level for problem in self.problems)
        words = ", ".join(counted(counts[level], name) for level, name in _NAMES.items() if counts[level])
        more = len(self.problems) - SHOWN
        rest = f"; --json also shows the last {more}" if more > 0 else ""
        return (*blocks, Paragraph(text_spans(f"{words}{rest}", "caption")))

    def tabbed(self) -> str:
        """The problems as compilers print them, one line each that ends in the level, with the hint below."""
        lines: list[str] = []
        for problem in self.problems:
            first, *rest = problem_lines(problem, self.base)
            lines += [f"{first} [{problem.level}]", *rest]
        return "".join(f"{line}\n" for line in lines)

    def annotations(self) -> str:
        """The problems as workflow commands for GitHub."""
        lines = []
        for problem in self.problems:
            path = _escaped(_path(problem, self.base)).replace(":", "%3A").replace(",", "%2C")
            place = f"file={path},line={problem.line},col={problem.column},endColumn={problem.column + problem.length}"
            words = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
            lines.append(f"::{_ANNOTATIONS[problem.level]} {place},title={problem.rule}::{_escaped(words)}\n")
        return "".join(lines)

    def document(self) -> Document:
        """The problems with their places."""
        problems = [pick(problem, f"{_KEYS} length severity=level lost=fatal") for problem in self.problems]
        fixed = {} if self.fixed is None else {"mended": [pick(problem, _KEYS) for problem in self.fixed]}
        return document("problems", problems=problems, **fixed)

    def rows(self) -> list[list[Any]]:
        """A row for each problem."""
        rows = [list(pick(problem, f"{_KEYS} severity=level").values()) for problem in self.problems]
        return [[*_KEYS.split(), "severity"], *([harmless(path), *others] for path, *others in rows)]


def _escaped(text: str) -> str:
    """A text as GitHub's workflow commands quote it: the percent sign first, as the other escapes have one."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


class RulesView(NamedTuple):
    """The rules, each with what it finds."""

    rules: "Sequence[Rule]"

    def blocks(self) -> Blocks:
        """The rules of each level, the gravest first."""
        blocks: list[Block] = []
        for level, name in _NAMES.items():
            found = [(rule.name, text_spans(_summary(rule))) for rule in self.rules if rule.level == level]
            blocks += [Heading(2, f"{name.capitalize()}s"), page.DefinitionList(tuple(found))]
        return tuple(blocks)

    def document(self) -> Document:
        """The rules with their levels."""
        return document("rules", rules=[{"id": r.name, "severity": r.level, "finds": _summary(r)} for r in self.rules])

    def rows(self) -> list[list[Any]]:
        """A row for each rule."""
        return rows_of(self.document()["rules"], "id severity finds")


def _summary(rule: "Rule") -> str:
    """The first sentence of a rule's explanation."""
    return " ".join(rule.explanation.partition("\n\n")[0].split())


def rule_view(rule: "Rule") -> PageView:
    """A rule: the mistake that it finds, its effect, and an example with a fix."""
    blocks: list[Block] = [Heading(2, rule.name)]
    if rule.level != "error":
        reason = "it may be intended" if rule.level == "warning" else "a matter of taste"
        meant = text_spans(f"{reason}; 'mlsys check --ignore {rule.name}' skips the rule")
        blocks.append(page.Aside(rule.level.capitalize(), meant, "note.aging"))
    for paragraph in re.split(r"\n\n(?=\S)", rule.explanation):
        label, _, code = paragraph.partition(":\n")
        if label in ("Bad", "Good"):
            blocks += [Heading(4, label), page.Code(dedent(code), "yaml")]
        else:
            blocks.append(Paragraph(text_spans(" ".join(paragraph.split()))))
    about = document("rule", id=rule.name, severity=rule.level, explanation=rule.explanation)
    return PageView(tuple(blocks), about)
