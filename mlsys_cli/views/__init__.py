"""One class for each answer: what it looks like as a page, and what it is as a document for machines."""
