"""`mlsys WORDS`: a question to the book, which is answered by the command that fits it."""

import re
import shlex
from collections.abc import Sequence
from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument
from mlsys_cli.book.kinds import KINDS, PRECEDENCE
from mlsys_cli.cli.command_table import COMMANDS
from mlsys_cli.errors import ExitCode, NotFoundError, UsageError
from mlsys_cli.index.names import is_telling, telling_words, with_digits
from mlsys_cli.queries.comparison import compared_in, name_of
from mlsys_cli.queries.lookup import JOINERS
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import NUMBER, is_english, normalize_name, word_stem, words_of

SUMMARY = "Answer a question."

_SEARCHED = tuple(kind for kind in PRECEDENCE if KINDS[kind].is_searched)
# "section 2.3"; "section 2.3b" isn't section 2
_PLACE = re.compile(r"\b(section|chapter) (\d+(?:\.\d+)*)\b(?!\.\d)", re.IGNORECASE)
_VERSUS = re.compile(r"(?i)\b(vs|versus)\b")
_COMPLETED = ("term", "model", "machine", "calculator", "exhibit")
_ASKS_FOR_NUMBER = re.compile("how (many|much)", re.IGNORECASE)
_HITS = 3  # chosen, not measured
_MOST_HINTS = 3  # of a sum that has no result; chosen, not measured

_LOOKING_UP = ("open", "read", "define", "compare", "figure", "timeline", "search", "cite")
_WRITING = ("note", "card", "new", "edit", "check", "rename", "schema", "pack", "doctor", "help", "completion")
"""The commands that look words up themselves, and those whose words are hardly ever a question."""

_NAMING_NO_ENTRY = ("help", "list", "export", "import", "config", "path", "shelf")
"""Commands to which a term means nothing: who types one wants to know about it. Others fail for another reason."""

_LISTS = {"glossary": "term"} | {
    KINDS[kind].plural: kind for kind in ("term", "table", "figure", "model", "machine", "calculator", "exhibit")
}
"""The words that stand for a list of all entries of a kind, as in the reader."""

_COMMANDS = {
    "next( chapter| section)?|continue|resume|where (was|did|have) I( (stop(ped)?|le(ave|ft) off))?": "read",
    "(table of )?contents|chapters|sections"
    "|how many (chapters|sections|pages) (are there|does (it|the book|this book) have)"
    "|how (long|big) (is|does) (it|the book|this book)( take)?"
    "|what (comes|is) (after|before) (chapter|section) \\S+": "toc",
    "what can (I|you) do( here)?|how many (questions|terms|figures) are there": "home",
    "my notes": "notes",
    "settings": "config",
    "bookmarks|my (bookmarks|marks)": "marks",
    "how many cards are due": "due",
    "where (should|do|can) I (start|begin)"
    "|(what|which chapter) (should|do|can) I (do|read|learn)( first| next| now| today)+"
    "|what('s| is) due( today| now)?": "today",
    "(what|which|how (much|many|far))( (chapters|sections|terms|cards|questions|minutes))? (have|did|am) I"
    "( (read|learn(ed|t)?|finish(ed)?|do(ne)?|answer(ed)?|g[eo]t wrong))?( so far| yet| today)?"
    "|how am I doing|am I done|how much is left|((what|how) (is|was|are) )?my( last)?( quiz)?"
    " (progress|scores?|results?|weak spots)": "progress",
    "who (wrote|made|(is|are) the authors? of) (it|this( book)?|the book)|who (is|are) the authors?"
    "|bibliography": "cite",
}
"""The words that stand for a command, if they are no names, and questions about the learner or the whole book."""

_ASKING = "'mlsys quiz' asks questions, 'mlsys review' those that are due"
_COLOURS = "'mlsys config theme light' sets the theme of the reader, '--color never' turns colours off"
_PROGRAM = {
    "start, begin, learn": "'mlsys' opens the reader, 'mlsys read' continues, 'mlsys today' says what to do now",
    "random": "'mlsys quiz' asks random questions",
    "version": "'mlsys --version' shows the version",
    "theme, color scheme, color, dark mode, light mode": _COLOURS,
    "setting, mouse": "'mlsys config' shows the settings and changes them",
    "font size, font, text size, text bigger": "the size of letters is set in the terminal",
    "note": "'mlsys note' writes and deletes notes, 'mlsys notes' shows them, 'mlsys doctor' where they are",
    "bookmark, highlight": "'mlsys mark' bookmarks an entry, 'mlsys marks' shows all; in the reader, m marks a passage",
    "pdf, epub, print": "'mlsys export pdf FILE' writes the book; see 'mlsys help publishing'",
    "flashcard anki, anki": "'mlsys export anki FILE' writes cards for Anki",
    "exercize, flashcard, flash card, practice question, practice, quiz, test, ask me something": _ASKING,
    "search": "'mlsys search WORDS' searches the book; in the reader, / finds words on the page",
    "exit, quit, leave, back": "'mlsys' opens the reader, where q leaves and Backspace goes back",
    "keyboard shortcut, keyboard, shortcut, hot key": "'mlsys' opens the reader, where ? lists the keys",
    "without internet, internet, offline": "the book is on this computer, and is read without a network",
    "update, upgrade": "'mlsys pack update' updates the books of others",
    "audio, aloud, listen": "there is no sound; 'mlsys config reader lines' is for screen readers",
    "start over, reset, study data": "'mlsys reset' deletes your study data, 'mlsys forget' resets cards",
    "report bug, report mistake, report": "'mlsys doctor' shows what belongs in a report",
    "write book, add term, add section, add chapter": "'mlsys help content' explains how to write a book",
}
"""What the program does about subjects of its own, by their normalized words."""

_DOING = frozenset(
    words_of(
        "add book change chapter close copy create delete download everything export file hide list off on open page"
        " progress remove save saved section see show stop store stored study switch term text turn version write"
    )
)
"""The normalized words that may stand beside these: what is done, and with what."""

_OWN = re.compile(r"(?i)\b(my (notes?|progress|bookmarks?|marks?)|this (program|app|tool)|the reader)\b")
"""What no book has."""

_AS_COMMAND = re.compile(
    rf"{_OWN.pattern}|\b(I|my|me)\b|^(how to|is there|do you have|does (this|it))\b"
    r"|^(start|begin|learn|random|version|flash ?cards?|exit|quit|back)\W*$"
)
"""How a question is asked that is about the program, and not about something of the same name in the book."""


def ask_command(
    session: Session,
    words: Annotated[list[str], entry_argument("WORDS...", "A name, or a question.", *_COMPLETED)],
) -> None:
    """Answer a question: show the entry that it names, two terms side by side, or else the best three hits.

    An entry is shown only if all words that say something are its name, or what people ask to find it. Hits say which
    words they lack.

    The name of a command, or of a misspelt one, doesn't begin a question; 'mlsys search' looks up such words as well.

    Examples:
        mlsys perceptron  # what has this name
        mlsys what is a perceptron  # the same
        mlsys gpu vs tpu  # two terms side by side
        mlsys why do rules break on new input  # the best three hits
    """
    question = " ".join(words)
    if not question.strip():
        raise UsageError("a question can't be empty")
    if _answer_command(session, question):
        return
    names = session.books.library.names
    for name in dict.fromkeys((question, re.sub(r"(?i)^\s*look ?up\s", "", question))):
        for kind in _SEARCHED:
            if names.exact(name, kind):
                _run(session, KINDS[kind].command, [name])
                return
    asked = with_digits(question.strip())
    if place := _PLACE.search(asked):
        if names.exact(place[2], place[1].lower()):
            if place[0] != question.strip():
                session.notify(f"showing {place[0]!r} for {question[:80]!r}")
            _run(session, "read", [place[2]])
            return
        if place[0] == asked:
            raise NotFoundError(
                f"there is no {place[1].lower()} {place[2]!r}", ["'mlsys toc --all' lists the sections"]
            )
    if _calculate(session, question):
        return
    if not _AS_COMMAND.search(question):
        _require_no_command(session, words)
    if not _show_named(session, question):
        _show_found(session, question)


def _about_program(question: str) -> str:
    """The answer to a question about the program; empty if it is about anything else."""
    said = f" {' '.join(telling_words(question))} "
    for subjects, about in _PROGRAM.items():
        for subject in subjects.split(", "):
            if f" {subject} " in said and _DOING.issuperset(said.replace(f" {subject} ", " ").split()):
                return about
    return "'mlsys --help' lists the commands" if _OWN.search(question) else ""


def _answer_command(session: Session, question: str) -> bool:
    """Answer a word that is no command, but is typed like one; false if it is none."""
    word = question.strip(" ?").lower()
    library = session.books.library
    if (kind := _LISTS.get(word)) and library.entries.count(kind):
        if session.opens_reader and session.uses_screen:
            _run(session, "open", ["glossary" if kind == "term" else word])
        else:
            _run(session, "list", f"{kind}s")
        return True
    command = next((name for said, name in _COMMANDS.items() if re.fullmatch(f"(?i){said}", word.rstrip(" ?"))), "")
    if not command or library.names.exact(word, *_SEARCHED):
        return False
    session.import_command(command)(session)
    return True


def _calculate(session: Session, question: str) -> bool:
    """Answer a question by a calculator that understands all of its words; false if there is none.

    If it understands them but has no result, or is given too little, a message says so before anything else is shown.
    A sum needs numbers, and most names of models and machines have digits, too; other questions cost no time.
    """
    if session.options.exact or not re.search(NUMBER, question):
        return False
    from mlsys_cli.commands.estimate import show_estimate
    from mlsys_cli.queries.calculators import is_answered, sums_in

    refusal: list[str] = []
    for asked in sums_in(session, question):
        request = [asked.calculator.id, *asked.words]
        command = shlex.join(["mlsys", "estimate", *request])
        if not asked.is_enough:
            if not refusal and _ASKS_FOR_NUMBER.match(question) and is_answered(session, asked):
                refusal = [f"{command!r} answers this with usual values for all else"]
            continue
        try:
            show_estimate(session, request, f"showing {command!r}")
        except UsageError as error:  # it may lack what nobody can guess
            if asked.has_givens and not refusal:
                refusal = [f"{command!r} has no result: {error.message}", *error.hints[:_MOST_HINTS]]
        else:
            return True
    if refusal:
        session.notify(*refusal)
    return False


def _show_named(session: Session, question: str, misspelt: str = "") -> bool:
    """Show what all words of a question name: one term, several that are joined, or the two sides of a comparison.

    Returns false if they name nothing, or only some of them do. A message tells what is shown for a misspelt question.
    """
    library = session.books.library
    inside = library.names.inside(question)
    named = compared_in(library, question)
    said = " ".join(word for word in question.split() if is_telling(normalize_name(word))) or question
    if named:
        command, words = "compare", named
    elif (inside.is_one() and not _VERSUS.search(question)) or inside.are_joined(*JOINERS):
        named = list(map(name_of, inside.matches))
        command, words = "define", [", ".join(named)]
    elif not misspelt and said in question and session.books.guess(said, "term"):  # not "cost of training"
        command, words = "define", [said]
    else:
        return False
    if misspelt:
        terms = [library.names.exact(name, "term") for name in named]
        names = [term.refs[0].plain_name if term else name for name, term in zip(named, terms, strict=True)]
        session.notify(f"showing {' and '.join(map(repr, names))} for {misspelt[:80]!r}")
    _run(session, command, words)
    return True


def _show_found(session: Session, question: str) -> None:
    """Show the only term that people find with just these words, or else the best hits.

    A misspelt question is answered as if it had been written well, and a message says so.
    """
    result = session.books.library.search(question, (), None, _HITS)
    if not session.options.exact:
        if result.searched != question and _show_named(session, result.searched, misspelt=question):
            return
        if _VERSUS.search(question):
            session.notify(f"the book has no such comparison: {question[:80]!r}")
        elif asked := session.books.asked(question, result.hits):
            session.books.announce(asked)
            _run(session, "define", [asked.refs[0].address])
            return
    if about_program := _about_program(question):
        message = f"for the program itself: {about_program}"
        if _AS_COMMAND.search(question):
            raise UsageError(message, [f"to look it up in the book, use 'mlsys search {question[:60]}'"])
        session.notify(message)
    if meant := _command_meant(session, question):
        session.notify(f"searching for {question[:80]!r}", f"did you mean {meant!r}?")
    try:
        _run(session, "search", [question], limit=_HITS)
    except NotFoundError as error:
        error.hints = (*error.hints, "'mlsys --help' lists the commands")
        raise


def _run(session: Session, name: str, words: list[str] | str, **options: object) -> None:
    session.import_command(name)(session, words, **options)


def _require_no_command(session: Session, words: Sequence[str]) -> None:
    """Raise UsageError if the first word is a misspelt command rather than the beginning of a question.

    A single word is, if it is like one; an English word only if it begins one or is a form of it: who types `lost`
    hardly means `list`. Of several words the first is, if it isn't a word of the books or of English.
    """
    if len(words) > 1 and session.books.library.has_word(words[0].lower()):
        return
    word = words[0].lower()
    if near := [name for name in _near_commands(word) if not is_english(word) or name.startswith(word_stem(word))]:
        question = " ".join(words)[:60]
        hints = [f"did you mean 'mlsys {near[0]}'?", f"to look it up in the book, use 'mlsys search {question}'"]
        raise UsageError(f"there is no command {words[0][:60]!r}", hints)


def _near_commands(word: str) -> list[str]:
    """The commands that a word begins or misspells, the nearest first; shorter words are near too many."""
    if len(word) < 3:
        return []
    from mlsys_cli.text.spelling import edit_distance

    slips = 1 if len(word) < 7 else 2  # of a short word, two slips leave too little; chosen, not measured
    near = [name for name in COMMANDS if name.startswith(word) or edit_distance(word, name) <= slips]
    return sorted(near, key=lambda name: edit_distance(word, name))


def _command_meant(session: Session, question: str) -> str:
    """The command line that a question may be, but for a slip in its first word; empty if there is none.

    Such a word is one of the books or of English, `reed intro`, but what follows is the name of an entry, and no more.
    """
    first, _, name = question.strip().partition(" ")
    exact = session.books.library.names.exact
    if name and exact(name, *KINDS):  # which takes less than to compare the first word with all commands
        for command in _near_commands(first.lower()):
            if exact(name, *(kind.name for kind in KINDS.values() if kind.command == command)):
                return f"mlsys {command} {name[:60]}"
    return ""


def look_up_hint(session: Session, argv: Sequence[str], code: ExitCode) -> list[str]:
    """A hint for words that a command can't take: they may be a question that happens to begin with its name.

    They are one if they are a name that means nothing to the command, `help gpu`, or if all of it is a name: `check
    point`. Else only common words are taken for one: `import tax`. Ids and files are what a command takes, and with
    these its own message helps more.
    """
    from mlsys_cli.index.vocabulary import is_common

    command, *words = [word for word in argv if not word.startswith("-")] or [""]
    if not words or command not in COMMANDS or command in _LOOKING_UP:
        return []
    typed = " ".join(argv)
    if _AS_COMMAND.search(typed) and (about_program := _about_program(typed)):  # "test me", "export my notes"
        return [about_program]
    for line in ([command, *words], words if command in _NAMING_NO_ENTRY else ()):
        if (named := session.books.library.names.inside(" ".join(line))).is_one():
            return [f"to look it up in the book, use 'mlsys define {named.matches[0].match.query}'"]
    if code is ExitCode.UNREADABLE or command in _WRITING or not all(map(is_common, words)):
        return []
    return [f"to look it up in the book, use 'mlsys search {' '.join([command, *words])[:60]}'"]
