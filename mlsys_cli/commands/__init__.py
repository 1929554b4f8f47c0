"""One file per command: its arguments, its query, and one view shown."""
