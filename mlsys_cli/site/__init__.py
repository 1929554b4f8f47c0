"""The book as pages of the web: which there are, where they stand, and what is in them besides prose."""
