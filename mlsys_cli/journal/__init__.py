"""The learner's append-only log of events, and the projections computed from it."""
