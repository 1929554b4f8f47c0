"""The things that a command is given: books, learner, terminal."""
