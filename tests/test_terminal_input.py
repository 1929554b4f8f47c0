"""What a terminal sends: keys, and much that isn't one and must neither end the program nor count as an answer."""

from collections.abc import Iterator
from threading import Thread
from time import sleep
from typing import Any

import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS  # all that it knows must still be keys
from textual.drivers._writer_thread import WriterThread  # which our driver hands its screen to
from textual.events import Paste

from mlsys_cli.journal.store import Store
from mlsys_cli.reader.terminal_driver import TerminalInput, _Screen
from tests.support.program import Run
from tests.support.shell import Act, Shell

ANSWERS = (
    "\x1b[?1;2c",  # device attributes, of the first, second and third kind
    "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28;29c",
    "\x1b[>0;276;0c",
    "\x1bP!|00000000\x1b\\",
    "\x1bP>|tmux 3.3a\x1b\\",  # name and version
    "\x1bP1$r0m\x1b\\",  # a setting
    "\x1b]52;c;YWJj\x07",  # the clipboard
    "\x1b]11;rgb:ffff/ffff/dddd\x1b\\",  # a colour
    "\x1b_Gi=31;OK\x1b\\",  # pictures
    "\x1b[?1u",  # the keys that it reports
    "\x1b[0n",  # its state
    "\x1b[8;24;80t",  # its size, which wasn't asked for
    "\x1b[48;0;0;0;0t",  # sizes that no screen has
    "\x1b[48;99999;99999;1;1t",
)
NO_KEYS = ("\x1b[57441;1:3u", "\x1b[1114112u", "\x1b[99999999999999999999u", "\udcff", "\udce9-")
"""Keys that Textual can't read, and bytes that aren't UTF-8."""


def keys_of(*pieces: str) -> list[str | Paste]:
    """The keys of what arrives in pieces, between which nothing is waited for, and a second after the last one."""

    def read() -> Iterator[str | Paste]:
        terminal = TerminalInput()
        for piece in pieces:
            yield from terminal.feed(piece, 0)
        yield from terminal.wait(1)

    return list(read())


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_of_the_terminal_is_no_key_wherever_it_is_broken(answer: str) -> None:
    for place in range(len(answer)):
        assert keys_of(f"a{answer[:place]}", f"{answer[place:]}b") == ["a", "b"]


def test_every_key_that_is_known_is_passed_on_as_a_whole() -> None:
    known = [sequence for sequence in ANSI_SEQUENCES_KEYS if sequence.startswith("\x1b") and sequence.strip("\x1b")]
    known += ["\x1b[<35;10;20M", "\x1b[I", "\x1b[?2026;2$y", "\x1b[48;24;80;480;800t", "\x1b[12;40R", "\x1b]", "\x1bP"]
    assert [keys_of("a", sequence, "b") for sequence in known] == [["a", sequence, "b"] for sequence in known]
    assert keys_of("\x1b\x1b[A") == ["\x1b", "\x1b[A"]


def test_an_answer_that_never_ends_is_left_at_the_next_key_that_cannot_belong_to_it() -> None:
    assert keys_of("\x1b]52;c;YWJj", "\r", "q") == ["\r", "q"]
    assert keys_of("\x1bP>|tmux", "\x1b[A") == ["\x1b[A"]


def test_a_pasted_text_is_one_whatever_is_in_it() -> None:
    (paste,) = keys_of("\x1b[200~one\x1b]0;tw", "o\x07\x1b", "[A three\x1b[20", "1~")
    assert isinstance(paste, Paste)
    assert paste.text == "one\x1b]0;two\x07\x1b[A three"


def test_a_flood_of_characters_is_no_flood_of_keys() -> None:
    flood, interrupt = keys_of(f"{'q' * 4000}\x03")
    assert isinstance(flood, Paste)
    assert interrupt == "\x03"
    assert keys_of("gdata drift\r") == ["gdata drift\r"]
    assert [type(part) for part in keys_of("q" * 200, "q", "\x1b[A")] == [Paste, Paste, str], "the end belongs to it"


@pytest.mark.slow
def test_noise_on_the_terminal_answers_no_question(shell: Shell, store: Store) -> None:
    noise = "".join((*ANSWERS, *NO_KEYS))
    keys: list[tuple[str, Act]] = [("1 of 2", f"{noise}"), ("", "?"), ("Enter does it", "\x1b")]
    keys += [("", lambda: sleep(0.5)), ("", "q")]  # an Esc with something at once after it is Alt
    home: dict[str, Any] = {"XDG_DATA_HOME": store.path.parent.parent}
    done = shell.on_terminal("mlsys quiz intro -n 2 --kind choice --seed 8", keys=keys, whole=True, **home)
    assert (done.code, list(store.events("answer"))) == (0, [])
    assert "Traceback" not in done.out


@pytest.mark.slow
def test_a_byte_that_is_not_utf_8_is_a_sign_in_a_note(shell: Shell, store: Store, run: Run) -> None:
    keys: list[tuple[str, Act]] = [("Mark I", "c"), ("Note on", "my note caf\udce9 is kept\r"), ("written", "q")]
    home: dict[str, Any] = {"XDG_DATA_HOME": store.path.parent.parent}
    assert shell.on_terminal("mlsys open perceptron", keys=keys, whole=True, **home).code == 0
    assert "my note caf\N{REPLACEMENT CHARACTER} is kept" in run("notes").out


@pytest.mark.slow
def test_a_byte_that_is_not_utf_8_is_a_sign_in_a_line_too(shell: Shell) -> None:
    keys: list[tuple[str, Act]] = [("> ", "caf\udce9\r"), ("> ", "/q\r")]
    variables: dict[str, Any] = {"TERM": "dumb", "PYTHONIOENCODING": "utf-8:strict"}
    done = shell.on_terminal("mlsys run eliza", keys=keys, whole=True, **variables)
    assert (done.code, "unexpected" in done.out) == (0, False)


def test_one_may_write_to_a_terminal_that_is_gone() -> None:
    class Gone:
        def write(self, *_: str) -> None:
            raise OSError

        flush = write

    gone: Any = Gone()
    writer = WriterThread(_Screen(gone))  # type: ignore[arg-type]  # it writes and flushes, and no more

    def write() -> None:
        for _ in range(100):
            writer.write("more than there is room for in its queue")
        writer.stop()

    writer.start()
    waiting = Thread(target=write, daemon=True)
    waiting.start()
    waiting.join(60)
    assert not waiting.is_alive()
