"""Small, faithful versions of the systems of the book, which a reader can run."""
