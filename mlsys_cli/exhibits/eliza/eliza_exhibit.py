"""ELIZA: a program that answers by matching words, and knows nothing."""

from functools import cache
from pathlib import Path

from mlsys_cli.claims import Claim
from mlsys_cli.exhibits.eliza.conversation import Conversation, answer, middle_square
from mlsys_cli.exhibits.eliza.matching import decompose, words_of
from mlsys_cli.exhibits.eliza.script import Script, read_script
from mlsys_cli.exhibits.exhibit import Dial, Exhibit, Number, Preset, Settings, Talk, always

_SAID = (
    ("Men are all alike.", "IN WHAT WAY"),
    ("They're always bugging us about something or other.", "CAN YOU THINK OF A SPECIFIC EXAMPLE"),
    ("Well, my boyfriend made me come here.", "YOUR BOYFRIEND MADE YOU COME HERE"),
    ("He says I'm depressed much of the time.", "I AM SORRY TO HEAR YOU ARE DEPRESSED"),
    ("It's true. I am unhappy.", "DO YOU THINK COMING HERE WILL HELP YOU NOT TO BE UNHAPPY"),
    ("I need some help, that much seems certain.", "WHAT WOULD IT MEAN TO YOU IF YOU GOT SOME HELP"),
    ("Perhaps I could learn to get along with my mother.", "TELL ME MORE ABOUT YOUR FAMILY"),
    ("My mother takes care of me.", "WHO ELSE IN YOUR FAMILY TAKES CARE OF YOU"),
    ("My father.", "YOUR FATHER"),
    ("You are like my father in some ways.", "WHAT RESEMBLANCE DO YOU SEE"),
    (
        "You are not very aggressive but I think you don't want me to notice that.",
        "WHAT MAKES YOU THINK I AM NOT VERY AGGRESSIVE",
    ),
    ("You don't argue with me.", "WHY DO YOU THINK I DON'T ARGUE WITH YOU"),
    ("You are afraid of me.", "DOES IT PLEASE YOU TO BELIEVE I AM AFRAID OF YOU"),
    ("My father is afraid of everybody.", "WHAT ELSE COMES TO MIND WHEN YOU THINK OF YOUR FATHER"),
    (
        "Bullies.",
        "DOES THAT HAVE ANYTHING TO DO WITH THE FACT THAT YOUR BOYFRIEND MADE YOU COME HERE",
    ),
)
"""The conversation printed in the paper of 1966: each line and its answer."""

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


def _replayed() -> list[str]:
    state = Conversation(_script("doctor"))
    answers: list[str] = []
    for line, _ in _SAID:
        state, given = answer(state, line)
        answers.append(given.text)
    return answers


def _parts(pattern: str, line: str) -> list[str]:
    rule = read_script(f"(-) (NONE (({pattern}) (-)))").none.rules[0]
    return [" ".join(part) for part in decompose(rule.pattern, words_of(line)) or ()]


EXHIBIT = Exhibit(
    engine=Talk(_begin, lambda state: state.script.greeting, answer, tuple(line for line, _ in _SAID), _numbers),
    question=always("To how many words does its script respond?", "keywords"),
    remember=(
        "ELIZA looks for a keyword, takes the sentence apart at it, and puts the parts into a ready-made answer. "
        "It knows nothing of what is said; the understanding is the reader's."
    ),
    faithful=(
        "The program is Weizenbaum's: keywords by precedence, substitution, patterns, answers in turn, tags, PRE, "
        "NEWKEY, and memories, chosen by SLIP's hash of the last word and recalled when a counter is at 4. "
        "It runs scripts of 1965 and 1966, and gives the published conversation line for line."
    ),
    ours=(
        "The script it comes with is written for this program: beyond the published conversation its answers differ "
        "from those of 1966. Scripts can't be edited in the conversation, and a limit stops scripts that never end."
    ),
    sources=("weizenbaum1966", "lane2025"),
    read_on="intro/symbolic-ai",
    dials=(Dial("script", "the script it follows", "doctor", ("doctor", "mirror", "blank")),),
    presets=(
        Preset("mirror", "It only exchanges I and you, and still seems to listen.", {"script": "mirror"}),
        Preset("blank", "A script without keywords: all that is left is going on.", {"script": "blank"}),
    ),
    claims=(
        Claim("the conversation of 1966, 15 answers", [text for _, text in _SAID], _replayed, "weizenbaum1966"),
        Claim("the word ALWAYS hashed to 7 bits", 14, lambda: middle_square("ALWAYS", 7), "weizenbaum1966"),
        Claim(
            "'It seems that you hate me' taken apart by (0 YOU 0 ME)",
            ["IT SEEMS THAT", "YOU", "HATE", "ME"],
            lambda: _parts("0 YOU 0 ME", "It seems that you hate me"),
            "weizenbaum1966",
        ),
    ),
    read_data=read_script,
)
