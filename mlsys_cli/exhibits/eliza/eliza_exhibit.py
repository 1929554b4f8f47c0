"""ELIZA: a program that answers by matching words, and knows nothing."""

from functools import cache
from pathlib import Path

from mlsys_cli.exhibits.eliza.conversation import Conversation, answer, middle_square
from mlsys_cli.exhibits.eliza.matching import decompose, words_of
from mlsys_cli.exhibits.eliza.script import Script, read_script
from mlsys_cli.exhibits.exhibit import Number, Program, Settings, Talk


@cache
def _script(name: str) -> Script:
    return read_script((Path(__file__).parent / f"{name}.script").read_text(encoding="utf-8"))


def _begin(settings: Settings) -> Conversation:
    return Conversation(settings.get("data") or _script(settings["script"]))


def _numbers(state: Conversation) -> tuple[Number, ...]:
    keys = state.script.keys.values()
    return (
        Number("keywords", sum(key.has_rules for key in keys)),
        Number("patterns", sum(len(key.rules) for key in keys)),
        Number("memories", len(state.memories)),
        Number("counter", state.counter),
    )


def _parts(pattern: str, line: str) -> list[str]:
    rule = read_script(f"(-) (NONE (({pattern}) (-)))").none.rules[0]
    return [" ".join(part) for part in decompose(rule.pattern, words_of(line)) or ()]


PROGRAM = Program(
    Talk(_begin, lambda state: state.script.greeting, answer, numbers=_numbers),
    {
        "hash of ALWAYS": lambda: middle_square("ALWAYS", 7),
        "parts": lambda: _parts("0 YOU 0 ME", "It seems that you hate me"),
    },
    read_data=read_script,
)
