"""The program in a window of the browser. `mlsys serve` starts a process of it for each window."""

import os
import sys

from mlsys_cli.cli.main import main
from mlsys_cli.session.environment import Environment


def run() -> int:
    """Run the command line of this process, whose terminal is the window, and return its exit code."""
    size = int(os.environ["COLUMNS"]), int(os.environ["ROWS"])  # the names that Textual's driver for the web reads
    return main(sys.argv[1:], Environment(size=size, in_browser=True))


if __name__ == "__main__":
    sys.exit(run())
