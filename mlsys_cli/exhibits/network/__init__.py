"""A convolutional network that reads digits, learns to, and is counted beside those of history."""

from mlsys_cli.exhibits.network.network_exhibit import PROGRAM

__all__ = ["PROGRAM"]
