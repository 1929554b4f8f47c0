"""Help for authors: new files and entries, the schema, the guide."""
