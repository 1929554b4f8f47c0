"""Help pages, laid out like all other pages."""

from collections.abc import Iterable, Iterator
from textwrap import dedent
from typing import Any

from mlsys_cli.cli.command_table import COMMANDS
from mlsys_cli.errors import ExitCode
from mlsys_cli.page.blocks import Block, Code, DefinitionList, Heading, Paragraph, Span, text_spans
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import paint
from mlsys_cli.terminal.stdout import encodable

EXIT_CODES = {
    ExitCode.SHOWN: "success",
    ExitCode.NOT_FOUND: "not found, or problems found",
    ExitCode.USAGE: "invalid usage",
    ExitCode.UNREADABLE: "content or study data can't be read, or output can't be written",
    ExitCode.INTERRUPTED: "interrupted",
}

VARIABLES = {
    "MLSYS_CONTENT": "The books to read, as with --content. Without either, it is the book in whose folder you are.",
    "MLSYS_PLAIN": "If set, use plain output, as with --plain.",
    "MLSYS_PAGER": "A pager to use instead of the reader, PAGER and less.",
    "MLSYS_NO_CACHE": "If set, don't store or reuse output.",
    "MLSYS_DEBUG": "If set, show the traceback of an unexpected error.",
    "NO_COLOR": "If set, use no colours; FORCE_COLOR forces colours.",
    "VISUAL, EDITOR": "The editor for notes and for 'mlsys edit'.",
}
"""The environment variables of the program."""


def help_text(ctx: Any) -> str:
    """Return the help page of a context's command or of the program, for the terminal or as a page of the manual."""
    blocks = _command_page(ctx.command, ctx) if ctx.parent else _program_page(ctx.command)
    session = ctx.find_root().obj
    if session.options.format == "man":
        from mlsys_cli.cli.man_pages import man_page

        return man_page(ctx.command.name if ctx.parent else "", blocks, session.local_time.date()).rstrip("\n")
    terminal = session.terminal
    return encodable(paint(lay_out(blocks, terminal.width), terminal.color_mode), terminal.encoding).rstrip("\n")


def _command_page(command: Any, ctx: Any) -> Iterator[Block]:
    about, _, examples = (command.help or "").partition("\n\nExamples:\n")  # python -OO has no docstrings
    summary, _, more = about.partition("\n\n")
    yield Paragraph(text_spans(" ".join(summary.split())))
    own = [parameter for parameter in command.params if parameter.expose_value]
    arguments = [parameter.make_metavar(ctx) for parameter in own if parameter.param_type_name == "argument"]
    usage = " ".join(filter(None, ["mlsys", command.name, "[OPTIONS]", *arguments]))
    yield Paragraph((Span("Usage: ", "label"), Span(usage, "command")))
    for text in filter(None, more.split("\n\n")):
        yield Paragraph(text_spans(" ".join(text.split())))
    if own:
        yield from _parameters("Arguments and options", own)
    yield from _parameters("Options of every command", [p for p in command.params if p not in own])
    yield Heading(3, "Examples")
    yield Code(dedent(examples))


def _program_page(group: Any) -> Iterator[Block]:
    yield Paragraph(text_spans(" ".join((group.help or "").split())))
    yield Paragraph((Span("Usage: ", "label"), Span("mlsys COMMAND [OPTIONS] [NAMES]", "command")))
    words = "Words that don't begin with a command are a name or a question: "
    yield Paragraph((Span(words), Span("mlsys perceptron", "command"), Span(", "), Span("mlsys gpu vs tpu", "command")))
    yield from _list("Commands", COMMANDS.items())
    yield from _parameters("Options, before or after the command", group.params)
    yield from _list("Environment variables", VARIABLES.items())
    yield from _list("Exit codes", ((str(code.value), words) for code, words in EXIT_CODES.items()))
    yield Heading(3, "Examples")
    yield Code("mlsys read intro\nmlsys what is a perceptron\nmlsys timeline 1980s\nmlsys compare symbolic deep")


def _parameters(title: str, parameters: Iterable[Any]) -> Iterator[Block]:
    rows = []
    for parameter in parameters:
        names = ", ".join(sorted([*parameter.opts, *parameter.secondary_opts], key=len))
        if parameter.param_type_name == "argument":
            names = ""
        rows.append((f"{names} {parameter.metavar or ''}".strip(), parameter.help or ""))
    return _list(title, rows)


def _list(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[Block]:
    yield Heading(3, title)
    yield DefinitionList(tuple((name, text_spans(about)) for name, about in rows))
