"""The rule for the settings of a book."""

from collections.abc import Iterator

from mlsys_cli.book.check.context import ChapterContext
from mlsys_cli.book.check.rules.rule import Finding, warning
from mlsys_cli.text.spelling import did_you_mean


@warning
def useless_ignore(chapter: ChapterContext) -> Iterator[Finding]:
    """The settings in book.yaml ignore a rule that doesn't exist, or one that finds errors.

    Errors are always listed, since readers can't be shown what is meant. `mlsys check --ignore` leaves them out once.

    Bad:
        # ../book.yaml
        check: {ignore: [lonely-trem]}

    Good:
        check: {ignore: [lonely-term]}
    """
    from mlsys_cli.book.check.rules import RULES  # which has this rule too

    for item in chapter.of("book"):
        for number, name in enumerate(item.entry.check.ignore):
            steps = ("check", "ignore", number)
            if name not in RULES:
                yield Finding(item, steps, f"there is no rule {name!r}", did_you_mean(name, RULES))
            elif RULES[name].level == "error":
                yield Finding(item, steps, f"{name!r} finds errors, which can't be ignored", "delete it")
