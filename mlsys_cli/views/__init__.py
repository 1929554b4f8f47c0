"""Answers, each a class or a function: its page, and its document for machines."""
