"""The commands by name, in the order in which help lists them."""

COMPLETING = "_MLSYS_COMPLETE"
"""The environment variable that a shell sets to request completions."""

COMMANDS = {
    "toc": "Show the table of contents with reading times.",
    "open": "Open the reader, full-screen.",
    "serve": "Show the book as web pages in a browser on this computer.",
    "read": "Read a chapter or section.",
    "define": "Look up terms in the glossary.",
    "timeline": "Show eras and events on a timeline.",
    "compare": "Show a comparison table, or some of its columns.",
    "figure": "Show a figure.",
    "run": "Run a small version of a system that the book is about.",
    "labs": "List exhibits and calculators by chapter.",
    "estimate": "Estimate memory, time, energy or money, with the working shown.",
    "search": "Search the book and your notes.",
    "cite": "Show a source and the entries that cite it.",
    "list": "List ids and names, one per line, for scripts.",
    "quiz": "Answer questions on what you have read.",
    "review": "Review cards that are due, and learn new ones.",
    "card": "Write a card of your own, or list your cards.",
    "note": "Write a note on a term, section or other entry.",
    "notes": "Show your notes.",
    "mark": "Bookmark an entry.",
    "marks": "Show your bookmarks.",
    "progress": "Show your progress.",
    "today": "Show what to do now.",
    "path": "List the paths through the book, or choose one.",
    "due": "Print the number of cards due today, for a status line.",
    "forget": "Reset cards to new.",
    "suspend": "Suspend the cards of an entry.",
    "reset": "Delete all your study data.",
    "export": "Export your study data, cards for Anki, or the book: web pages, EPUB, PDF.",
    "import": "Import material into a book, or study data from another computer.",
    "sync": "Keep your study data the same on several computers.",
    "test": "Make, print, export and grade a test on paper.",
    "class": "Show what a class knows and where it is stuck.",
    "config": "Show or change study settings.",
    "new": "Create a book, a chapter or an entry.",
    "edit": "Open an entry in your editor.",
    "check": "Check a book for mistakes.",
    "rename": "Change the id of an entry everywhere in a book.",
    "schema": "Print the JSON Schema of book files, for editors.",
    "shelf": "List your books, or choose the one that you read.",
    "pack": "Add and manage books by other authors.",
    "mcp": "Let an assistant look things up in the book.",
    "doctor": "Show versions, paths and terminal settings, for a bug report.",
    "help": "Show help for a command, or a guide.",
    "completion": "Print a completion script for your shell.",
}
"""Each command with its summary, without apostrophes, which get lost in completions by zsh."""

PAGES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("toc", "define", "timeline", "compare", "figure", "labs", "estimate", "search", "cite", "list"), ()
    ),
    **dict.fromkeys(("review", "card", "note", "notes", "mark", "marks", "progress", "today", "path"), ()),
    **dict.fromkeys(("forget", "suspend", "help"), ()),
    "read": ("--watch",),
    "run": ("--cast", "--check"),
    "quiz": ("--answer", "--record"),
    "config": ("--optimise",),
}
"""The commands that can be typed in the reader, each with the options for which it can't.

The others, and these options, read or write files of the learner, open a program, don't end, take long, or describe the
terminal; `due` is for a status line.
"""
