"""The full-screen reader: the book as a place to walk about in."""
