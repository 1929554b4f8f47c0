"""What an author begins: a book, a chapter or one more thing in it, written into files that keep every other line."""
