"""The figures of a book, drawn with characters at any width."""
