"""The kinds of questions: one module a kind, and a registry with one line for each."""
