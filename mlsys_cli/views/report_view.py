"""The report of a test before and after reading: what is known, what isn't, and how surely that can be told."""

from collections.abc import Iterator, Mapping, Sequence
from math import hypot, sqrt
from typing import NamedTuple

from mlsys_cli.page.blocks import Block, Blocks, Bullets, Heading, Paragraph, Span, Spans, Table, text_spans
from mlsys_cli.text.english import counted, quote
from mlsys_cli.views.view import Document, document

_Z = 1.96  # 95 % of a normal distribution lie within so many standard deviations of its mean


class Share(NamedTuple):
    """So many right answers of some, with the ends of the interval in which the share lies with 95 % confidence."""

    right: int
    answered: int

    @property
    def value(self) -> float:
        """The share that was right; 0 of none."""
        return self.right / self.answered if self.answered else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval, which holds for few answers too; of none it is everything."""
        if not self.answered:
            return 0.0, 1.0
        n, share = self.answered, self.value
        middle, half = share + _Z**2 / (2 * n), _Z * sqrt(share * (1 - share) / n + (_Z / (2 * n)) ** 2)
        scale = 1 + _Z**2 / n
        return max((middle - half) / scale, 0.0), min((middle + half) / scale, 1.0)


def difference(before: Share, after: Share) -> tuple[float, float]:
    """The interval of the change from one share to another, of different questions (Newcombe 1998, method 10)."""
    change, (low, high), (least, most) = after.value - before.value, before.interval, after.interval
    down = hypot(after.value - least, high - before.value)
    up = hypot(most - after.value, before.value - low)
    return max(change - down, -1.0), min(change + up, 1.0)


class SectionTitle(NamedTuple):
    """The title of a chapter or section, and its number if it has one."""

    name: str
    label: str = ""

    @property
    def place(self) -> tuple[int, ...]:
        """Its number as one to sort by."""
        return tuple(map(int, filter(None, self.label.split("."))))

    def __str__(self) -> str:
        return f"{self.label} {self.name}".strip()


class Tested(NamedTuple):
    """A question of a test, with the addresses of its chapter and section; None if it wasn't answered or graded."""

    card: str
    chapter: str
    section: str
    right: bool | None


def share_right(tested: Sequence[Tested]) -> Share:
    """The share of the answers that were right."""
    answered = [one.right for one in tested if one.right is not None]
    return Share(sum(answered), len(answered))


class ReportView(NamedTuple):
    """A test before reading, and perhaps the one after it, by chapter, or if it was about one by section.

    `titles` are those of the chapters and sections by their addresses, and `scope` is what the test was about.
    """

    before: Sequence[Tested]
    after: Sequence[Tested]
    titles: Mapping[str, SectionTitle]
    scope: str = ""

    @property
    def _last(self) -> Sequence[Tested]:
        return self.after or self.before

    def blocks(self) -> Blocks:
        """The report as a page of its own."""
        title = Heading(1, f"What you know: {self.scope}" if self.scope else "What you know")
        if not self._last:
            way = "To be tested, use --before instead of --report; once you have read it, use --after."
            return title, Paragraph(text_spans(f"You haven't been tested on this yet. {way}"))
        return title, *self.summary(), *self._to_read()

    def summary(self) -> Iterator[Block]:
        """The shares as a whole and by chapter or section, each with the interval in which it lies."""
        before, after = share_right(self.before), share_right(self.after)
        words = (
            [f"Before: {before.right} of {before.answered}, so {_range(before)} of all such questions."]
            if before.answered
            else []
        )
        if after.answered:
            words.append(f"After: {after.right} of {after.answered}, so {_range(after)}.")
        if before.answered and after.answered:
            words.append(f"Gain: {_gain(before, after)}.")
        yield Paragraph(text_spans(" ".join(words), "strong"))
        grounds = self._grounds()
        if len(grounds) < 2:
            return
        kind = "chapter" if self._is_by_chapter else "section"
        way = "before → after" if after.answered else "right"
        yield Table((kind, way, "known"), tuple(map(self._row, grounds)))
        few = min(filter(None, (share.answered for _, share in map(self._shares, grounds))), default=0)
        yield Paragraph(
            text_spans(
                "Known is the share of all such questions that you would get right, as a range with 95\u00a0%"
                f" confidence. After {counted(few, 'question')} it is wide:"
                f" 'mlsys quiz {quote(grounds[0])} -n 20' asks more.",
                "caption",
            )
        )

    def _shares(self, address: str) -> tuple[Share, Share]:
        """The shares before and at last in a chapter or section."""
        before, last = (share_right(self._in(tested, address)) for tested in (self.before, self._last))
        return before, last

    def _row(self, address: str) -> tuple[str, ...]:
        before, last = self._shares(address)
        counts = f"{_of(before)} → {_of(last)}{_change(before, last)}" if self.after else _of(before)
        return str(self.titles[address]), counts, _range(last)

    @property
    def _is_by_chapter(self) -> bool:
        return len({one.chapter for one in (*self.before, *self.after)}) > 1

    def _grounds(self) -> list[str]:
        """The addresses of the chapters, or of the sections of the only chapter, in the order of their numbers."""
        by_chapter = self._is_by_chapter
        addresses = {one.chapter if by_chapter else one.section for one in (*self.before, *self.after)} - {""}
        return sorted(addresses, key=lambda address: (self.titles[address].place, address))

    def _in(self, tested: Sequence[Tested], address: str) -> list[Tested]:
        return [one for one in tested if address in (one.chapter, one.section)]

    def _to_read(self) -> Iterator[Block]:
        """The sections in which the last answers were wrong, those with most of them first."""
        sections = self._wrong()
        if sections:
            yield Heading(2, "Read again" if self.after else "To read")
            yield Bullets(tuple((Paragraph(self._way(section, share)),) for section, share in sections.items()))
        elif self._last:
            yield Paragraph(text_spans("No answer was wrong."))

    def _way(self, section: str, share: Share) -> Spans:
        link = Span(str(self.titles[section]), "link", f"section:{section}")
        wrong = f" · {share.answered - share.right} of {share.answered} wrong"
        return Span(f"mlsys read {quote(section)}", "command"), Span(" · "), link, Span(wrong)

    def _wrong(self) -> dict[str, Share]:
        shares = {
            section: share_right(self._in(self._last, section))
            for section in dict.fromkeys(one.section for one in self._last)
            if section
        }
        found = [(section, share) for section, share in shares.items() if share.right < share.answered]
        return dict(sorted(found, key=lambda item: item[1].right - item[1].answered))

    def document(self) -> Document:
        """All shares with their intervals, by chapter and by section."""
        chapters, sections = (
            list(filter(None, dict.fromkeys(getattr(one, kind) for one in (*self.before, *self.after))))
            for kind in ("chapter", "section")
        )
        return document(
            "report",
            scope=self.scope or None,
            **_fields(share_right(self.before), share_right(self.after)),
            chapters=list(map(self._ground, chapters)),
            sections=list(map(self._ground, sections)),
            read_again=[
                {"id": section, "title": self.titles[section].name, "open": f"mlsys read {quote(section)}"}
                for section in self._wrong()
            ],
        )

    def _ground(self, address: str) -> Document:
        title = self.titles[address]
        shares = (share_right(self._in(tested, address)) for tested in (self.before, self.after))
        return {"id": address, "number": title.label or None, "title": title.name, **_fields(*shares)}


def _of(share: Share) -> str:
    return f"{share.right}/{share.answered}" if share.answered else "–"


def _range(share: Share) -> str:
    low, high = share.interval
    return f"{low * 100:.0f}–{high * 100:.0f}\u00a0%" if share.answered else "–"


def _gain(before: Share, after: Share) -> str:
    low, high = (round(end * 100) for end in difference(before, after))
    points = round(100 * (after.value - before.value))
    return f"{f'{points:+d} points' if points else 'no change'}, between {low:+d} and {high:+d} for all such questions"


def _change(before: Share, after: Share) -> str:
    """The direction of a change, if so few answers can tell."""
    low, high = difference(before, after)
    return ", better" if low > 0 else ", worse" if high < 0 else ""


def _fields(before: Share, after: Share) -> Document:
    both = before.answered and after.answered
    return {
        "before": _share_fields(before),
        "after": _share_fields(after),
        "change": round(after.value - before.value, 3) if both else None,
        "change_interval": [round(end, 3) for end in difference(before, after)] if both else None,
    }


def _share_fields(share: Share) -> Document | None:
    if not share.answered:
        return None
    interval = [round(end, 3) for end in share.interval]
    return {"right": share.right, "answered": share.answered, "share": round(share.value, 3), "interval": interval}
