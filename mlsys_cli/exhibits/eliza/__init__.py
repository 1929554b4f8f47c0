"""ELIZA: a program that answers by matching words, and knows nothing."""

from mlsys_cli.exhibits.eliza.eliza_exhibit import EXHIBIT

__all__ = ["EXHIBIT"]
