"""A page and a format made into what stands on stdout; nothing else in the program writes there."""
