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

SOUND_FOR_NOISE: Final = 5
"""Unless more than so many sound frames come to each damaged one: then the line is busy, and damages some."""

QUIET_S: Final = 30.0
NOISE: Final = "line-noise"


@dataclass(slots=True)
class _Second:
    """What came of a device within one second of its monotonic time."""

    number: int
    sound: int = 0
    pieces: int = 0
    bytes: int = 0


@dataclass(slots=True)
class Troubles:
    """Of one device. `open` maps a stable code to words for people."""

    device: str
    open: dict[str, str] = field(default_factory=dict)
    _told_s: dict[str, float] = field(default_factory=dict)
    _untold: set[str] = field(default_factory=set)
    _lately: deque[_Second] = field(default_factory=lambda: deque(maxlen=int(NOISE_WINDOW_S) + 2))

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

    def sound(self, moment: Moment) -> None:
        """The device said something that made sense."""
        self._second(moment).sound += 1

    def garbage(self, data: bytes, why: str, moment: Moment) -> list[Fault]:
        """Bytes that a codec threw away: a fault when they come thick. The driver counts them all."""
        second = self._second(moment)
        second.pieces += 1
        second.bytes += len(data)
        lately = self._thrown_away(moment)
        pieces = sum(one.pieces for one in self._lately)
        if lately < NOISE_BYTES or pieces * SOUND_FOR_NOISE < sum(one.sound for one in self._lately):
            return []
        return self.begins(
            NOISE,
            f"{lately} bytes within a minute made no sense ({why}). Check cable, baud rate and protocol",
            moment,
        )

    def look(self, moment: Moment) -> list[Fault]:
        """Time has gone by: is the line quiet again?"""
        if NOISE in self.open and self._thrown_away(moment) < NOISE_BYTES // 4:
            return self.ends(NOISE, moment)
        return []

    def summary(self) -> str:
        """For the agent's state."""
        return "; ".join(self.open.values())[:200]

    def _second(self, moment: Moment) -> _Second:
        number = int(moment.mono_s)
        if not self._lately or self._lately[-1].number != number:
            self._lately.append(_Second(number))
        return self._lately[-1]

    def _thrown_away(self, moment: Moment) -> int:
        """Bytes within the last minute."""
        while self._lately and moment.mono_s - self._lately[0].number > NOISE_WINDOW_S:
            self._lately.popleft()
        return sum(one.bytes for one in self._lately)


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
