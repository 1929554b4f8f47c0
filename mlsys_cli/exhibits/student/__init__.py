"""STUDENT: a word problem becomes simple sentences, these become equations, and these an answer."""
