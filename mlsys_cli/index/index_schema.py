"""Constants of the index's tables, which are in tables.sql, for those who fill and ask them.

A change to the tables, or to what is stored in them, needs a new `FORMAT`.
"""

FORMAT = 48
"""The version of the tables and of the packed texts in them."""

UNIT_BITS = 20
"""An entry's id is its unit's number shifted by this many bits, plus a count: a unit's entries are one range of ids.

So a chapter may have a million entries, which was chosen, not measured.
"""

WORDS = "create virtual table words using fts5 (title, text, asked, tokenize = 'porter unicode61 remove_diacritics 2')"
"""The table of full text: other endings of a word are found as well, and accents don't matter.

`asked` is what learners search for when they don't know the name, one phrase a line. It is never shown.
"""

UNSEARCHED = ("column", "era", "book", "question")
"""The kinds of entries whose words aren't searched. Those of questions would give answers away."""
