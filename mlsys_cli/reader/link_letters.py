"""Letters on the links of the screen: typing those of a link chooses it."""

from collections.abc import Iterable, Mapping

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class LinkLetters:
    """The letters of some links, which are known by their numbers; one each, or two if the links are many."""

    def __init__(self, links: Iterable[int] = ()) -> None:
        wanted = list(links)
        is_few = len(wanted) <= len(_LETTERS)
        names = list(_LETTERS) if is_few else [first + second for first in _LETTERS for second in _LETTERS]
        self.links: Mapping[str, int] = dict(zip(names, wanted, strict=False))
        self._typed = ""

    def __bool__(self) -> bool:
        return bool(self.links)

    def type(self, character: str) -> bool:
        """Take a character; false while it may be the first of two letters."""
        self._typed += character
        return not (
            character and self.chosen is None and any(letters.startswith(self._typed) for letters in self.links)
        )

    @property
    def chosen(self) -> int | None:
        """The link whose letters were typed; None if that is none."""
        return self.links.get(self._typed)
