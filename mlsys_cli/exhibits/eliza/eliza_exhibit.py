"""ELIZA: a program that answers by matching words, and knows nothing."""

from functools import cache
from pathlib import Path

from mlsys_cli.exhibits.eliza.conversation import Conversation, answer, middle_square
from mlsys_cli.exhibits.eliza.matching import decompose, words_of
from mlsys_cli.exhibits.eliza.script import Script, read_script
from mlsys_cli.exhibits.exhibit import Number, Program, Settings, Talk

_MIRROR = """
(TELL ME SOMETHING ABOUT YOU AND ME)
(NONE ((0) (GO ON)))
(I = YOU ((0) (1)))
(YOU = I (=I))
(MY = YOUR (=I))
(YOUR = MY (=I))
(ME = YOU (=I))
(AM = ARE)
(I'M = YOU'RE (=I))
(YOU'RE = I'M (=I))
"""
_BLANK = "(GOOD DAY) (NONE ((0) (GO ON) (I SEE) (AND THEN) (IS THAT SO)))"


@cache
def _script(name: str) -> Script:
    if name == "doctor":
        return read_script((Path(__file__).parent / "doctor.script").read_text(encoding="utf-8"))
    return read_script(_MIRROR if name == "mirror" else _BLANK)


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
