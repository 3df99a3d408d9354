"""What is wrong with a device just now: told once when it begins, once when it ends. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from edge.moment import Moment
from gateway.wire.messages import Fault

NOISE_WINDOW_S: Final = 60.0
NOISE_BYTES: Final = 200
"""So many bytes without sense within a minute are a wrong cable, baud rate or protocol."""

QUIET_S: Final = 30.0
NOISE: Final = "line-noise"


@dataclass(slots=True)
class Troubles:
    """Of one device. `open` maps a stable code to words for people."""

    device: str
    open: dict[str, str] = field(default_factory=dict)
    _told_s: dict[str, float] = field(default_factory=dict)
    _untold: set[str] = field(default_factory=set)
    _noise: deque[tuple[float, int]] = field(default_factory=deque)

    def begins(self, code: str, detail: str, moment: Moment) -> list[Fault]:
        """A fault to tell, unless it has been told, or comes and goes by the second."""
        known = code in self.open
        self.open[code] = detail
        if known:
            return []
        if moment.mono_s - self._told_s.get(code, -QUIET_S) < QUIET_S:
            self._untold.add(code)
            return []
        self._told_s[code] = moment.mono_s
        return [fault(self.device, code, detail, moment)]

    def ends(self, code: str, moment: Moment) -> list[Fault]:
        """That it is over, if it had begun."""
        detail = self.open.pop(code, None)
        if detail is None or code in self._untold:
            self._untold.discard(code)
            return []
        return [fault(self.device, code, detail, moment, cleared=True)]

    def garbage(self, data: bytes, why: str, moment: Moment) -> list[Fault]:
        """Bytes that a codec threw away: a fault when they come thick. The driver counts them all."""
        self._noise.append((moment.mono_s, len(data)))
        lately = self._lately(moment)
        if lately < NOISE_BYTES:
            return []
        return self.begins(
            NOISE,
            f"{lately} bytes within a minute made no sense ({why}). Check cable, baud rate and protocol",
            moment,
        )

    def look(self, moment: Moment) -> list[Fault]:
        """Time has gone by: is the line quiet again?"""
        if NOISE in self.open and self._lately(moment) < NOISE_BYTES // 4:
            return self.ends(NOISE, moment)
        return []

    def summary(self) -> str:
        """For the agent's state."""
        return "; ".join(self.open.values())[:200]

    def _lately(self, moment: Moment) -> int:
        while self._noise and moment.mono_s - self._noise[0][0] > NOISE_WINDOW_S:
            self._noise.popleft()
        if len(self._noise) > 1000:  # one sum stands for many small pieces
            at_s, total = self._noise[-1][0], sum(size for _, size in self._noise)
            self._noise = deque([(at_s, total)])
        return sum(size for _, size in self._noise)


def fault(device: str, code: str, detail: str, moment: Moment, *, cleared: bool = False) -> Fault:
    return Fault(
        at=moment.at,
        boot=moment.boot,
        mono_ns=moment.mono_ns,
        device=device,
        code=code,
        detail=detail[:200],
        cleared=cleared,
    )
