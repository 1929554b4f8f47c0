"""`mlsys completion`: completion in the shell."""

from typing import Annotated

import typer

from mlsys_cli.errors import UsageError
from mlsys_cli.terminal.stdout import write_stdout

SHELLS = ("bash", "zsh", "fish")

EXAMPLES = (
    ('eval "$(mlsys completion bash)"', "in ~/.bashrc"),
    ('eval "$(mlsys completion zsh)"', "in ~/.zshrc, after compinit"),
    ("mlsys completion fish > ~/.config/fish/completions/mlsys.fish", "once"),
)


def completion_command(
    ctx: typer.Context,
    shell: Annotated[
        str, typer.Argument(metavar="SHELL", help="bash, zsh or fish.", autocompletion=lambda: list(SHELLS))
    ],
) -> None:
    """Print a script that lets the Tab key complete commands and names. It changes no file of yours."""
    if shell not in SHELLS:
        raise UsageError(f"there is no completion for {shell[:40]!r}", [f"there is one for {', '.join(SHELLS)}"])
    from typer._completion_shared import get_completion_script

    write_stdout(get_completion_script(prog_name="mlsys", complete_var="_MLSYS_COMPLETE", shell=shell) + "\n")
