"""Output between the lines that a learner types, where there is no full screen."""

from collections.abc import Iterable

from rich.text import Text

from mlsys_cli.page.blocks import Blocks, Paragraph, text_spans
from mlsys_cli.render.formats import Format
from mlsys_cli.render.plain import lay_out_plain
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import paint
from mlsys_cli.render.target import ColorMode
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import write_stdout
from mlsys_cli.text.sanitize import encodable


def write_lines(session: Session, lines: Iterable[Text]) -> None:
    """Write lines that are laid out, in colour unless plain text is asked for."""
    terminal = session.terminal
    text = paint(lines, _color_mode(session))
    write_stdout(encodable(text, terminal.encoding, has_braille=terminal.has_braille))


def write_blocks(session: Session, blocks: Blocks) -> None:
    """Write blocks, in plain text where there is no colour."""
    lay_out_blocks = lay_out_plain if _color_mode(session) is ColorMode.NONE else lay_out
    write_lines(session, lay_out_blocks(blocks, session.terminal.width))


def write_message(session: Session, message: str) -> None:
    """Write a message as a paragraph; nothing if it is empty."""
    if message:
        write_blocks(session, (Paragraph(text_spans(message)),))


def _color_mode(session: Session) -> ColorMode:
    return ColorMode.NONE if session.format is Format.PLAIN else session.terminal.color_mode
