"""MYCIN: what grows in the blood, by rules with certainties."""

from mlsys_cli.exhibits.mycin.mycin_exhibit import EXHIBIT

__all__ = ["EXHIBIT"]
