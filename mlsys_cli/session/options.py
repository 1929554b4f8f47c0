"""The options that every command has."""

import os
from collections.abc import Mapping


class Options:
    """The options that every command has, as they were given before or after its name.

    No dataclass: a lookup would wait two milliseconds for what makes one.
    """

    def __init__(
        self, *, anew: bool = False, quiet: bool = False, piped: list[str] | None = None, said: set[str] | None = None
    ) -> None:
        self.content: tuple[str, ...] = ()
        self.packs: tuple[str, ...] = ()
        self.format = ""
        self.width: int | None = None
        self.color = "auto"
        self.pager = True
        self.exact = False
        self.anew = anew
        self.quiet = quiet
        self.piped = piped
        self.said: set[str] = set() if said is None else said
        self.env: Mapping[str, str] = dict(os.environ)

    def for_second_try(self) -> "Options":
        """The options of the same command once more, with an index made anew; what was read and said stays so."""
        return Options(anew=True, piped=self.piped, said=self.said)
