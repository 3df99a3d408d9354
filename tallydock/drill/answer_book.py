"""What an agent answered at its devices when it could not keep what they said, as a lamp or a beeper there
would show it. Imported by each agent that a drill starts, so it imports nothing that costs time.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

VARIABLE: Final = "TALLYDOCK_DRILL_ANSWERS"
STARTED: Final = "started"


class AnswerBook:
    """An `edge.worker.Indicator`: writes down at once whose scan was not kept; the agent may be killed."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(self._file, f"{STARTED}\n".encode())

    @classmethod
    def from_environment(cls) -> list[AnswerBook]:
        path = os.environ.pop(VARIABLE, "")
        return [cls(Path(path))] if path else []

    def on_feedback(self, device_id: str, ok: bool, text: str) -> None:
        if not ok and text.startswith("NOT KEPT"):
            os.write(self._file, f"{device_id}\n".encode())
