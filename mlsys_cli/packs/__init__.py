"""Other people's books: fetched, checked and installed. Nothing in them is trusted."""
