"""One file a command: what it takes, one question, one answer shown."""
