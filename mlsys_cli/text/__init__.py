"""Plain text, whatever it is about: normalized names, spelling, harmless characters, atomic files."""
