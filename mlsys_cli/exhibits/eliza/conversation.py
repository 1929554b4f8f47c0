"""A conversation with ELIZA: from a line to its answer, and how the answer came about."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mlsys_cli.exhibits.eliza.matching import Pattern, Words, decompose, words_of, written
from mlsys_cli.exhibits.eliza.script import DecompositionRule, Key, Reassembly, Script
from mlsys_cli.exhibits.exhibit import Answer, Reason

_ROWS = ("0123456789\0='", "+ABCDEFGHI\0.)", "-JKLMNOPQR\0$*", " /STUVWXYZ\0,(")
_BCD = {ord(sign): 16 * row + column for row, signs in enumerate(_ROWS) for column, sign in enumerate(signs)}


def last_cell(word: str) -> int:
    """The last of the cells that hold a word: six characters of six bits each, with spaces at the end.

    Characters that the machine didn't have count by their lowest six bits.
    """
    stored = word.encode("utf-8", "replace")
    cell = stored[(len(stored) - 1) // 6 * 6 :] if stored else b""
    number = 0
    for code in cell.ljust(6):
        number = number << 6 | _BCD.get(code, code & 63)
    return number


def middle_square(word: str, bits: int) -> int:
    """SLIP's HASH: as many bits from the middle of the square of a word's last cell, less its sign bit."""
    number = last_cell(word) % 2**35
    return number * number >> (35 - bits // 2) & ((1 << bits) - 1)


MOST_RULES = 10_000
MOST_WORDS = 10_000
_MOST_CHARACTERS = 100_000
_MOST_MEMORIES = 1_000
_MOST_REASONS = 200
"""The most that a script by another author may take: a rule may lead to itself, and a memory grows for ever."""
_MOST_WORK = 1_000_000
"""How many comparisons and words may go into an answer: about a second."""
_DELIMITERS = (",", ".", "BUT")
_NO_RULE_FITS = ("PLEASE CONTINUE", "HMMM", "GO ON , PLEASE", "I SEE")
"""What ELIZA says if a script has no rule for a sentence, by its counter."""


class Conversation(NamedTuple):
    """The state: the script, the counter from 1 to 4, whose turn it is in each rule, and what is remembered."""

    script: Script
    counter: int = 1
    turns: dict[tuple[str, int], int] = {}  # noqa: RUF012 - it is copied, and never changed
    memories: tuple[str, ...] = ()


class _StoppedError(Exception):
    """An answer took too long."""


def answer(state: Conversation, line: str) -> tuple[Conversation, Answer]:
    """The answer to a line, and the state after it. If it takes too long, the answer says so, and the state stays."""
    answering = _Answering(state)
    try:
        text = answering.respond(line)
    except _StoppedError as stopped:
        return state, Answer(f"(no answer: {stopped})", (*answering.why, Reason("stopped", str(stopped))))
    after = Conversation(state.script, answering.counter, answering.turns, tuple(answering.memories[-_MOST_MEMORIES:]))
    queue = [Reason("memory queue", f"{number}. {memory}") for number, memory in enumerate(after.memories[:9], 1)]
    return after, Answer(text, (*answering.why, *queue))


class _Answering:
    """The work on one answer, which may look at only so many rules and words."""

    def __init__(self, state: Conversation) -> None:
        self.script = state.script
        self.counter = state.counter % 4 + 1
        self.turns = dict(state.turns)
        self.memories = list(state.memories)
        self.why: list[Reason] = []
        self._rules = 0
        self._work = 0

    def respond(self, line: str) -> str:
        """The answer to a line."""
        said = words_of(line[: _MOST_CHARACTERS + 1])
        if len(line) > _MOST_CHARACTERS or len(said) > MOST_WORDS:
            raise _StoppedError(f"a line may have at most {MOST_WORDS:,} words and {_MOST_CHARACTERS:,} characters")
        words, stack = self._scan(said)
        self._because("clause", " ".join(words))
        self._because("keywords", ", ".join(f"{word} {self.script.keys[word].precedence}" for word in stack) or "none")
        if not stack and self.counter == 4 and self.memories:
            self._because("memory", "the counter is 4, so the oldest one is recalled")
            return self.memories.pop(0)
        while stack:
            word = stack.popleft()
            self._remember(word, words)
            done = self._transform(word, self.script.keys[word], words)
            if done is None:
                return _NO_RULE_FITS[self.counter - 1]
            if done.key:
                stack.appendleft(done.key)
            elif done.words is not None:
                return " ".join(done.words)
            words = words if done.words is None else done.words
        none = self._transform("NONE", self.script.none, words)
        return _NO_RULE_FITS[self.counter - 1] if none is None or none.words is None else " ".join(none.words)

    def _scan(self, spoken: Iterable[str]) -> tuple[list[str], deque[str]]:
        """The first clause with a keyword, words replaced, and its keywords, of which the first is tried first."""
        words: list[str] = []
        stack: deque[str] = deque()
        highest = 0
        for word in spoken:
            if word in _DELIMITERS:
                if stack:
                    break
                words = []
                continue
            key = self.script.keys.get(word)
            if key is not None and key.has_rules:
                if key.precedence > highest:
                    highest = key.precedence
                    stack.appendleft(word)
                else:
                    stack.append(word)
            words.append(key.substitute or word if key else word)
        return words, stack

    def _remember(self, word: str, words: Words) -> None:
        """Keep a sentence with the keyword of MEMORY for later; its last word chooses in which form."""
        if word != self.script.memory_key:
            return
        rule = self.script.memories[middle_square(words[-1] if words else "", 2)]
        parts = self._decompose(rule.pattern, words)
        if parts is not None:
            kept = " ".join(self._reassemble(rule.reassemblies[0].words or (), parts))
            self.memories.append(kept)
            self._because("memory", f"kept for later: {kept}")

    def _transform(self, word: str, key: Key, words: Words) -> "_Transformed | None":
        """The outcome of the first rule that fits the words; None if none fits."""
        self._rules += 1
        if self._rules > MOST_RULES:
            raise _StoppedError(f"stopped after {MOST_RULES:,} rules; this script may run for ever")
        self._because("keyword", word)
        for index, rule in enumerate(key.rules):
            parts = self._decompose(rule.pattern, words)
            if parts is not None:
                chosen = self._next(word, index, rule)
                self._because("pattern", written(rule.pattern))
                self._because("parts", "  ".join(f"{n}: {' '.join(part) or '-'}" for n, part in enumerate(parts, 1)))
                self._because("rule", chosen.text)
                return _Transformed(None if chosen.words is None else self._reassemble(chosen.words, parts), chosen.key)
        if key.link:
            self._because("rule", f"(={key.link})")
        return _Transformed(None, key.link) if key.link else None

    def _next(self, word: str, index: int, rule: DecompositionRule) -> Reassembly:
        turn = self.turns.get((word, index), 0)
        self.turns[word, index] = (turn + 1) % len(rule.reassemblies)
        return rule.reassemblies[turn]

    def _decompose(self, pattern: Pattern, words: Words) -> list[Words] | None:
        self._spend(10 + len(words) // 50)
        return decompose(pattern, words, self._spend)

    def _reassemble(self, template: Sequence[str | int], parts: Sequence[Words]) -> list[str]:
        words: list[str] = []
        for item in template:
            words += parts[item - 1] if isinstance(item, int) else [item]
            if len(words) > MOST_WORDS:
                raise _StoppedError(f"stopped: an answer may have at most {MOST_WORDS:,} words")
        size = sum(map(len, words)) + len(words)
        if size > _MOST_CHARACTERS:
            raise _StoppedError(f"stopped: an answer may have at most {_MOST_CHARACTERS:,} characters")
        self._spend(size // 4)
        return words

    def _spend(self, work: int) -> None:
        self._work += work
        if self._work > _MOST_WORK:
            raise _StoppedError(f"stopped after {self._rules:,} rules, which took too long")

    def _because(self, label: str, text: str) -> None:
        if len(self.why) < _MOST_REASONS:
            self.why.append(Reason(label, text[:2_000]))


class _Transformed(NamedTuple):
    """The outcome of a rule: words, which are None if it leaves them, and the keyword to go on with, if any."""

    words: list[str] | None
    key: str
