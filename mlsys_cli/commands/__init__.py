"""One file a command: its arguments, one question, one answer shown."""
