"""The figures that the program must reach, measured."""
