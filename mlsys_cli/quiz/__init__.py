"""Cards and grading: pure, without a store or a terminal."""
