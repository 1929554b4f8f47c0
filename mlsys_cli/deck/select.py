"""The choice of cards for a quiz: spread over sections and kinds, new ones first; and parallel forms of a test."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from random import Random
from typing import NamedTuple

from mlsys_cli.deck.deck import CardCandidate
from mlsys_cli.deck.plan import mixed

_TRIES = 30
"""The number of choices among which the one with the most equal sides is taken; chosen, not measured."""

_SEEDS = 1_000_000
"""The number of seeds: six digits at most, since a learner may type one to get the same quiz."""


def seed_or_now(seed: int | None, now: int) -> int:
    """The seed that was given, or one that the time decides."""
    return now // 1000 % _SEEDS if seed is None else seed


class LoggedQuiz(NamedTuple):
    """A quiz before or after reading: its result, and the request by which its cards were chosen.

    `rights` are the results of its cards, in their order; None if a card wasn't answered or graded.
    """

    right: int
    answered: int
    asked: int
    seed: int
    kinds: Sequence[str]
    levels: Sequence[str]
    cards: Sequence[str]
    generated: bool | None = None
    rights: Sequence[bool | None] = ()


def choose_cards(
    candidates: Sequence[CardCandidate], count: int, seed: int, seen: AbstractSet[str] = frozenset()
) -> list[CardCandidate]:
    """As many candidates as are wanted and there are: new ones first, from each section and of each kind in turn.

    Siblings are never asked together while there are other cards. The same seed chooses the same.
    """
    chance = Random(seed)
    new = _spread([card for card in candidates if card.id not in seen], chance)
    old = _spread([card for card in candidates if card.id in seen], chance)
    firsts: dict[str, CardCandidate] = {}
    for card in (*new, *old):
        firsts.setdefault(card.subject, card)
    siblings = (card for card in (*new, *old) if card is not firsts[card.subject])
    return [*firsts.values(), *siblings][:count]


def _spread(candidates: Sequence[CardCandidate], chance: Random) -> list[CardCandidate]:
    """All candidates in an order of which each beginning has few of one section, and few of one kind and level."""
    sections: dict[str, list[CardCandidate]] = defaultdict(list)
    for card in sorted(candidates):
        sections[card.section].append(card)
    waiting: dict[str, dict[tuple[str, str], deque[tuple[int, CardCandidate]]]] = {}
    for section, group in sections.items():
        chance.shuffle(group)
        waiting[section] = {}  # by kind and level, so that of a thousand alike only the first is looked at
        for index, card in enumerate(group):
            waiting[section].setdefault((card.kind, card.level), deque()).append((index, card))
    used: Counter[str] = Counter()
    order: list[CardCandidate] = []
    while waiting:
        for section in chance.sample(sorted(waiting), len(waiting)):
            alike = waiting[section]
            # Kinds are spread first, and levels half as much; chosen, not measured.
            kind, level = min(alike, key=lambda traits: (used[traits[0]] + used[traits[1]] / 2, alike[traits][0][0]))
            order.append(alike[kind, level].popleft()[1])
            if not alike[kind, level]:
                del alike[kind, level]
            if not alike:
                del waiting[section]
            used.update((kind, level))
    return order


def split_into_parallel_forms(candidates: Sequence[CardCandidate]) -> dict[CardCandidate, CardCandidate]:
    """The two forms of a test, with no card in common: the cards of the pretest with their partners in the posttest.

    Partners are as alike as can be, and the forms depend on the cards and on nothing else. Cards are paired within a
    section, those of one kind and level first. Of a section with an odd number one is left over, and these are paired
    by kind and level with those of other sections. Then each pair is ordered so that both forms have as much of every
    kind and level.
    """
    sections: dict[str, list[CardCandidate]] = defaultdict(list)
    for card in candidates:
        sections[card.section].append(card)
    pairs: list[tuple[CardCandidate, CardCandidate]] = []
    left: list[CardCandidate] = []
    for group in sections.values():
        paired, rest = _paired(group)
        pairs += paired
        left += rest
    pairs += _paired(left)[0]
    surplus: Counter[str] = Counter()  # of the pretest, by kind and level
    partners = {}
    for pair in pairs:
        first, second = sorted(pair, key=lambda card: (surplus[card.kind] + surplus[card.level], mixed(card.id)))
        partners[first] = second
        surplus.update((first.kind, first.level))
        surplus.subtract((second.kind, second.level))
    return partners


def _paired(group: Sequence[CardCandidate]) -> tuple[list[tuple[CardCandidate, CardCandidate]], list[CardCandidate]]:
    """The candidates two by two, the most alike first, and what is left over."""
    rest = sorted(group, key=lambda card: (card.kind, card.level, mixed(card.id)))
    pairs: list[tuple[CardCandidate, CardCandidate]] = []
    for traits in (("kind", "level"), ("level",), ("kind",), ()):
        odd: dict[tuple[str, ...], CardCandidate] = {}
        for card in rest:
            alike = tuple(getattr(card, trait) for trait in traits)
            if other := odd.pop(alike, None):
                pairs.append((other, card))
            else:
                odd[alike] = card
        rest = list(odd.values())
    return pairs, rest


def choose_form(
    partners: Mapping[CardCandidate, CardCandidate], posttest: bool, count: int, seed: int
) -> list[CardCandidate]:
    """Some cards of one form; with the same number and seed the other form gives their partners.

    Of several choices it is the one whose two sides differ least in section, kind and level.
    """

    def difference(chosen: Sequence[CardCandidate]) -> int:
        balance: Counter[str] = Counter()
        for card in chosen:
            other = partners[card]
            balance.update((card.section, card.kind, card.level))
            balance.subtract((other.section, other.kind, other.level))
        return sum(map(abs, balance.values()))

    pretest = list(partners)
    best = min((choose_cards(pretest, count, seed * _TRIES + attempt) for attempt in range(_TRIES)), key=difference)
    return [partners[card] for card in best] if posttest else best


class WeakSection(NamedTuple):
    """A section by its slug, with the number of its cards that were answered, and of those last answered wrong."""

    section: str
    wrong: int
    answered: int


def weak_sections(last: Mapping[str, bool], cards: Iterable[CardCandidate]) -> list[WeakSection]:
    """The sections with wrong answers, the weakest first: the one with the largest share of wrong last answers.

    `last` tells for each card that was answered whether the last answer was right. The share counts however few were
    answered, so that one wrong answer of one is weaker than nine of ten; chosen, not measured.
    """
    answered, wrong = Counter[str](), Counter[str]()
    for card in cards:
        if card.id in last:
            answered[card.section] += 1
            wrong[card.section] += not last[card.id]
    sections = [WeakSection(section, count, answered[section]) for section, count in wrong.items() if count]
    return sorted(sections, key=lambda weak: (-weak.wrong / weak.answered, -weak.wrong, weak.section))
