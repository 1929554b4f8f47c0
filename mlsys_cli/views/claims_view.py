"""The claims of exhibits or estimates beside what comes out here."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mlsys_cli.claims import Checked
from mlsys_cli.estimates.estimate_parts import Estimate
from mlsys_cli.exhibits.catalogue import Entry
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Table, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.wording import counted
from mlsys_cli.views.exhibit_view import format_value
from mlsys_cli.views.view import Document, document, pick


class ClaimsView(NamedTuple):
    """Published results beside those of some exhibits, or of estimates."""

    checked: Sequence[tuple[Entry | Estimate, Sequence[Checked]]]
    kind: str = "run"

    @property
    def _noun(self) -> str:
        return "exhibit" if self.kind == "run" else self.kind

    @property
    def differing(self) -> int:
        """The number of results that differ."""
        return sum(not one.same for _, claims in self.checked for one in claims)

    @property
    def verdict(self) -> str:
        """A sentence on the number of results that are the same."""
        count = sum(len(claims) for _, claims in self.checked)
        if not count:
            return "There is nothing to compare."
        if self.differing:
            verb = "differs" if self.differing == 1 else "differ"
            return f"{counted(self.differing, 'result')} of {count} {verb} from what was published."
        return f"{counted(count, 'result')}, all as published."

    def page(self) -> Blocks:
        """A table for each, and the verdict."""
        blocks: list[Block] = []
        for entry, claims in self.checked:
            year = f" ({entry.year})" if isinstance(entry, Entry) else ""
            blocks.append(Heading(1 if len(self.checked) == 1 else 2, f"{entry.title}{year}"))
            if claims:
                blocks.append(claims_table(claims))
        return (*blocks, Paragraph(text_spans(self.verdict, "wrong" if self.differing else "")))

    def document(self) -> Document:
        """Each claim with the published result, the one here, and the source."""
        claims = [
            {
                self._noun: entry.name,
                **pick(one, "claim=claim.label published=claim.published here same"),
                **pick(one.claim, "tolerance source"),
            }
            for entry, claims in self.checked
            for one in claims
        ]
        ids = {"id": self.checked[0][0].name} if len(self.checked) == 1 else {}
        return document(self.kind, **ids, same=not self.differing, claims=claims)

    def rows(self) -> list[list[Any]]:
        """A row for each claim."""
        header = [self._noun, "claim", "published", "here", "same", "source"]
        return [
            header,
            *(
                [entry.name, one.claim.label, one.claim.published, one.here, one.same, one.claim.source]
                for entry, claims in self.checked
                for one in claims
            ),
        ]


def claims_table(claims: Sequence[Checked]) -> Table:
    """A table of claims: the published result, the one here, whether they are the same, and the source."""
    rows = tuple(
        (
            one.claim.label,
            format_result(one.claim.published),
            format_result(one.here),
            "yes" if one.same else "NO",
            one.claim.source,
        )
        for one in claims
    )
    return Table(("claim", "published", "here", "same", "source"), rows)


def format_result(result: Any) -> str:
    """A result as it is shown: a value, or several."""
    if isinstance(result, Mapping):
        return ", ".join(f"{name} {format_result(value)}" for name, value in result.items())
    if isinstance(result, tuple | list):
        return ", ".join(map(format_result, result))
    return format_value(result) if isinstance(result, int | float | str | None) else harmless(str(result))
