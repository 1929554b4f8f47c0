"""A convolutional network that reads digits, learns to, and is counted beside those of history."""
