"""The cards that rest at present, or are set aside, as they were forgotten too often."""

from mlsys_cli.journal.leeches import REST, Remedy
from mlsys_cli.journal.store import Store
from mlsys_cli.journal.study_records import Rest


def cards_at_rest(store: Store, now: int) -> tuple[Rest, ...]:
    """The cards that rest, and those set aside as they were forgotten too often, the first ones first."""
    cards = {card.card: card for card in store.cards()}
    found = dict[str, Rest]()
    for event in (*store.events("rest"), *store.events("suspend")):
        card = cards.get(event.subject)
        if card is None or "answer" not in event.values or event.at < card.last:
            continue
        if event.kind == Remedy.SUSPEND and card.suspended:
            found[card.card] = Rest(card.card, event.at)
        elif event.kind == Remedy.REST and card.due == event.at + REST > now:
            found[card.card] = Rest(card.card, event.at, card.due)
    return tuple(sorted(found.values(), key=lambda rest: (rest.since, rest.card)))


def rested_since(store: Store, card: str) -> int | None:
    """Since when a card has rested that was not asked since then; None if it has not."""
    last = store.history(card)[-1:]
    rests = [event.at for event in store.events("rest") if event.subject == card and last and event.at > last[0].at]
    return rests[-1] if rests else None
