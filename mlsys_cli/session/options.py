"""The options that every command has."""

from mlsys_cli.session.environment import Environment


class Options:
    """The options that every command has, as they were given before or after its name.

    No dataclass: a lookup would wait two milliseconds for what makes one.
    """

    def __init__(
        self,
        environment: Environment,
        *,
        rebuild_index: bool = False,
        quiet: bool = False,
        stdin_lines: list[str] | None = None,
        messages_shown: set[str] | None = None,
    ) -> None:
        self.environment = environment
        self.content: tuple[str, ...] = ()
        self.packs: tuple[str, ...] = ()
        self.format = ""
        self.width: int | None = None
        self.color = "auto"
        self.pager = True
        self.exact = False
        self.sources = False
        self.rebuild_index = rebuild_index
        self.quiet = quiet
        self.stdin_lines = stdin_lines
        self.messages_shown: set[str] = set() if messages_shown is None else messages_shown

    def for_second_try(self) -> "Options":
        """The options of the same command once more, with a new index; what was read and said stays so."""
        return Options(
            self.environment, rebuild_index=True, stdin_lines=self.stdin_lines, messages_shown=self.messages_shown
        )
