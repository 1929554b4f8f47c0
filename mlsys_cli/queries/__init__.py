"""The use cases of commands and of the reader: what is asked of books and learner, and the views that answer."""
