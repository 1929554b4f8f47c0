"""The material of books in the formats of other programs."""
