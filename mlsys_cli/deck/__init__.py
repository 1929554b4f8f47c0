"""The cards of a library: which there are, and which of them is asked next."""
