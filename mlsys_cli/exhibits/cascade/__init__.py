"""A cascade of classifiers that looks for faces in a drawn scene, and says no early."""

from mlsys_cli.exhibits.cascade.cascade_exhibit import PROGRAM

__all__ = ["PROGRAM"]
