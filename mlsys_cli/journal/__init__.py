"""What the learner has: a log of events that only grows, and the memory that is worked out from it."""
