"""Help pages, laid out like all other pages."""

from collections.abc import Iterator
from typing import Any

from mlsys_cli.errors import ExitCode
from mlsys_cli.page import Block, Code, DefinitionList, Heading, Paragraph, Span, text_spans
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import paint
from mlsys_cli.text.sanitize import encodable

EXIT_CODES = {
    ExitCode.SHOWN: "success",
    ExitCode.NOT_FOUND: "not found, or problems found",
    ExitCode.USAGE: "invalid usage",
    ExitCode.UNREADABLE: "content or study data can't be read, or output can't be written",
    ExitCode.INTERRUPTED: "interrupted",
}

VARIABLES = {
    "MLSYS_CONTENT": "Books to read, as with --content.",
    "MLSYS_PLAIN": "If set, plain output, as with --plain.",
    "MLSYS_PAGER": "The pager, instead of PAGER or less.",
    "MLSYS_DEBUG": "If set, show the traceback of an unexpected error.",
    "NO_COLOR": "If set, no colours; FORCE_COLOR forces them.",
    "VISUAL, EDITOR": "The editor for notes and for 'mlsys edit'.",
}
"""The environment variables of the program."""


def help_text(blocks: Iterator[Block], ctx: Any) -> str:
    """Return a help page as the terminal shows it."""
    terminal = ctx.find_root().obj.terminal
    return encodable(paint(lay_out(blocks, terminal.width), terminal.color_mode), terminal.encoding).rstrip("\n")


def command_page(command: Any, ctx: Any) -> Iterator[Block]:
    """Yield the blocks on what a command does, its arguments and options, and examples."""
    summary, _, more = (command.help or "").strip().partition("\n\n")
    yield Paragraph(text_spans(" ".join(summary.split())))
    yield Paragraph((Span("Usage: ", "label"), Span(usage(command, ctx), "command")))
    if more.strip():
        yield Paragraph(text_spans(" ".join(more.split())))
    shared = [p for p in command.get_params(ctx) if p not in command.params]
    yield from _parameters("Arguments and options", command.params)
    yield from _parameters("Options of every command", shared)
    if command.examples:
        yield Heading(3, "Examples")
        yield Code("\n".join(f"{line}  # {words}" for line, words in command.examples))


def program_page(group: Any, ctx: Any) -> Iterator[Block]:
    """Yield the blocks on the program, its commands, common options, environment variables and exit codes."""
    yield Paragraph(text_spans(" ".join(group.help.split())))
    yield Paragraph((Span("Usage: ", "label"), Span("mlsys COMMAND [OPTIONS] [NAMES]", "command")))
    yield Heading(3, "Commands")
    yield DefinitionList(tuple((name, text_spans(words)) for name, words in group.summaries.items()))
    yield from _parameters("Options, before or after the command", group.get_params(ctx))
    yield Heading(3, "Environment variables")
    yield DefinitionList(tuple((name, text_spans(words)) for name, words in VARIABLES.items()))
    yield Heading(3, "Exit codes")
    yield DefinitionList(tuple((str(code.value), text_spans(words)) for code, words in EXIT_CODES.items()))
    yield Heading(3, "Examples")
    examples = ("mlsys read intro", "mlsys define backpropagation", "mlsys timeline", "mlsys compare symbolic deep")
    yield Code("\n".join(examples))


def usage(command: Any, ctx: Any) -> str:
    """Return the usage of a command in one line."""
    arguments = [p.make_metavar(ctx) for p in command.params if p.param_type_name == "argument"]
    return " ".join(["mlsys", command.name, "[OPTIONS]", *arguments])


def _parameters(title: str, parameters: list[Any]) -> Iterator[Block]:
    if parameters:
        yield Heading(3, title)
        yield DefinitionList(tuple((_name(p), text_spans(p.help or "")) for p in parameters))


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar)
    names = ", ".join(sorted([*parameter.opts, *parameter.secondary_opts], key=len))
    return f"{names} {parameter.metavar}" if parameter.metavar else names
