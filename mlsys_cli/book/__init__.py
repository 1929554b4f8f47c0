"""A folder of YAML made into a book, and everything that can be wrong with it."""
