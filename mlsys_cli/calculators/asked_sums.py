"""Questions in one's own words that a calculator answers: `how much memory does a 7B model need on 24 GB`."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from mlsys_cli.calculators.calculator import CalculatorRecord, GivenRecord
from mlsys_cli.calculators.typed_values import (
    are_billions,
    as_quantity,
    dimension_of,
    has_unit_of,
    joined_list,
    names_of,
    plain_name,
    takes,
    takes_widths,
    typed_name,
    width_in,
)
from mlsys_cli.quantity.quantity import WORDS
from mlsys_cli.quantity.units import is_counted, unit_of

_SMALL_WORDS = """
a an the of to for on in with at per by from into and if how much many big large likely what what's which that is are
does do will would can could may might should must need needs needed take takes took it its i we my our me have has get
gets give gives be run runs running use used using until one when you your there model models machine machines calculate
compute estimate cause causes make makes each reach reaches
"""
"""The words that say nothing about what is asked. `long` isn't one, since it asks for a time, nor is `did`: how long a
model was trained is history, and no sum."""
_SAYS_NOTHING = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"[^\s?!,;]+(?:,\d{3})*(?:(?<==)\?)?")  # with the sign of `bits=?`
_TIMES = "second|minute|hour|day|week|month|year"
_WRITTEN = {
    # `95 requests per second` or `95 per second`, a rate of 95/second; tokens per second are a unit of their own.
    r"(\d[\d.,]*k?)(| requests| queries| arrivals| jobs) (?:per|an?) (second|minute|hour|day)\b": r"\1/\3\2",
    r"(?i)([$€][\d.]+) ?(?:/|per|an?) ?(?:(?:gpu|tpu|machine)[ -]?)?hour\b": r"\1/h",  # `$2 per gpu hour`
    r"(\d[\d.]*(?:e\d+)?) flops\b": r"\1 FLOP",  # a number of operations, whatever FLOPS is
    r"(?i)\b(gpu|tpu)s?[ -]?hours?\b": "gpu-hours",  # which are a unit, and no number of machines
    # `in a week`, but not of what asks how long something is down in a month.
    rf"^(?!.*\blong\b)(.*\b(?:in|within|under|for)) (?:an?|one)(?= (?:{_TIMES})\b)": r"\1 1",
    r"(?i)([$€][\d.]+/[KMGT]B) (?:per|an?) month\b": r"\1/month",
    r"(\d) [x×] (?=\d)": r"\1x",  # `8 x 24 GB`
    r"(\d)x (?=faster|as fast)": r"\1 times ",
    r"(\d[\d.]*), (\d[\d.]*)(?:,|,? and) (\d[\d.]*)(?=\s*\??$| at| with)": r"\1x\2x\3",  # `scores of 2, 1, 0`
}
"""What can be written in several ways, and the one in which it is read."""
_IN_UNIT = re.compile(rf" in (?!(?:{_TIMES})\b)(\S+?)\s*\?*$")
"""A unit that is wanted at the end of a question: `in GiB`, but not what `in month` hardly says."""
_SEVERAL = re.compile(r"(\d+)[x×](.+)")
_NAME = re.compile(r"[^\W\d]\w*")
_HOW_MANY = "how many machines"
"""What `how many h100` asks for, as the `asked` of a calculator has it."""
_MACHINES = frozenset(["machines", "gpus", "gpu", "cards", "accelerators", "chips", "devices", "tpus"])
_LIMIT = frozenset(["in", "within", "under", "below", "for"])
"""Words before a result that is wanted: `in 30 days`, `for 2 weeks`."""
_JOINING = frozenset(["of", "is"])
"""Words between a name and its value: `context of 32k`. In `what batch gives 500 tokens/s` there is no such value."""
_BEFORE = frozenset(["every", "over"])
"""Words for a given that stand only before its value: of `50 ms every 10 s`, the first isn't how often."""
_COUNTED = frozenset(["models", "machines"])
"""Words that say nothing, unless a number stands before them: `majority of 5 models`."""
_LONGEST_NAME = 5
"""The most words of the name of a model or machine: `NVIDIA A100 80 GB SXM`."""

IsNamed = Callable[[str, str], bool]
"""Whether a model or machine has exactly that name; the kind comes first."""


class AskedSum(NamedTuple):
    """A calculator that answers a question, the words of its request, and whether the question gives it anything.

    A machine alone gives nothing: `how big is an h100` asks for no sum. And one given beside a result is too little:
    `emissions of 500 W` would be those of an example.
    """

    calculator: CalculatorRecord
    words: list[str]
    has_givens: bool
    is_enough: bool


def sums_asked(question: str, calculators: Iterable[CalculatorRecord], is_named: IsNamed) -> list[AskedSum]:
    """The calculators that explain all words of a question, the best first.

    A single word that is left unexplained means that it asks for something else.
    """
    for pattern, written in _WRITTEN.items():
        question = re.sub(pattern, written, question)
    wanted = _IN_UNIT.search(question)
    unit = wanted[1] if wanted and unit_of(wanted[1]) else ""
    words = _WORD.findall(question[: wanted.start()] if wanted and unit else question)
    found = []
    named: dict[tuple[str, ...], _Names] = {}
    for calculator in calculators:
        kinds = calculator.uses  # `chinchilla` is a word of a calculator that uses no models
        if kinds not in named:
            named[kinds] = _Names(words, kinds, is_named)
        if item := _Question(calculator, named[kinds], unit).asked():
            found.append(item)
    return [sum_ for _, sum_ in sorted(found, key=lambda item: item[0], reverse=True)]


class _Names:
    """The model and the machine that a question names, the number of machines, and the words beside these."""

    def __init__(self, words: list[str], kinds: Sequence[str], is_named: IsNamed) -> None:
        self.rest = [*words]
        self.model = self._taken("model", is_named) if "model" in kinds else ""
        self.count = ""
        self.machine = self._taken("machine", is_named) if "machine" in kinds else ""
        self._join_how_many()

    def _taken(self, kind: str, is_named: IsNamed) -> str:
        """The longest name, which is taken out; of a machine with the number before it."""
        for length in range(min(_LONGEST_NAME, len(self.rest)), 0, -1):
            for start in range(len(self.rest) - length + 1):
                name = " ".join(self.rest[start : start + length])
                several = _SEVERAL.fullmatch(name) if kind == "machine" else None
                if is_named(kind, name) or (several and is_named(kind, several[2])):
                    if kind == "machine" and self.rest[start + length :][:1] == ["hours"]:
                        self.rest[start : start + length + 1] = ["gpu-hours"]  # `500 h100 hours` are no 500 machines
                        return name
                    before = self.rest[start - 1] if start else ""
                    if kind == "machine" and (number := str(WORDS.get(before.lower(), before))).isdigit():
                        start, length = start - 1, length + 1
                        self.count = number if number != "1" else ""  # a calculator may take only one
                    elif several:
                        name, self.count = several[2], several[1]
                    self.rest[start : start + length] = ["on"] if kind == "machine" else []
                    return name
        return ""

    def _join_how_many(self) -> None:
        """Make `how many gpus`, or what `how many h100` has become, one word that must be explained."""
        rest = self.rest
        for start in range(len(rest) - 2):
            *asked, what = (word.lower() for word in rest[start : start + 3])
            is_machine = what in _MACHINES or (what == "on" and self.machine and not self.count)
            if asked == ["how", "many"] and is_machine:
                rest[start : start + 3] = [_HOW_MANY]
                return


class _Question:
    """A question as a calculator understands it."""

    def __init__(self, calculator: CalculatorRecord, names: _Names, unit: str) -> None:
        self._calculator, self._names, self._unit = calculator, names, unit
        self._words = [*names.rest]
        self._typed: dict[str, str] = {"count": names.count} if names.count else {}
        self._beside: list[str] = []  # the words that say for which given a value beside them is

    def asked(self) -> tuple[tuple[int, int, int], AskedSum] | None:
        """The request, with a measure of how well it fits; None if a word is left, or nothing is asked."""
        calculator, names = self._calculator, self._names
        if names.count and "count" not in calculator.given:
            return None
        self._take_settings()
        self._take_named_values()
        text = f" {_telling(word.lower() for word in self._words)} "
        # Of lines that are asked for by the same word, such as a price, the one that is made from most that is typed.
        typed = self._typed.keys() - {"count"}
        lines = sorted(calculator.lines, key=lambda line: -len(typed & {*_NAME.findall(line.formula)}))
        results = self._typed.keys() & {one.name for one in lines}
        line, of_line, text = self._explained(text, [(one.name, one.asked) for one in lines if one.name not in results])
        _, more, text = self._explained(text, [(one.name, one.asked) for one in lines if one.name in results])
        of_line += more
        named = (*calculator.asked, calculator.id, *calculator.aliases)
        is_named = any(word.lower() in named for word in self._words)
        _, of_calculator, text = self._explained(text, [("", named)])
        of_calculator += len({*named} & {*self._beside})  # `8 parts each 99%` names the calculator `parts`
        if of_calculator and not line:
            line, of_line, text = self._explained(text, [(line.name, [line.name.replace("_", " ")]) for line in lines])
        if f" {_HOW_MANY} " in text:  # and no line is: a given may be found from a result that is wanted
            line = next((name for name, given in calculator.given.items() if _HOW_MANY in given.asked), "")
            if line and not results:
                return None  # `how many h100 to train gpt-3` doesn't say in which time
        given, of_givens, text = self._explained(
            text, [(name, given.asked) for name, given in calculator.given.items()]
        )
        if given and results and not line and given not in self._typed:
            line, of_line = given, of_line + of_givens  # `what mfu is 30.84M gpu-hours` asks what a result is made of
        # `how many parameters fit into 24 GB` asks for a given, and says nothing from which it follows.
        is_known = line or names.model or given in self._typed or not given or calculator.given[given].default != ""
        is_empty = not is_known or not (self._typed or names.model or names.machine)
        if is_empty or not (of_calculator or of_line) or set(text.split()) - _SAYS_NOTHING or _HOW_MANY in text:
            return None
        givens = self._typed.keys() - {"count"}
        is_of_machine = names.machine and "model" not in calculator.uses  # `ridge point of a100`
        is_enough = bool(
            of_calculator or is_named or self._names_model() or is_of_machine or len(givens) + of_givens > 1
        )
        machine = ["on", *names.machine.split()] if names.machine else []
        settings = [f"{typed_name(name)}={value}" for name, value in self._typed.items()]
        if self._unit and not line:
            line = next((one.name for one in lines if self._unit.lower() in one.asked), calculator.answer)
        asked_for = [f"{typed_name(line)}=?{self._unit}"] if line else []
        words = [*names.model.split(), *settings, *asked_for, *machine]
        asked = AskedSum(calculator, words, has_givens=bool(names.model or givens), is_enough=is_enough)
        return (of_calculator, of_line, of_givens), asked

    def _names_model(self) -> bool:
        """True if a question names a model, or one by its parameters: `a 7B model`."""
        return bool(self._names.model or "params" in self._typed)

    def _explained(self, text: str, asked: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, int, str]:
        """The name of which the longest words are asked, how many are explained, and the text without these.

        Words that say nothing otherwise, such as `how big`, are looked for in the whole question, if it names a model.
        """
        first, count = "", 0
        phrases = [(_split_phrase(phrase), name) for name, each in asked for phrase in each]
        telling = sorted(((_telling(words), name) for words, name in phrases), key=lambda item: -len(item[0]))
        for words, name in telling:
            while words and f" {words} " in text:
                first, count = first or name, count + len(words.split())
                text = text.replace(f" {words} ", " ")
        said = f" {' '.join(self._words)} ".lower()
        small = next((name for words, name in phrases if not _telling(words) and f" {' '.join(words)} " in said), None)
        if small is not None and not count and self._names_model():
            first, count = small, 1
        return first, count, text

    def _take_settings(self) -> None:
        """Take out what is a value: `batch=4`, `batch 4`, `context of 32k`, `16 users`, `7B`, `24 GB`."""
        named = _given_names(self._calculator)
        typed_names = names_of(self._calculator.given, self._calculator.lines)
        rest: list[str] = []
        words = self._words
        index = 0
        while index < len(words):
            several = _SEVERAL.fullmatch(words[index])
            if several and rest[-1:] == ["on"] and "count" in self._calculator.given:  # `on 8x24GB`
                self._typed["count"], words[index] = several.groups()
            key, sign, value = words[index].partition("=")
            name = typed_names.get(plain_name(key)) if sign else None
            settings = {name: value} if name else joined_list(self._calculator.given, words[index])
            if settings and not settings.keys() & self._typed.keys():
                self._typed |= settings
                index += 1
                continue
            taken = self._choice_at(words[index]) or self._value_at(words, index, rest, named)
            if not taken:
                rest.append(words[index])
            index += taken or 1
        self._words = rest

    def _take_named_values(self) -> None:
        """Keep the values that have names: `with sgd`, `four nines`. They may be what is asked for, too."""
        said = f" {' '.join(self._words)} ".lower()
        for name, given in self._calculator.given.items():
            for word in given.named if name not in self._typed else ():
                self._typed |= {name: word} if f" {word} " in said else {}

    def _choice_at(self, word: str) -> int:
        """1 if a word is a choice of a given that needs no name, such as `matmul`, for which it is kept; else 0."""
        for name, given in self._calculator.given.items():
            if given.bare and name not in self._typed and plain_name(word) in given.choices:
                self._beside += [word.lower()] if self._typed else []  # `0.1 in bf16`: a sum about bf16
                self._typed[name] = word
                return 1
        return 0

    def _value_at(self, words: list[str], index: int, rest: list[str], named: Mapping[str, str]) -> int:
        """The number of words that are a value, which is kept for the given beside it or the one whose unit fits."""
        if not (re.match(r"[$€]?\.?\d", words[index]) or width_in(words[index])):
            return 0
        name_behind, start = _named_at_end(rest, named)
        for length, at in ((1, index + 1), (2, index + 2), (2, -1), (1, -1)):
            text = " ".join(words[index : index + length])
            name = named.get(plain_name(words[at])) if 0 < at < len(words) and words[at] not in _BEFORE else None
            if at < 0:
                name = name_behind
            if name and name not in self._typed and _reads(name, self._calculator.given[name], text):
                self._beside += rest[start:] if at < 0 else [words[at]]
                del rest[start if at < 0 else len(rest) :]
                self._typed[name] = text
                return length + (at > 0)
        return self._measured_at(words, index, rest)

    def _measured_at(self, words: list[str], index: int, rest: list[str]) -> int:
        """The number of words that are a value, which is kept for the given or line that its unit fits."""
        if taken := self._result_at(words, index, rest):
            return taken
        givens = self._calculator.given
        for length in (2, 1):
            text = " ".join(words[index : index + length])
            if rest and rest[-1].lower() in _LIMIT and (line := self._line_in(text, rest[-1].lower() != "for")):
                self._typed[line] = text
                rest.pop()
                return length
            fitting = [
                name for name, given in givens.items() if (given.unit or given.bare) and has_unit_of(given, text)
            ]
            bare = [name for name in fitting if givens[name].bare]
            free = [name for name in fitting if name not in self._typed]
            tokens = [name for name in free if givens[name].binary_k and text[-1] in "kK"]  # `at 128k`
            # The second of `8 bits or 4 bits` isn't for another given that has bits.
            taker = tokens or [name for name in free if name in bare or (not bare and len(free) == 1)]
            taker = taker or self._counting(text)
            if taker:
                self._typed[taker[0]] = text
                return length
            if length > 1 and (found := as_quantity(text)) and found.dimension:  # `1M tokens` aren't 1M parameters
                break
        return 0

    def _result_at(self, words: list[str], index: int, rest: list[str]) -> int:
        """The number of words that are a result, which is kept, in a unit of its own or beside its words.

        That is `2.664M gpu-hours`, `5 min of downtime`, and `a margin of 1%` where something else is asked before.
        """
        lines = [line for line in self._calculator.lines if line.name not in self._typed]
        behind = f" {' '.join(rest).lower()}".removesuffix(" of")
        said = ((line.name, behind.removesuffix(f" {words}")) for line in lines for words in line.asked)
        asked = {name for name, before in said if before != behind and {*before.split()} - _SAYS_NOTHING}
        for length in (2, 1):
            text = " ".join(words[index : index + length])
            ahead = " ".join(words[index + length :]).lower().removeprefix("of ") + " "
            for line in lines:
                own = GivenRecord(words="", unit=line.unit if line.unit == "%" else line.dimension)
                is_named = line.name in asked or ahead.startswith(tuple(f"{phrase} " for phrase in line.asked))
                unit = text.lower().partition(" ")[2]
                # `within 4 weeks` is a limit, for whatever is asked by `weeks`.
                has_own = unit in line.asked and (unit == line.unit.lower() or not {*rest[-1:]} & _LIMIT)
                if (has_own or (is_named and line.solve)) and own.unit and has_unit_of(own, text):
                    self._typed[line.name] = text
                    return length
        return 0

    def _counting(self, text: str) -> list[str]:
        """The lines that a text may be a result of, as it says a number of what they count: `for 70B parameters`."""
        lines = [line for line in self._calculator.lines if line.solve and line.name not in self._typed]
        counts = [line for line in lines if is_counted(dimension_of(line.dimension))]
        return [line.name for line in counts if has_unit_of(GivenRecord(words="", unit=line.dimension), text)]

    def _line_in(self, text: str, is_time: bool) -> str:
        """The line that is asked for by the unit of a quantity, such as the time of `30 days`; empty if none is.

        Of what is asked by `how long`, any time will do; `for 50 ms` may also say how long something else takes.
        """
        unit = re.sub(r"[\d.,\s]", "", text).lower()
        found = as_quantity(text)
        asked = {unit, "long"} if is_time and found and found.dimension == dimension_of("s") else {unit}
        for line in self._calculator.lines:
            is_like = found and found.dimension and found.dimension == dimension_of(line.dimension)
            # Whoever asks for the downtime in a year doesn't say that it is a year.
            is_open = line.name not in self._typed and not ({*line.asked} - {unit}) & {*self._words}
            if is_like and is_open and asked & {*line.asked}:
                return line.name
        return ""


def _named_at_end(words: Sequence[str], named: Mapping[str, str]) -> tuple[str, int]:
    """The given that the last words name, and where these begin, from the end; empty if they name none.

    They are both of `failures every` before `8 hours`, the last, or the one before, as in `context of 32k`.
    """
    for start, end in ((-2, None), (-1, None), (-2, -1)):
        is_joined = end is None or {word.lower() for word in words[-1:]} & _JOINING
        if is_joined and (name := named.get(plain_name(" ".join(words[start:end])))):
            return name, start
    return "", 0


def _telling(words: Iterable[str]) -> str:
    """The words without those that say nothing: `memory do I need to train` is asked by `memory to train`."""
    return " ".join(word for word in words if word not in _SAYS_NOTHING)


def _split_phrase(phrase: str) -> list[str]:
    """The words of what is asked, in small letters; the number of machines is one of them."""
    return [phrase] if phrase == _HOW_MANY else phrase.lower().split()


def _given_names(calculator: CalculatorRecord) -> dict[str, str]:
    """The words that may stand beside the value of a given: its name, in one or several, and what is asked for it."""
    named = {plain_name(name): name for name in calculator.given}  # `head` and `heads` may both be givens
    words = [
        (plain_name(word), name)
        for name, given in calculator.given.items()
        for word in (name, *given.asked)
        if word == name or word not in _SAYS_NOTHING - _COUNTED
    ]
    forms = [(form, name) for word, name in words for form in (f"{word}s", word.removesuffix("s"))]
    for word, name in (*words, *forms):
        named.setdefault(word, name)
    return named


def _reads(name: str, given: GivenRecord, text: str) -> bool:
    """True if a text is a value of a given. `1 TB` isn't 1 TB/s here, nor 1000 a price: another given may be meant."""
    if not takes(name, given, text):
        return False
    if given.binary_k:
        return True
    dimension = dimension_of(given.unit)
    is_number = not dimension or is_counted(dimension) or unit_of(typed_name(name)) is not None  # `16 bits`
    found = as_quantity(text, given.unit if is_number else "")
    if found is None or (width_in(text) and not takes_widths(given)) or are_billions(given, text):
        return False
    return found.dimension == dimension or (is_number and not found.dimension)
