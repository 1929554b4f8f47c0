"""Cards as Anki takes them."""
