"""The options that every command has."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Options:
    """The options that every command has, as they were given before or after its name."""

    content: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    format: str = ""
    width: int | None = None
    color: str = "auto"
    pager: bool = True
    exact: bool = False
    anew: bool = False
    quiet: bool = False
    piped: list[str] | None = None
    said: set[str] = field(default_factory=set)
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    def for_second_try(self) -> "Options":
        """The options of the same command once more, with an index made anew; what was read and said stays so."""
        return Options(anew=True, piped=self.piped, said=self.said)
