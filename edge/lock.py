"""One agent on a state directory at a time: a second would send the same batches with other contents."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from edge.private import open_private, private_folder


class StateLockedError(RuntimeError):
    """Another agent holds this state directory."""


class StateLock:
    """Held from making to `release`, or until the process ends however it ends."""

    def __init__(self, folder: Path) -> None:
        private_folder(folder)
        self._path = folder / "agent.lock"
        self._file = open_private(self._path, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 20).decode(errors="replace").strip() or "unknown"
            os.close(self._file)
            raise StateLockedError(
                f"another agent (process {holder}) works on {folder}: stop it, or give this one a state"
                " directory of its own"
            ) from None
        os.ftruncate(self._file, 0)
        # the number only helps the message above; a full disk is no reason not to deliver what waits
        with suppress(OSError):
            os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """The next one may have it. May be called again."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
