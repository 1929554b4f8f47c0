"""`mlsys completion`: completion scripts for shells."""

from typing import Annotated

from mlsys_cli.arguments.declarations import word_argument
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import LinesView


def completion_command(
    session: Session, shell: Annotated[str, word_argument("SHELL", "supported shell", ("bash", "zsh", "fish"))]
) -> None:
    """Print a script that lets your shell complete commands and names with the Tab key. No file is changed.

    Examples:
        eval "$(mlsys completion bash)"  # in ~/.bashrc
        eval "$(mlsys completion zsh)"  # in ~/.zshrc, after compinit
        mlsys completion fish > ~/.config/fish/completions/mlsys.fish  # once
    """
    # Typer's documented way, --show-completion, asks the process above which shell it is; the function takes its name.
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    script = get_completion_script(prog_name="mlsys", complete_var="_MLSYS_COMPLETE", shell=shell)
    session.show(LinesView("completion", f"{script}\n", shell=shell, script=script))
