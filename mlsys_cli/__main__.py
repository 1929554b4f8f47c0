"""The entry point: writes the cached output of a command line if there is any, else runs the program."""

import os
import sys
import time


def run() -> None:
    """Run the command line of this process, and exit."""
    try:  # around the imports too, for a Ctrl-C while the program starts
        from mlsys_cli.output_cache import find_output

        output = find_output(sys.argv[1:], time.time_ns())
        try:
            while output:
                output = output[os.write(1, output) :]
        except OSError:
            output = None  # the program meets the same error, and reports it
        if output is None:
            from mlsys_cli.cli.main import run as run_program

            sys.exit(run_program())
    except KeyboardInterrupt:
        sys.exit(130)  # ExitCode.INTERRUPTED, without the time to import it


if __name__ == "__main__":
    run()
