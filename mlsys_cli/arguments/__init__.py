"""The words of the command line: choices and completions."""
