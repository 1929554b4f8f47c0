"""Calculators: sums of a book that learners ask for, turn round and try out; no terminal and no YAML."""
