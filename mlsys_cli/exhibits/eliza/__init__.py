"""ELIZA: a program that answers by matching words, and knows nothing."""
