"""Declarations of the arguments and options of commands, with completion and validation.

A declaration is only a promise: `for_typer` makes Typer's parameters of them where a command line has to be parsed.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial, wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, get_args

from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.spelling import did_you_mean, either

if TYPE_CHECKING:  # only a shell asks for books here
    from mlsys_cli.index.entry_records import BookRecord

_MOST = 200
"""The largest number of completions."""

_MANY = 14
"""The number of words at which an error with a suggestion no longer lists all of them."""


def argument(**settings: Any) -> Any:
    """An argument with the settings of Typer's."""
    return partial(_declare, "Argument", **settings)


def option(*names: str, **settings: Any) -> Any:
    """An option with the settings of Typer's."""
    return partial(_declare, "Option", *names, **settings)


def _declare(kind: str, *names: str, **settings: Any) -> Any:
    import typer

    if offer := settings.get("autocompletion"):
        settings["autocompletion"] = for_shells(offer)
    return getattr(typer, kind)(*names, **settings)


def for_shells(offer: Callable[..., Any]) -> Callable[..., Any]:
    """A completer whose explanations have no straight apostrophes, which Typer's script for zsh loses."""

    @wraps(offer)  # Typer looks at its parameters
    def offered(**arguments: Any) -> list[Any]:
        words = offer(**arguments)
        return [word if isinstance(word, str) else (word[0], word[1].replace("'", "’")) for word in words]

    return offered


def for_typer(function: Callable[..., None]) -> Callable[..., None]:
    """The function of a command, with Typer's parameters in its annotations instead of their declarations."""
    for name, hint in function.__annotations__.items():
        match get_args(hint):
            case kind, partial() as declaration:
                function.__annotations__[name] = Annotated[kind, declaration()]
    return function


def entry_argument(metavar: str, description: str, *kinds: str, also: Mapping[str, str] = MappingProxyType({})) -> Any:
    """An argument for the name of an entry of some kinds, or `also` one of some words, each with its explanation."""
    return argument(metavar=metavar, help=description, autocompletion=_complete(*kinds, also=also))


def entry_option(name: str, description: str, kind: str) -> Any:
    """An option for the name of an entry of a kind."""
    return option(name, metavar=kind.upper(), help=description, autocompletion=_complete(kind))


def word_argument(metavar: str, noun: str, words: Collection[str]) -> Any:
    """An argument that must be one of some words; `noun` is what to call them. In `[KEY]`, it may be left out."""
    is_optional = metavar.startswith("[")
    return argument(
        metavar=metavar,
        help=f"{either(words)}.",
        autocompletion=lambda: list(words),
        callback=lambda word: word if is_optional and not word else one_of(noun, word, words),
    )


def word_option(name: str, noun: str, words: Collection[str], description: str = "") -> Any:
    """An option that takes some words, either repeated or separated by commas."""

    def checked(values: list[str] | None) -> list[str]:
        names = (part for value in values or () for part in value.split(",") if part.strip())
        return list(dict.fromkeys(one_of(noun, part, words) for part in names))

    return option(
        name,
        metavar=noun.upper(),
        help=description or f"Only {either(words)}.",
        autocompletion=lambda: list(words),
        callback=checked,
    )


def one_of(noun: str, name: str, words: Collection[str]) -> str:
    """The word that a name means, in the singular or plural. Raises UsageError with the nearest one."""
    wanted = name.strip().lower().replace("_", "-")
    for word in (wanted, f"{wanted}s", wanted.removesuffix("s")):
        if word in words:
            return word
    hints = [nearest] if (nearest := did_you_mean(wanted, words)) else []
    if not hints or len(words) < _MANY:
        hints.append(f"the {noun}s are {', '.join(words)}")
    raise UsageError(f"there is no {noun} {name[:60]!r}", hints)


def require_place(
    command: str, word: str, options: Mapping[str, object], takers: Mapping[str, Collection[str]]
) -> None:
    """Raise UsageError for an option that was given, but isn't one of those that a command takes with this word."""
    for name in (name for name, value in options.items() if value and name not in takers[word]):
        words = either(f"'mlsys {command} {taker}'" for taker, names in takers.items() if name in names)
        raise UsageError(f"{name} is for {words}")


def completing_session(ctx: Any) -> Session:
    """The session of a line that a shell completes, which has no place for messages."""
    session: Session = ctx.find_root().obj
    session.options.quiet = True
    return session


def _complete(*kinds: str, also: Mapping[str, str] = MappingProxyType({})) -> Any:
    """A completer that offers the ids of entries of some kinds, each with its name, and `also` some words."""

    def offer(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
        try:
            entries = completing_session(ctx).books.library.entries
        except MlsysError:
            return []
        words = [*also.items(), *((ref.slug, ref.name) for ref in entries.begun(incomplete, kinds, _MOST))]
        # Typer leaves out what doesn't begin with what was typed. The id of a column begins with that of its table.
        if "column" in kinds:
            words += [(ref.slug.rpartition("/")[2], ref.name) for ref in entries.refs("column")]
        return list(dict(words).items())

    return offer


def complete_paths(ctx: Any) -> list[tuple[str, str]]:
    """Offer the ids of the paths through the open books, each with its title."""
    return [(path.slug, path.title) for book in _books(ctx) for path in book.paths]


def complete_parts(ctx: Any) -> list[tuple[str, str]]:
    """Offer the numbers of the parts of the open books, each with its title."""
    titles = (title for book in _books(ctx) for title, _, _ in book.parts)
    return [(str(number), title) for number, title in enumerate(titles, start=1)]


def _books(ctx: Any) -> "Sequence[BookRecord]":
    try:
        return completing_session(ctx).books.library.books()
    except MlsysError:
        return ()


def complete_packs(ctx: Any) -> list[tuple[str, str]]:
    """Offer the names that --pack takes."""
    from mlsys_cli.packs.installed import BUNDLED

    return [(BUNDLED, "the book that comes with the program"), *_packs(ctx.find_root().obj)]


def complete_pack_names(ctx: Any) -> list[tuple[str, str]]:
    """Offer the names of installed packs."""
    return _packs(ctx.find_root().obj) if ctx.params.get("action") in ("info", "update", "remove") else []


def _packs(session: Session) -> list[tuple[str, str]]:
    from mlsys_cli.book.kinds import PACK_FILE
    from mlsys_cli.packs.installed import read_manifest, scan_packs
    from mlsys_cli.session.environment import packs_directory

    directory = packs_directory()
    names = scan_packs(directory).names
    session.environment.evidence.depends_on(directory, *(directory / name / PACK_FILE for name in names))
    return [(name, harmless(read_manifest(directory / name).title)) for name in names]


_LARGEST_SEED = 2**53
"""The largest number that JSON holds exactly."""


def seed_option(about: str) -> Any:
    """The declaration of `--seed`, whose help says what the same seed gives."""
    return option("--seed", metavar="N", min=-_LARGEST_SEED, max=_LARGEST_SEED, help=about)


Places: TypeAlias = Annotated[
    list[str] | None, entry_argument("[CHAPTER|SECTION]...", "Chapters or sections.", "chapter", "section")
]
Seed: TypeAlias = Annotated[int | None, seed_option("The same seed gives the same questions in the same order.")]
WithAnswers: TypeAlias = Annotated[bool, option("--answers", help="Print the questions with their answers.")]
