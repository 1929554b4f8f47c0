"""Synonyms for the words of a book, as authors write them."""

import re
from dataclasses import dataclass
from typing import Annotated

from mlsys_cli.text.english import without_accents


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """Words that a search takes for words of the book."""

    say: Annotated[tuple[str, ...], "What learners type: words in any form, or phrases of up to four words."]
    book: Annotated[tuple[str, ...], "The words or phrases of the book that are searched as well."]

    @property
    def id(self) -> str:
        """The words of both sides as an id, by which problems tell lines apart."""
        text = " ".join(map(without_accents, (*self.say, *self.book)))
        return "-".join(re.findall("[a-z0-9]+", text)) or "synonyms"
