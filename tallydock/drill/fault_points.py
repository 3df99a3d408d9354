"""Dying at a named step of a batch's way: `edge.steps`, `gateway.steps`.

TALLYDOCK_DRILL_KILL=after-outbox-commit:3 lets the process kill itself, by SIGKILL, when it comes to that
step for the third time. It holds for one start only: a supervisor that starts the process again with the
same environment gets one that lives. Whoever means the same once more says so by another label
(after-outbox-commit:3#second).
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from tallydock.settings_error import SettingsError

VARIABLE: Final = "TALLYDOCK_DRILL_KILL"
SPENT_FILE: Final = "drill-kill.spent"
_FORM: Final = re.compile(r"(?P<step>[a-z-]+)(:(?P<times>[1-9]\d*))?(#(?P<label>\S+))?")


def sigkill() -> None:
    """As the kernel does it to a process that takes too much memory: no handler, no `finally`, no flush."""
    os.kill(os.getpid(), signal.SIGKILL)


class KillAt:
    """Called at every step, from whichever thread comes to it; dies at the `times`-th `step`."""

    def __init__(self, step: str, times: int, *, die: Callable[[], None] = sigkill) -> None:
        self.step, self.times = step, times
        self._die = die
        self._lock = threading.Lock()

    def __call__(self, step: str) -> None:
        if step != self.step:
            return
        with self._lock:
            self.times -= 1
            if self.times == 0:
                self._die()

    @classmethod
    def from_environment(cls, known: Collection[str], folder: Path) -> KillAt | None:
        """None where nothing is planned, or what is planned was so for an earlier start.

        `folder` keeps what is spent; it is taken out of the environment, so that no child inherits it. Raises
        SettingsError.
        """
        plan = os.environ.pop(VARIABLE, "").strip()
        if not plan:
            return None
        found = _FORM.fullmatch(plan)
        if found is None or found["step"] not in known:
            raise SettingsError(
                f"{VARIABLE}: {plan!r} is no plan: write one of {', '.join(known)}, and :3 behind it for the"
                " third time"
            )
        if not _spend(folder / SPENT_FILE, plan):
            return None
        return cls(found["step"], int(found["times"] or 1))


def _spend(path: Path, plan: str) -> bool:
    """Note that this plan has had its start. False: it had it before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        file.seek(0)
        if plan in file.read().splitlines():
            return False
        file.write(f"{plan}\n")
    return True
