"""The compiled book: a SQLite file that is made from the text, asked by every command, and never missed if it goes."""
