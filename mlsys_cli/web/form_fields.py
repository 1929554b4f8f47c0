"""The fields of a form or query."""

from starlette.datastructures import QueryParams


class Fields(QueryParams):
    """The fields of a query or a form; one that isn't there is empty."""

    def __getitem__(self, name: str) -> str:
        """The last value of a field."""
        return super().__getitem__(name) if name in self else ""

    def count(self, name: str) -> int:
        """The value of a field as a whole number that isn't negative; 0 for any other."""
        return whole_number(self[name])


def whole_number(text: str) -> int:
    """The number that a text of at most nine digits is; 0 for any other text."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
