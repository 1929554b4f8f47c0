"""The session that a command is given: books, learner, terminal."""
