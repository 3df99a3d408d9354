"""A second agent with the identity of the first, on a copy of its folder. Devices and people are its own."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tallydock.drill import outbox_reader
from tallydock.drill.people import Person

_LOOK_EVERY_S: Final = 0.5
_QUIET_S: Final = 2.0
"""What was scanned last is in the outbox by then, or will be there when the next look is taken."""
_SCANS: Final = 3
_PATIENCE_S: Final = 75.0
"""Each of two that have one name stays away from the broker for up to 75 s."""


@dataclass(slots=True)
class Copy:
    """``var`` is the TALLYDOCK_VAR_DIR that it lives on. Who retires ends once it has told everything."""

    agent: str
    label: str
    var: Path
    people: list[Person] = field(default_factory=list)
    gone: bool = False
    unplugged: bool = False
    _retires_at: float | None = None
    _look_at: float = 0.0
    _empty_since: float | None = None
    _idle: bool = False

    @property
    def devices(self) -> Path:
        return self.var / "dev"

    @property
    def outbox(self) -> Path:
        return self.var / "agents" / self.agent / "outbox.db"

    def settings(self) -> dict[str, str]:
        return {"TALLYDOCK_VAR_DIR": str(self.var), "TALLYDOCK_DEVICE_DIR": str(self.devices)}

    def stop_people(self) -> None:
        for person in self.people:
            person.stop()
        self._idle = True

    def retire(self) -> None:
        """Once its people have scanned something, all of it is told, and the alarm was heard."""
        self._retires_at = self._retires_at or time.monotonic()

    def may_go(self, alarmed: bool) -> bool:
        """Looked at now and then; in the end it may go whatever has become of it."""
        now = time.monotonic()
        if self._retires_at is None or self.gone or now < self._look_at:
            return False
        self._look_at = now + _LOOK_EVERY_S
        late = now - self._retires_at > _PATIENCE_S
        if not self._idle:
            if late or all(person.scans >= _SCANS for person in self.people):
                self.stop_people()
            return False
        # not all events: each time that the two meet again, it has another fault to tell
        if not outbox_reader.has_told_all(self.outbox):
            self._empty_since = None
            return False
        self._empty_since = self._empty_since or now
        return now - self._empty_since > _QUIET_S and (alarmed or late)
