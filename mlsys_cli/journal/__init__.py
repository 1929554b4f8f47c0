"""The learner's append-only log of events, and what follows from it."""
