"""Rules for the numbers of models and machines."""

from collections.abc import Iterator

from mlsys_cli.book.check.context import ChapterContext
from mlsys_cli.book.check.rules.rule import Finding, warning
from mlsys_cli.book.number_fields import FIELDS, number_in
from mlsys_cli.book.specs import Stated, numbers_of
from mlsys_cli.quantity.quantity import QuantityError


def bad_number(chapter: ChapterContext) -> Iterator[Finding]:
    """A number of a model or machine can't be read, has another unit, or isn't above 0.

    Estimates can't use it. Write a number and its unit, such as 80 GB, 3.35 TB/s or 700 W.

    Bad:
        # ../machines.yaml
        - {id: pdp-10, memory: 1 W}

    Good:
        - {id: pdp-10, memory: 1 MB}
    """
    for item in chapter.of("model", "machine"):
        for name, stated in numbers_of(item.entry):
            try:
                number_in(name, stated.value)
            except QuantityError as error:
                steps = (name, "value") if isinstance(getattr(item.entry, name), Stated) else (name,)
                unit = FIELDS[name].unit
                hint = f"write a number and its unit, such as 8 {unit}" if unit else "write a plain number"
                yield Finding(item, steps, f"{name!r}: {error}", hint)


@warning
def number_without_source(chapter: ChapterContext) -> Iterator[Finding]:
    """A number of a model or machine has no source.

    Readers can't tell whether it is right, or how old it is. Name a source of the whole entry, or of the number.

    Bad:
        # ../machines.yaml
        - {id: pdp-10, memory: 1 MB, sources: []}

    Good:
        - {id: pdp-10, memory: {value: 1 MB, sources: [dec1966]}, sources: []}
    """
    for item in chapter.of("model", "machine"):
        if not item.entry.sources:
            for name, stated in numbers_of(item.entry):
                if not stated.sources:
                    yield Finding(item, (name,), f"{name!r} has no source", "add 'sources'", at_key=True)
