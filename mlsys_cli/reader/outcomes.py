"""The outcomes of the actions of a reading session: each is something that a face has to show."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mlsys_cli.reader.location import Destination, Finder, Location, ReaderPage, Visit

if TYPE_CHECKING:  # imported when questions are asked, or an exhibit is run
    from mlsys_cli.exhibits.exhibit_run import ExhibitRun
    from mlsys_cli.practice.quiz_course import QuizCourse
    from mlsys_cli.practice.review_course import ReviewCourse


class Shows(NamedTuple):
    """A page, to be shown as it was when it was visited, or from a paragraph on.

    One that `is_same` is the page that is open, after a change: what was on the screen stays there.
    """

    page: ReaderPage
    visit: Visit
    paragraph: int = 0
    is_same: bool = False
    message: str = ""


class Peeks(NamedTuple):
    """A page in short, to be shown over the one that is open, and the place of the whole page."""

    page: ReaderPage
    location: Location


class Offers(NamedTuple):
    """Places to choose from, first of all `here`, and a function to `find` those that some words mean.

    Some of those with others inside are unfolded. Line by line, the `way` says what to type for other places.
    """

    title: str
    rows: Sequence[Destination] = ()
    find: Finder = lambda _: ()
    way: str = ""
    here: Location | None = None
    unfolded: Collection[Location] = ()


class Writes(NamedTuple):
    """A note to be typed: the words that it is on, as much of it as there is already, and the lines of these words."""

    quote: str
    begun: str
    lines: range


class Asks(NamedTuple):
    """Questions to be asked, or a result that there are none."""

    course: "QuizCourse | ReviewCourse"


class Plays(NamedTuple):
    """An exhibit to be gone through."""

    run: "ExhibitRun"


class Says(NamedTuple):
    """A message, perhaps about a line that was typed, which can be changed."""

    message: str
    is_error: bool = False
    line: str = ""


class Leaves(NamedTuple):
    """The end of reading."""


Outcome: TypeAlias = Shows | Peeks | Offers | Writes | Asks | Plays | Says | Leaves
