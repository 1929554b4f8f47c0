"""A book's YAML files, read into entries with their places."""
