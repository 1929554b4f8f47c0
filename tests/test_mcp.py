"""`mlsys mcp`: an assistant lists and calls all tools, and finds what a person finds."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mlsys_cli.api import OpenBook
from tests.support.program import Run
from tests.support.shell import Shell
from tests.test_questions import QUESTIONS

pytest.importorskip("mcp")

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters

from mlsys_cli.mcp_server import make_server

CALLS: dict[str, dict[str, Any]] = {
    "search": {"query": "gpu out of memory"},
    "define": {"term": "backprop"},
    "read": {"section": "intro/why"},
    "compare": {"names": ["symbolic", "deep"]},
    "timeline": {"query": "perceptron", "last": 1960},
    "cite": {"key": "shannon1948"},
    "question": {"section": "intro/why", "count": 2},
    "grade": {"id": "good-why-two-years", "answer": True},
    "estimate": {"calculation": "memory params=7B"},
}
"""A call of each tool."""


@pytest.fixture(autouse=True)
def _at_home(reading: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def with_client(use: Callable[[Client], Awaitable[Any]]) -> Any:
    """What comes of a conversation with the server of the bundled book, in this process."""

    async def converse() -> Any:
        async with Client(make_server(OpenBook())) as client:
            return await use(client)

    return asyncio.run(converse())


def test_every_tool_answers_as_its_schema_says() -> None:
    async def use(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools.keys() == CALLS.keys()
        for name, tool in tools.items():
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
            assert tool.description
            Draft202012Validator.check_schema(tool.input_schema)
            Draft202012Validator(tool.input_schema).validate(CALLS[name])
            answer = await client.call_tool(name, CALLS[name])
            assert not answer.is_error
            assert tool.output_schema
            Draft202012Validator(tool.output_schema).validate(answer.structured_content)

    with_client(use)


def test_an_answer_has_its_sources_written_out_and_an_address_that_is_a_resource() -> None:
    async def use(client: Client) -> None:
        answer = (await client.call_tool("define", {"term": "backprop"})).structured_content
        assert answer
        assert answer["address"] == "mlsys://term/backpropagation"
        source = next(source for source in answer["sources"] if source["key"] == "rumelhart1986")
        assert "Learning Representations by Back-Propagating Errors" in source["text"]
        assert source["url"] == "https://doi.org/10.1038/323533a0"
        for address in ("term/backpropagation", "section/intro/why", "model/gpt-3", "table/ai-paradigms"):
            assert "# " in str((await client.read_resource(f"mlsys://{address}")).contents[0])
        told = (await client.call_tool("estimate", {"calculation": "training gpt-3 on a100"})).structured_content
        assert told
        assert "Use" in told["text"] or "use" in told["text"]

    with_client(use)


def test_what_may_have_been_meant_is_told() -> None:
    async def use(client: Client) -> None:
        missed = await client.call_tool("define", {"term": "elizza9"})
        assert missed.is_error
        assert "there is no term 'elizza9'\ndid you mean 'ELIZA'?" in getattr(missed.content[0], "text", "")
        with pytest.raises(Exception, match="did you mean 'ELIZA'"):
            await client.read_resource("mlsys://term/elizza9")
        assert (await client.call_tool("search", {"query": "gpu", "limit": 0})).is_error

    with_client(use)


def test_questions_are_asked_without_their_answers_and_graded() -> None:
    async def use(client: Client) -> None:
        (asked,) = (await client.call_tool("question", {"section": "good-why-two-years"})).structured_content["result"]
        assert "They appear between two screenings" not in str(asked)
        for answer, right in ((True, True), (False, False)):
            grade = (await client.call_tool("grade", {"id": asked["id"], "answer": answer})).structured_content
            assert grade
            assert grade["right"] is right

    with_client(use)


@pytest.mark.slow
def test_it_finds_what_the_command_finds(run: Run) -> None:
    """For a hundred questions and more of learners."""
    asked = [question["ask"] for question in QUESTIONS][:: len(QUESTIONS) // 110]
    assert len(asked) > 100

    async def use(client: Client) -> list[list[str]]:
        answers = [await client.call_tool("search", {"query": words, "limit": 3}) for words in asked]
        return [[hit["address"] for hit in answer.structured_content["result"]] for answer in answers]

    for words, addresses in zip(asked, with_client(use), strict=True):
        found = run("search", words, "--json", "--limit", "3")
        hits = found.json["hits"] if found.code == 0 else []
        assert addresses == [f"mlsys://{hit['kind']}/{hit['id']}" for hit in hits], words


@pytest.mark.slow
def test_an_assistant_starts_it(shell: Shell) -> None:
    async def converse() -> Any:
        server = StdioServerParameters(command=sys.executable, args=["-m", "mlsys_cli", "mcp"], env=shell.env)
        async with Client(server) as client:
            return (await client.call_tool("define", {"term": "eliza"})).structured_content

    assert asyncio.run(converse())["title"] == "ELIZA"


@pytest.mark.slow
def test_ctrl_c_ends_it(shell: Shell) -> None:
    line = [sys.executable, "-m", "mlsys_cli", "mcp"]
    with subprocess.Popen(line, env=shell.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        server.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"}) + "\n")
        server.stdin.flush()
        assert '"id":1' in server.stdout.readline()
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == -signal.SIGINT


@pytest.mark.slow
def test_a_closed_stdin_is_told(shell: Shell) -> None:
    line = ["sh", "-c", '"$0" -m mlsys_cli mcp <&-', sys.executable]
    ended = subprocess.run(line, env=shell.env, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (2, "mlsys: an assistant must write to stdin, which is closed\n")


def test_a_book_that_is_not_there_is_told_at_once(run: Run) -> None:
    assert run("mcp", "--content", "nowhere").code == 3


@pytest.mark.slow
def test_no_other_command_needs_it(shell: Shell) -> None:
    for line in ("define backprop", "--help", "quiz intro -n 1 --json"):
        assert not {"mcp", "mcp_types", "mlsys_cli.api"} & set(shell.imported(line))
