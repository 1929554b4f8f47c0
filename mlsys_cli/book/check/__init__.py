"""The rules of a sound book, and the place of what breaks them."""
