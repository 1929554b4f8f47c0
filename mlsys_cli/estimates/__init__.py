"""Estimates: formulas for memory, time, energy and money, each with its numbers; no terminal and no book."""
