"""`mlsys completion`: completion scripts for shells."""

from typing import Annotated

from mlsys_cli.arguments.completers import word_argument
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import write_stdout

SHELLS = ("bash", "zsh", "fish")

EXAMPLES = (
    ('eval "$(mlsys completion bash)"', "in ~/.bashrc"),
    ('eval "$(mlsys completion zsh)"', "in ~/.zshrc, after compinit"),
    ("mlsys completion fish > ~/.config/fish/completions/mlsys.fish", "once"),
)


def completion_command(
    session: Session,
    shell: Annotated[str, word_argument("SHELL", SHELLS)],
) -> None:
    """Print a script by which your shell completes commands and names with the Tab key. No file is changed."""
    if shell not in SHELLS:
        raise UsageError(f"there is no completion for {shell[:40]!r}", [f"the shells are {', '.join(SHELLS)}"])
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    write_stdout(get_completion_script(prog_name="mlsys", complete_var="_MLSYS_COMPLETE", shell=shell) + "\n")
