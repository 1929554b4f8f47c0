"""What the learner has chosen."""

from pathlib import Path
from typing import NamedTuple

from mlsys_cli.journal.days import DAY_STARTS

DEFAULT_RETENTION = 0.9
"""The share of answers that should be right, where the learner has not said another."""


class Settings(NamedTuple):
    """The share of answers that should be right, new cards a day, and the minute at which a day starts.

    `remember_reading` is `on` or `off`.
    """

    desired_retention: float = DEFAULT_RETENTION
    new_per_day: int = 10
    day_starts: int = DAY_STARTS
    remember_reading: str = "on"


def read_settings(path: Path) -> Settings:
    """The settings of a file; most learners have none, and don't wait for what could read it."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError:
        pass  # reading it tells why
    from mlsys_cli.journal.config import parse_settings

    return parse_settings(path)
