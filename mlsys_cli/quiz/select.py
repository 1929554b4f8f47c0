"""What to ask: spread over sections and kinds, what wasn't met before first, and two halves that ask of the same."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from random import Random
from typing import NamedTuple

from mlsys_cli.quiz.deck import CardCandidate

_TRIES = 30


class ParallelForms(NamedTuple):
    """Questions in pairs that are as alike as can be; the first of each pair is for before, the second for after."""

    before: tuple[CardCandidate, ...]
    after: tuple[CardCandidate, ...]

    @property
    def partners(self) -> dict[str, CardCandidate]:
        """What is asked after reading in the place of each that is asked before, by the id of that."""
        return {one.id: other for one, other in zip(self.before, self.after, strict=True)}


def choose_cards(
    candidates: Sequence[CardCandidate], number: int, seed: int, met: Set[str] = frozenset()
) -> list[CardCandidate]:
    """As many candidates as are wanted and there are: new ones first, from each section and of each kind in turn.

    Two cards of the same thing are never asked together while there are others. The same seed chooses the same.
    """
    chance = Random(seed)
    new = _spread([one for one in candidates if one.id not in met], chance)
    old = _spread([one for one in candidates if one.id in met], chance)
    firsts, siblings = _one_of_each_thing([*new, *old])
    return [*firsts, *siblings][:number]


def _one_of_each_thing(candidates: Iterable[CardCandidate]) -> tuple[list[CardCandidate], list[CardCandidate]]:
    """The first card of each thing, and then the others."""
    seen: set[str] = set()
    firsts: list[CardCandidate] = []
    siblings: list[CardCandidate] = []
    for candidate in candidates:
        (siblings if candidate.thing in seen else firsts).append(candidate)
        seen.add(candidate.thing)
    return firsts, siblings


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
    """Two sets with nothing in common that ask of the same ground. They depend on the questions and on nothing else.

    Questions are paired within a section, those of one kind and level first. Of a section with an odd number one is
    left over, and these are paired by kind and level with those of other sections. Then each pair is turned so that
    both halves have as much of every kind and level.
    """
    pairs = _pairs(candidates)
    balance: Counter[str] = Counter()
    before, after = [], []
    for one, other in pairs:
        first, second = sorted((one, other), key=lambda candidate: (_lead(balance, candidate), _mixed(candidate.id)))
        before.append(first)
        after.append(second)
        balance.update((first.kind, first.level))
        balance.subtract((second.kind, second.level))
    return ParallelForms(tuple(before), tuple(after))


def _lead(balance: Counter[str], candidate: CardCandidate) -> int:
    """How much more of its kind and level the first half has already."""
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
    for alike in (_same_kind_and_level, _same_level, _same_kind, _anything):
        odd: dict[str, CardCandidate] = {}
        for candidate in rest:
            if other := odd.pop(alike(candidate), None):
                pairs.append((other, candidate))
            else:
                odd[alike(candidate)] = candidate
        rest = list(odd.values())
    return pairs, rest


def _same_kind_and_level(candidate: CardCandidate) -> str:
    return f"{candidate.kind} {candidate.level}"


def _same_level(candidate: CardCandidate) -> str:
    return candidate.level


def _same_kind(candidate: CardCandidate) -> str:
    return candidate.kind


def _anything(candidate: CardCandidate) -> str:
    return ""


def _mixed(id: str) -> str:
    """An order of ids that has nothing to do with that of the book, and never changes."""
    return hashlib.blake2b(id.encode(), digest_size=8).hexdigest()


def choose_form(halves: ParallelForms, after: bool, number: int, seed: int) -> list[CardCandidate]:
    """Some questions of one half; with the same number and seed the other half gives their partners.

    Of some choices it is that whose two sides differ least in section, kind and level.
    """
    partners = halves.partners
    tries = [choose_cards(halves.before, number, seed * _TRIES + attempt) for attempt in range(_TRIES)]
    best = min(tries, key=lambda chosen: _difference(chosen, [partners[one.id] for one in chosen]))
    return [partners[one.id] for one in best] if after else best


def _difference(one: Iterable[CardCandidate], other: Iterable[CardCandidate]) -> int:
    """How much two sets differ in their sections, kinds and levels."""
    balance: Counter[str] = Counter()
    for candidate in one:
        balance.update((candidate.section, candidate.kind, candidate.level))
    for candidate in other:
        balance.subtract((candidate.section, candidate.kind, candidate.level))
    return sum(map(abs, balance.values()))
