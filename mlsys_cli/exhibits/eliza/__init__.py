"""ELIZA: a program that answers by matching words, and knows nothing."""

from mlsys_cli.exhibits.eliza.eliza_exhibit import PROGRAM

__all__ = ["PROGRAM"]
