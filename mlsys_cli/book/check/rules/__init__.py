"""The rules of the checker, one function each."""
