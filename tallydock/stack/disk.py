"""Says when the disk that everything is written to runs full, before the database does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tallydock.i18n import _
from tallydock.stack.layout import LEAST_FREE_BYTES

LOOK_EVERY_S = 5.0
# free bytes at which it is over; more than at which it begins, or a disk at the limit would be told for ever
ENOUGH_AGAIN_BYTES = LEAST_FREE_BYTES * 11 // 10


class DiskWatch:
    """`free_bytes` raises OSError where the folder cannot be looked at."""

    def __init__(
        self, folder: Path, free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
    ) -> None:
        self._folder = folder
        self._free_bytes = free_bytes
        self._due_s = 0.0
        self.warning: str | None = None

    def look(self, now_s: float) -> str | None:
        """What is to be told now: that it begins or is over, once each. `warning` lasts meanwhile."""
        if now_s < self._due_s:
            return None
        self._due_s = now_s + LOOK_EVERY_S
        try:
            free = self._free_bytes(self._folder)
        except OSError as error:
            return self._begins(
                _("the data folder {folder} cannot be used: {said}").format(
                    folder=self._folder, said=error.strerror or error
                )
            )
        if self.warning is None and free < LEAST_FREE_BYTES:
            return self._begins(
                _(
                    "the disk is nearly full: {free} MB free on {folder}, {needed} MB needed. "
                    "Make room: when it is full, nothing more is kept"
                ).format(free=free // 10**6, folder=self._folder, needed=LEAST_FREE_BYTES // 10**6)
            )
        if self.warning is not None and free >= ENOUGH_AGAIN_BYTES:
            self.warning = None
            return _("the disk has room again: {free} MB free on {folder}").format(
                free=free // 10**6, folder=self._folder
            )
        return None

    def _begins(self, warning: str) -> str | None:
        told, self.warning = self.warning, warning
        return warning if told is None else None
