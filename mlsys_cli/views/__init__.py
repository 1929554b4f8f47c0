"""Views: the result of each command as a page for readers and a document for scripts."""
