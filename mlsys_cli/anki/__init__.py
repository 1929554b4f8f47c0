"""Files that Anki imports."""
