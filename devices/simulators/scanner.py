"""A hand scanner: one line a code."""

from pathlib import Path
from typing import Literal

from devices.simulators.faults import FaultPlan
from devices.simulators.pty import PtyDevice

_ENDS = {"CR": b"\r", "LF": b"\n", "CRLF": b"\r\n"}


class ScannerSimulator:
    """Sends what it is given. It needs no thread: a scanner only speaks."""

    def __init__(
        self, link: Path, *, end: Literal["CR", "LF", "CRLF"] = "CR", faults: FaultPlan | None = None
    ) -> None:
        self.pty = PtyDevice(link)
        self._end = _ENDS[end]
        self._faults = faults or FaultPlan()

    def scan(self, data: str, aim: str | None = None) -> bool:
        """True when the whole code went out undamaged to a host that has the line open."""
        frame, fault = self._faults.apply((aim or "").encode("ascii") + data.encode("utf-8") + self._end)
        return self.pty.write(frame) and fault in (None, "noise_before")

    def close(self) -> None:
        self.pty.close()
