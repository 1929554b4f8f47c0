"""The only code that reads keys and writes to the terminal."""
