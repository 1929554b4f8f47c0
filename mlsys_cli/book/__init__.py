"""The book: its entries, its kinds, and reading, checking and writing its files."""
