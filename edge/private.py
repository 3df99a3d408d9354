"""Files that only the agent's own user may read: hashes of PINs are in them, and what the house ships."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_FILE: Final = 0o600
_FOLDER: Final = 0o700


def private_folder(path: Path) -> None:
    """Makes it where it is missing. One that is there is its owner's: it is left as it is."""
    path.mkdir(mode=_FOLDER, parents=True, exist_ok=True)


def open_private(path: Path, flags: int) -> int:
    """As `os.open`, for the user alone, also where the file was there and open to others."""
    file = os.open(path, flags | os.O_CLOEXEC, _FILE)
    try:
        os.fchmod(file, _FILE)
    except BaseException:
        os.close(file)
        raise
    return file


def close_to_others(path: Path) -> None:
    """A file of an older version of this program; nothing where there is none."""
    if path.exists():
        path.chmod(_FILE)
