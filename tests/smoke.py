"""The first hour of a new user with an installed `mlsys`: read, look up, answer line by line, and export pages.

Run it with the Python of the installation, on any system: it needs no pseudo-terminal, which Windows doesn't have.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

from mlsys_cli.cli.main import main
from mlsys_cli.session.environment import Environment


class Typist(io.StringIO):
    """Types some lines at a terminal."""

    def isatty(self) -> bool:
        """A user is there."""
        return True


def printed(*argv: str) -> str:
    """What the installed command prints."""
    command = shutil.which("mlsys") or sys.exit("mlsys is not on the path")
    return subprocess.run([command, *argv], check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8").stdout


def answered(*argv: str, lines: str) -> str:
    """What a command prints to a user who types these lines."""
    sys.stdin, out = Typist(lines), io.StringIO()
    with redirect_stdout(out):
        code = main([*argv, "--plain"], Environment(size=(80, 24)))
    assert code == 0, (argv, code, out.getvalue())
    return out.getvalue()


def smoke() -> None:
    """Do what the user does, and look at the answers."""
    assert len(printed("read", "intro").splitlines()) > 500
    assert "Backpropagation" in printed("define", "backprop")
    quiz = answered("quiz", "intro", "--kind", "true-false", "-n", "1", "--seed", "1", lines="f\n\n/q\n")
    assert "1 of 1 correct" in quiz or "0 of 1 correct" in quiz, quiz
    review = answered("review", "intro", "--unread", "-n", "1", "--seed", "1", lines="\n\n\n\n/q\n")
    assert "Graded again: due again in" in review, review
    with tempfile.TemporaryDirectory() as folder:  # templates and style sheet are in the installation
        printed("export", "site", f"{folder}/site", "good")
        pages = Path(folder, "site")
        assert '<link rel="stylesheet" href="../site.css"/>' in (pages / "good/index.html").read_text(encoding="utf-8")
        assert all((pages / name).stat().st_size for name in ("site.css", "site.js", "icon.svg", "search.js"))
    print(quiz, review, sep="\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ |= {f"XDG_{name}_HOME": str(Path(home) / name) for name in ("CACHE", "DATA", "CONFIG")}
        smoke()
