"""The compiled book: a SQLite cache, made from the text, that every command asks."""
