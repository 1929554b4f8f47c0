"""Questions and their answers: pure, without an index, a store or a terminal."""
