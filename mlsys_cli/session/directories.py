"""The directories that the program uses (platformdirs)."""

import os
from pathlib import Path


def own_directory(purpose: str) -> Path:
    """The directory of this program for `cache`, `data` or `config`; one that can't be made if nobody knows a home."""
    import platformdirs

    try:
        named: Path = getattr(platformdirs, f"user_{purpose}_path")("mlsys-cli", appauthor=False)
        return named.absolute()
    except RuntimeError:
        return Path(os.devnull) / "mlsys-cli"


def packs_directory() -> Path:
    """The directory of the installed packs."""
    return own_directory("data") / "packs"
