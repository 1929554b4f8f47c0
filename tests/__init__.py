"""The tests. Pytest keeps them compiled even if Python is told to write no bytecode: compiling takes seconds."""

import sys

sys.dont_write_bytecode = False
