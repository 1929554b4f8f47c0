"""Other people's books: fetched, checked and kept. Nothing in them is trusted."""
