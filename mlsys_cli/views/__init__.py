"""One class an answer: its page, and its document for machines."""
