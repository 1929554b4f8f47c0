"""The book for assistants, by the Model Context Protocol: tools that look things up, and resources that are its pages.

Nothing is written, and nothing of the learner's study data is read.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import Annotated, ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import MCPServerError, ResourceNotFoundError, ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from mlsys_cli import __version__
from mlsys_cli.api import AnswerVerdict, BookAnswer, CitedSource, FoundPage, MlsysError, OpenBook

_P = ParamSpec("_P")
_R = TypeVar("_R")

_INSTRUCTIONS = """\
Look facts up here before you state them: definitions, numbers, dates and sources of machine-learning systems, and sums
of memory, time, cost and energy with the working shown. Name the sources that an answer gives, say so if a fact is
disputed or old (as_of), and refer to pages by their address, which is also a resource. Begin with search if you don't
know what something is called."""

_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

_Count = Annotated[int, Field(ge=1, le=50)]


@dataclass(frozen=True)
class AnswerPage:
    """An answer: its text in Markdown, where it stands, what it relies on, and what has to be said with it."""

    text: str
    address: Annotated[str, Field(description="The stable address of the page.")]
    title: str
    sources: tuple[CitedSource, ...]
    as_of: Annotated[str | None, Field(description="The date of facts that become outdated.")]
    disputed: Annotated[str | None, Field(description="Who disagrees.")]
    messages: Annotated[tuple[str, ...], Field(description="What was guessed, such as a misspelt name.")]


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is asked: what it offers, and the draw of its numbers if they are fresh."""

    id: str
    kind: str
    ask: str
    offered: Annotated[list[str], Field(description="The choices, or the items to order or match.")]
    matches: Annotated[list[str], Field(description="What items are matched with.")]
    draw: Annotated[int, Field(description="To be given to grade.")]
    hint: str | None


def _page(answer: BookAnswer) -> AnswerPage:
    return AnswerPage(**{field.name: getattr(answer, field.name) for field in fields(AnswerPage)})


def _told(answer: Callable[_P, _R], failure: type[MCPServerError]) -> Callable[_P, Awaitable[_R]]:
    """A tool or resource whose errors are told with what may have been meant; others would only say that it has failed.

    It runs in the thread of the server, since the index can't be asked in another one than it was opened in.
    """

    @wraps(answer)
    async def told(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return answer(*args, **kwargs)
        except MlsysError as error:
            raise failure("\n".join((error.message, *error.hints))) from error

    return told


def make_server(book: OpenBook) -> MCPServer:
    """The server of some books."""
    server = MCPServer("mlsys", version=__version__, instructions=_INSTRUCTIONS, log_level="ERROR")

    def search(query: str, kind: str = "", limit: _Count = 10) -> list[FoundPage]:
        """Search the book for words or a question. `kind`: term, section, table, figure, event, model, machine."""
        return list(book.search(query, kind, limit))

    def define(term: str) -> AnswerPage:
        """Define a term, model or machine by any of its names, with example, related terms and dates."""
        return _page(book.define(term))

    def read(section: str) -> AnswerPage:
        """Read a section or chapter, by its id or title."""
        return _page(book.read(section))

    def compare(names: list[str]) -> AnswerPage:
        """Compare terms, models or machines, or show a comparison table by its id."""
        return _page(book.compare(*names))

    def timeline(query: str = "", first: int | None = None, last: int | None = None) -> AnswerPage:
        """Show events with some words, or of a year or decade in them, or between two years."""
        return _page(book.timeline(query, first, last))

    def cite(key: str) -> AnswerPage:
        """Show a source in full by its key, and what cites it."""
        return _page(book.cite(key))

    def question(section: str, count: _Count = 1, seed: int = 1) -> list[AskedQuestion]:
        """Ask questions on a section, chapter or term, without their answers; another seed asks others."""
        asked = book.questions(section, count, seed).document["questions"]
        return [
            AskedQuestion(
                id=one["id"],
                kind=one["kind"],
                ask=one["ask"],
                offered=list(map(str, one.get("choices") or one.get("items") or one.get("left") or ())),
                matches=list(map(str, one.get("right") or ())),
                draw=one.get("draw") or 0,
                hint=one["hint"],
            )
            for one in asked
        ]

    def grade(id: str, answer: bool | float | str | list[str], draw: int = 0) -> AnswerVerdict:  # noqa: A002 - what it is
        """Grade an answer to a question, and explain it; nothing is recorded.

        An answer is true or false, a number, a text, the text of a choice, or a list of the right choices, of the items
        in order, of the words for the gaps, or of the matches in the order of the items.
        """
        return book.grade(id, answer, draw)

    def estimate(calculation: str) -> AnswerPage:
        """Calculate with the working shown: `memory params=7B bits=4`, `training llama-3-70b on h100 count=1000`."""
        return _page(book.estimate(calculation))

    for tool in (search, define, read, compare, timeline, cite, question, grade, estimate):
        server.tool(annotations=_READ_ONLY)(_told(tool, ToolError))

    pages: dict[str, Callable[[str], BookAnswer]] = {
        "term": book.define,
        "model": lambda name: book.define(f"model:{name}"),
        "machine": lambda name: book.define(f"machine:{name}"),
        "chapter": book.read,
        "section": book.read,
        "table": book.compare,
        "source": book.cite,
    }
    for kind, find in pages.items():
        server.resource(f"mlsys://{kind}/{{+id}}", name=kind, mime_type="text/markdown")(
            _told(_text_of(find), ResourceNotFoundError)
        )
    return server


def _text_of(find: Callable[[str], BookAnswer]) -> Callable[[str], str]:
    """A function that gives the text of the page with an id."""

    def text_of(id: str) -> str:  # noqa: A002 - the name in the address
        return find(id).text

    return text_of


def serve(book: OpenBook) -> None:
    """Answer on stdin and stdout until the client leaves."""
    asyncio.run(make_server(book).run_stdio_async())
