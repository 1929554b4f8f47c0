"""MYCIN: what grows in the blood, by rules with certainties."""

from mlsys_cli.exhibits.mycin.mycin_exhibit import PROGRAM

__all__ = ["PROGRAM"]
