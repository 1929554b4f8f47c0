"""The choice of cards for a quiz: spread over sections and kinds, new ones first; and parallel forms of a test."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from random import Random
from typing import Any, NamedTuple

from mlsys_cli.deck.deck import CardCandidate

_TRIES = 30
_SEEDS = 1_000_000


def seed_or_now(seed: int | None, now: int) -> int:
    """The seed that was given, or one that the time decides."""
    return now // 1000 % _SEEDS if seed is None else seed


class ParallelForms(NamedTuple):
    """Two forms of a test: cards in pairs that are as alike as can be, one for the pretest, one for the posttest."""

    pretest: tuple[CardCandidate, ...]
    posttest: tuple[CardCandidate, ...]

    @property
    def partners(self) -> dict[str, CardCandidate]:
        """The card of the posttest that stands in the place of each of the pretest, by the id of that."""
        return {one.id: other for one, other in zip(self.pretest, self.posttest, strict=True)}


class Pretest(NamedTuple):
    """The last quiz before reading: its result, and the request by which its cards were chosen."""

    right: int
    answered: int
    number: int
    seed: int
    kinds: tuple[str, ...]
    levels: tuple[str, ...]
    generated: bool | None
    cards: frozenset[str]

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Pretest":
        """The pretest that the data of an event tell of."""
        return cls(
            right=values["right"],
            answered=values["answered"],
            number=values["asked"],
            seed=values["seed"],
            kinds=tuple(values["kinds"]),
            levels=tuple(values["levels"]),
            generated=values.get("generated"),
            cards=frozenset(values["cards"]),
        )


def choose_cards(
    candidates: Sequence[CardCandidate], number: int, seed: int, seen: AbstractSet[str] = frozenset()
) -> list[CardCandidate]:
    """As many candidates as are wanted and there are: new ones first, from each section and of each kind in turn.

    Siblings are never asked together while there are other cards. The same seed chooses the same.
    """
    chance = Random(seed)
    new = _spread([one for one in candidates if one.id not in seen], chance)
    old = _spread([one for one in candidates if one.id in seen], chance)
    firsts: dict[str, CardCandidate] = {}
    for one in (*new, *old):
        firsts.setdefault(one.subject, one)
    siblings = (one for one in (*new, *old) if one is not firsts[one.subject])
    return [*firsts.values(), *siblings][:number]


def _spread(candidates: Sequence[CardCandidate], chance: Random) -> list[CardCandidate]:
    """All candidates in an order of which each beginning has few of one section, and few of one kind and level."""
    waiting: dict[str, list[CardCandidate]] = defaultdict(list)
    for candidate in sorted(candidates):
        waiting[candidate.section].append(candidate)
    for group in waiting.values():
        chance.shuffle(group)
    used: Counter[str] = Counter()
    order: list[CardCandidate] = []
    while waiting:
        for section in chance.sample(sorted(waiting), len(waiting)):
            group = waiting[section]
            one = min(group, key=lambda candidate: used[candidate.kind] + used[candidate.level] / 2)
            group.remove(one)
            if not group:
                del waiting[section]
            used.update((one.kind, one.level))
            order.append(one)
    return order


def split_into_parallel_forms(candidates: Sequence[CardCandidate]) -> ParallelForms:
    """Two sets of cards about the same ground with nothing in common. They depend on the cards and on nothing else.

    Cards are paired within a section, those of one kind and level first. Of a section with an odd number one is
    left over, and these are paired by kind and level with those of other sections. Then each pair is turned so that
    both forms have as much of every kind and level.
    """
    pairs = _pairs(candidates)
    balance: Counter[str] = Counter()
    pretest, posttest = [], []
    for one, other in pairs:
        first, second = sorted((one, other), key=lambda candidate: (_lead(balance, candidate), _mixed(candidate.id)))
        pretest.append(first)
        posttest.append(second)
        balance.update((first.kind, first.level))
        balance.subtract((second.kind, second.level))
    return ParallelForms(tuple(pretest), tuple(posttest))


def _lead(balance: Counter[str], candidate: CardCandidate) -> int:
    """The surplus that the pretest has of the kind and level of a card."""
    return balance[candidate.kind] + balance[candidate.level]


def _pairs(candidates: Sequence[CardCandidate]) -> list[tuple[CardCandidate, CardCandidate]]:
    sections: dict[str, list[CardCandidate]] = defaultdict(list)
    for candidate in candidates:
        sections[candidate.section].append(candidate)
    pairs: list[tuple[CardCandidate, CardCandidate]] = []
    left: list[CardCandidate] = []
    for group in sections.values():
        found, rest = _paired(group)
        pairs += found
        left += rest
    found, _ = _paired(left)
    return [*pairs, *found]


def _paired(group: Sequence[CardCandidate]) -> tuple[list[tuple[CardCandidate, CardCandidate]], list[CardCandidate]]:
    """The candidates two by two, the most alike first, and what is left over."""
    rest = sorted(group, key=lambda candidate: (candidate.kind, candidate.level, _mixed(candidate.id)))
    pairs: list[tuple[CardCandidate, CardCandidate]] = []
    for traits in (("kind", "level"), ("level",), ("kind",), ()):
        odd: dict[tuple[str, ...], CardCandidate] = {}
        for candidate in rest:
            alike = tuple(getattr(candidate, trait) for trait in traits)
            if other := odd.pop(alike, None):
                pairs.append((other, candidate))
            else:
                odd[alike] = candidate
        rest = list(odd.values())
    return pairs, rest


def _mixed(card: str) -> str:
    """A key that sorts ids in an order without a relation to the book, which never changes."""
    return hashlib.blake2b(card.encode(), digest_size=8).hexdigest()


def choose_form(forms: ParallelForms, posttest: bool, number: int, seed: int) -> list[CardCandidate]:
    """Some cards of one form; with the same number and seed the other form gives their partners.

    Of several choices it is the one whose two sides differ least in section, kind and level.
    """
    partners = forms.partners
    tries = [choose_cards(forms.pretest, number, seed * _TRIES + attempt) for attempt in range(_TRIES)]
    best = min(tries, key=lambda chosen: _difference(chosen, [partners[one.id] for one in chosen]))
    return [partners[one.id] for one in best] if posttest else best


def _difference(one: Iterable[CardCandidate], other: Iterable[CardCandidate]) -> int:
    """The difference of two sets in their sections, kinds and levels."""
    balance = _traits(one)
    balance.subtract(_traits(other))
    return sum(map(abs, balance.values()))


def _traits(candidates: Iterable[CardCandidate]) -> Counter[str]:
    return Counter(trait for one in candidates for trait in (one.section, one.kind, one.level))
