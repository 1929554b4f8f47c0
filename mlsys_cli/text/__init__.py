"""Utilities for plain text: normalized names, spelling, harmless characters, atomic files."""
