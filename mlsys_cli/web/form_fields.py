"""The fields of a form or query, and the reply to it, without HTTP's other parts."""

from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from mlsys_cli.errors import UsageError

_MOST_FIELDS = 200
"""The fields of the longest form: a question has as many as it has gaps, an exhibit as it has settings."""


class Fields:
    """The fields of a query or a form; one that isn't there is empty."""

    def __init__(self, encoded: str) -> None:
        """Read them. Raises UsageError if there are too many."""
        self._values = defaultdict[str, list[str]](list)
        try:
            pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError as error:
            raise UsageError("the form has too many fields") from error
        for name, value in pairs:
            self._values[name].append(value)

    @property
    def encoded(self) -> str:
        """The fields as a query, whatever was sent: without line ends and signs that a header can't have."""
        return urlencode(self._values, doseq=True)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Each field with its last value."""
        return ((name, values[-1]) for name, values in self._values.items())

    def __getitem__(self, name: str) -> str:
        """The last value of a field."""
        return self._values[name][-1] if name in self._values else ""

    def every(self, name: str) -> list[str]:
        """All values of a field."""
        return self._values.get(name, [])

    def count(self, name: str) -> int:
        """The value of a field as a whole number that isn't negative; 0 for any other."""
        return whole_number(self[name])


def whole_number(text: str) -> int:
    """The number that a text of at most nine digits is; 0 for any other text."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


class Reply(NamedTuple):
    """The answer to a request: a status, a body with its type, and where to go on after a form."""

    body: str | bytes = ""
    status: int = HTTPStatus.OK
    type: str = "text/html; charset=utf-8"
    location: str = ""


def go_to(location: str) -> Reply:
    """The answer to a form that leads to a page."""
    return Reply(status=HTTPStatus.SEE_OTHER, location=location)
