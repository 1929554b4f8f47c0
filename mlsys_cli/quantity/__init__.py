"""Quantities: numbers with units, as people write them, and formulas over them."""
