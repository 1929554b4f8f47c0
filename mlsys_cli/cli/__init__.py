"""The command line: program, options of every command, help pages."""
