"""Other people's books: fetched, checked and kept under the data directory. Nothing that they hold is trusted."""
