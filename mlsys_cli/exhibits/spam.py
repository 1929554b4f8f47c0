"""A spam filter: rules by hand, naive Bayes, and Graham's combination of the most telling words."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import NamedTuple, TypeAlias

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Number, Program, Settings
from mlsys_cli.exhibits.vectors import logistic
from mlsys_cli.page.blocks import Table
from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series

_FOLDS = 10
"""The parts of the mail, each of which is judged by a filter that has learned from the others."""
_FEATURES = 500
"""The most informative words, which naive Bayes takes, as Sahami and others did."""
_TELLING = 15
"""The most telling words, which Graham's filter combines."""
_SHOWN = 12  # rows of the table of words; chosen, not measured
_MOST_CHARACTERS = 5_000_000  # of a file of messages; chosen, not measured
_RULES = {
    "a prize": r"(?i)\b(?:win|won|winner|prize|draw)\b",
    "free": r"(?i)\bfree\b",
    "act now": r"(?i)\b(?:now|urgent|today|limited|last chance|act)\b",
    "click or call": r"(?i)\b(?:click|claim|order now|call now|reply)\b",
    "a sum of money": r"(?i)(?:\bcash\b|\bloan\b|\bcredit\b|[£$€]|\b\d+[.,]\d\d)",
    "shouting": r"(?:!!|\b[A-Z]{4,}\b)",
}
_GRAHAM = (
    *(0.99, 0.99, 0.99, 0.047225013, 0.047225013, 0.07347802, 0.08221981, 0.09019077, 0.09019077),
    *(0.9075001, 0.8921298, 0.12454646, 0.8568143, 0.14758544, 0.82347786),
)
"""The probabilities of the 15 words in the example that Graham's essay works out."""


class Message(NamedTuple):
    """A message, and whether it is spam."""

    text: str
    is_spam: bool


class Weight(NamedTuple):
    """The evidence of a word: above 0 for spam, below for mail that is wanted."""

    word: str
    weight: float


Judged: TypeAlias = tuple[float, Sequence[Weight]]
"""The probability that a message is spam, and what each word contributed."""


def read_messages(text: str) -> tuple[Message, ...]:
    """Messages, a line each: `spam` or `ham`, a tab, and the text. Raises UsageError with the line."""
    if len(text) > _MOST_CHARACTERS:
        raise UsageError("the file is too large", [f"it may have {_MOST_CHARACTERS:,} characters"])
    messages = []
    for number, line in enumerate(text.splitlines(), 1):
        label, tab, words = line.partition("\t")
        if not line.strip() or line.startswith("#"):
            continue
        if not tab or label.strip() not in {"spam", "ham"}:
            hints = ["a line is 'spam' or 'ham', a tab, and the text"]
            raise UsageError(f"line {number} isn't a message", hints, number)
        messages.append(Message(words, label.strip() == "spam"))
    if len({message.is_spam for message in messages}) < 2:
        raise UsageError("the file needs messages of both kinds", ["a line is 'spam' or 'ham', a tab, and the text"])
    return tuple(messages)


def all_words_of(text: str) -> list[str]:
    """The words of a text, in small letters, in their order."""
    return re.findall(r"[a-z$£€'!]{2,}|\d[\d.,]*\d", text.lower())


def words_of(text: str) -> list[str]:
    """The different words of a text, in small letters, in their order."""
    return list(dict.fromkeys(all_words_of(text)))


class Counted:
    """In how many messages of each kind a word stands, and how often in all spam and in all other mail."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.spam: Counter[str] = Counter()
        self.ham: Counter[str] = Counter()
        self.uses: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        self.spams = sum(message.is_spam for message in messages)
        self.hams = len(messages) - self.spams
        for message in messages:
            (self.spam if message.is_spam else self.ham).update(words_of(message.text))
            self.uses[message.is_spam].update(all_words_of(message.text))

    @property
    def vocabulary(self) -> list[str]:
        """Every word, in the order of the alphabet."""
        return sorted({*self.spam, *self.ham})


def bayes(counted: Counted) -> Callable[[str], Judged]:
    """Naive Bayes on whether the most informative words stand in a message."""
    features = sorted(counted.vocabulary, key=lambda word: (-_information(counted, word), word))[:_FEATURES]
    present: dict[str, float] = {}
    missing = math.log(counted.spams / counted.hams)
    for word in features:
        in_spam = (counted.spam[word] + 1) / (counted.spams + 2)
        in_ham = (counted.ham[word] + 1) / (counted.hams + 2)
        absent = math.log((1 - in_spam) / (1 - in_ham))
        missing += absent
        present[word] = math.log(in_spam / in_ham) - absent

    def judge(text: str) -> Judged:
        return _added(missing, [Weight(word, present[word]) for word in words_of(text) if word in present])

    return judge


def multinomial(counted: Counted) -> Callable[[str], Judged]:
    """Naive Bayes on how often each word stands in a message, with all words that it has seen."""
    size, spam, ham = len(counted.vocabulary), counted.uses[True], counted.uses[False]
    rate = math.log((ham.total() + size) / (spam.total() + size))

    def judge(text: str) -> Judged:
        known = [word for word in all_words_of(text) if word in spam or word in ham]
        weights = [Weight(word, math.log((spam[word] + 1) / (ham[word] + 1)) + rate) for word in known]
        return _added(math.log(counted.spams / counted.hams), weights)

    return judge


def _added(before: float, weights: Sequence[Weight]) -> Judged:
    """The judgement of words whose evidence is added to what is known before the first."""
    total = math.fsum([before, *(weight.weight for weight in weights)])
    return logistic(total), (Weight("(no word yet)", before), *weights)


def graham(counted: Counted) -> Callable[[str], Judged]:
    """Graham's filter: the 15 most telling words, each with a probability, and wanted mail counted double."""

    def word_probability(word: str) -> float:
        good, bad = 2 * counted.ham[word], counted.spam[word]
        if good + bad < 5:
            return 0.4
        share, other = min(1.0, bad / counted.spams), min(1.0, good / counted.hams)
        return max(0.01, min(0.99, share / (share + other)))

    def judge(text: str) -> Judged:
        words = ((word_probability(word), word) for word in words_of(text))
        telling = sorted(words, key=lambda pair: -abs(pair[0] - 0.5))[:_TELLING]
        weights = [Weight(word, math.log(p / (1 - p))) for p, word in telling]
        return (combined([p for p, _ in telling]) if telling else 0.4), weights

    return judge


def combined(probabilities: Sequence[float]) -> float:
    """The probability that follows from those of the words, as if these were independent."""
    spam, ham = math.prod(probabilities), math.prod(1 - p for p in probabilities)
    return spam / (spam + ham)


def rules(counted: Counted) -> Callable[[str], Judged]:
    """Six patterns that a person might write: each that fits halves the doubt. Nothing is learned."""

    def judge(text: str) -> Judged:
        found = [name for name, pattern in _RULES.items() if re.search(pattern, text)]
        return 1 - 0.5 ** len(found), [Weight(name, math.log(2)) for name in found]

    return judge


_METHODS = {"rules": rules, "bayes": bayes, "multinomial": multinomial, "graham": graham}


class Verdicts(NamedTuple):
    """The numbers of messages of each kind that were flagged and passed."""

    caught: int
    missed: int
    wrong: int
    passed: int

    @property
    def precision(self) -> float:
        """The share of spam among the flagged; 1 if none was flagged."""
        flagged = self.caught + self.wrong
        return self.caught / flagged if flagged else 1.0

    @property
    def recall(self) -> float:
        """The share of the spam that was flagged."""
        return self.caught / (self.caught + self.missed)


def judged_by_others(messages: Sequence[Message], method: str) -> list[float]:
    """The probability of each message, from a filter that learned from nine tenths of the others."""
    scores = [0.0] * len(messages)
    for fold in range(_FOLDS):
        others = [message for place, message in enumerate(messages) if place % _FOLDS != fold]
        if len({message.is_spam for message in others}) < 2:
            continue
        judge = _METHODS[method](Counted(others))
        for place in range(fold, len(messages), _FOLDS):
            scores[place] = judge(messages[place].text)[0]
    return scores


def table(messages: Sequence[Message], scores: Sequence[float], threshold: float) -> Verdicts:
    """The outcome if all messages with at least the threshold are flagged."""
    counts = Counter((message.is_spam, score >= threshold) for message, score in zip(messages, scores, strict=True))
    return Verdicts(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def _result(settings: Settings, chance: Chance) -> Frame:
    messages: Sequence[Message] = settings.get("data") or our_messages()
    method, threshold, text = settings["method"], settings["threshold"], settings["message"]
    scores = judged_by_others(messages, method)
    counts = table(messages, scores, threshold)
    probability, weights = _METHODS[method](Counted(messages))(text)
    verdict = "spam" if probability >= threshold else "not spam"
    numbers = (
        Number("probability", round(probability, 6)),
        Number("is spam", probability >= threshold),
        Number("messages", len(messages)),
        Number("spam caught", counts.caught),
        Number("spam missed", counts.missed),
        Number("wrongly flagged", counts.wrong),
        Number("rightly passed", counts.passed),
        Number("precision", round(counts.precision, 4)),
        Number("recall", round(counts.recall, 4)),
        Number("accuracy", round((counts.caught + counts.passed) / len(messages), 4)),
    )
    spam = counts.caught + counts.missed
    words = f"Of {spam} spam messages {counts.caught} are caught, and {counts.wrong} others are flagged."
    if not text.strip():
        return Frame(words, numbers, (_curve(messages, scores, counts),))
    words = f"The message is {verdict} ({100 * probability:.1f} %). {words}"
    told = [weight for weight in weights if round(weight.weight, 2)]
    shown = sorted(told, key=lambda weight: -abs(weight.weight))[:_SHOWN]
    rows = tuple((weight.word, f"{weight.weight:+.2f}", "spam" if weight.weight > 0 else "wanted") for weight in shown)
    pictures = Table(("word", "weight", "speaks for"), rows), _curve(messages, scores, counts)
    return Frame(words, numbers, pictures)


def _curve(messages: Sequence[Message], scores: Sequence[float], counts: Verdicts) -> Plot:
    points = []
    levels = sorted(set(scores), reverse=True)
    for threshold in levels[:: max(1, len(levels) // 60)]:
        at = table(messages, scores, threshold)
        points.append((round(at.recall, 4), round(at.precision, 4)))
    here = f"precision {counts.precision:.3f} and recall {counts.recall:.3f}"
    alt = f"Precision against recall for each threshold; here {here}."
    axes = Axis("recall", low=0, high=1), Axis("precision", low=0, high=1)
    mark = PlotMark(round(counts.recall, 4), round(counts.precision, 4), "this threshold")
    return Plot(alt, *axes, (Series("filter", tuple(dict.fromkeys(points))),), (mark,))


def our_messages() -> tuple[Message, ...]:
    """The 200 messages of the program."""
    return read_messages((files("mlsys_cli.exhibits") / "data/mail.txt").read_text("utf-8"))


def _information(counted: Counted, word: str) -> float:
    """The mutual information of the word and the kind of a message, in nats."""
    total = counted.spams + counted.hams
    found = counted.spam[word] + counted.ham[word]
    terms = (
        (counted.spam[word], found, counted.spams),
        (counted.ham[word], found, counted.hams),
        (counted.spams - counted.spam[word], total - found, counted.spams),
        (counted.hams - counted.ham[word], total - found, counted.hams),
    )
    sizes = (both / total * math.log(both * total / (one * other)) for both, one, other in terms if both)
    return round(math.fsum(sizes), 12)


PROGRAM = Program(
    Dials(_result),
    {"two words combined": lambda: combined((0.97, 0.99)), "15 words combined": lambda: combined(_GRAHAM)},
    read_data=read_messages,
)
