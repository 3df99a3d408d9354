"""What the codecs of scales that speak in CRLF lines have in common."""

import re
from abc import ABC, abstractmethod
from decimal import Decimal

from devices.codecs.lines import LineBuffer
from devices.commands import Command, UnsupportedCommandError
from devices.events import DeviceEvent, Garbage

_NUMBER = re.compile(rb" *([+-]?) *(\d+(?:\.\d*)?|\.\d+)\Z")


def decimal_of(field: bytes) -> Decimal | None:
    """A right-aligned number, its sign before or after the padding; None if it isn't one."""
    match = _NUMBER.match(field)
    if match is None:
        return None
    return Decimal((match[1] + match[2]).decode("ascii"))


class LineCodec(ABC):
    """Cuts the stream into lines and finds in each the frame that reaches to its end.

    Frames are of fixed width and anchored at the line's end, so noise before a frame costs nothing, and when
    a line end was damaged the frame after it is still found. What stands before a frame is reported.
    """

    poll_after_s: float | None = None

    def __init__(self) -> None:
        self._lines = LineBuffer()

    @abstractmethod
    def _parse(self, line: bytes) -> tuple[int, list[DeviceEvent]] | str:
        """A line without CRLF: where its frame begins and what that says, or why it is none."""

    def start(self) -> bytes:
        self._lines.clear()
        return b""

    def feed(self, data: bytes) -> list[DeviceEvent]:
        events: list[DeviceEvent] = []
        lines, dropped = self._lines.feed(data)
        events += [Garbage(piece, "a flood without a line end") for piece in dropped]
        for line in lines:
            events += self._line(line)
        return events

    def _line(self, line: bytes) -> list[DeviceEvent]:
        if not line.endswith(b"\r\n"):
            return [Garbage(line, "the line does not end in CR LF")]
        parsed = self._parse(line[:-2])
        if isinstance(parsed, str):
            return [Garbage(line, parsed)]
        begin, said = parsed
        noise: list[DeviceEvent] = [Garbage(line[:begin], "noise before a frame")] if begin else []
        return noise + said

    def outgoing(self) -> bytes:
        return b""

    def poll(self) -> bytes:
        return b""

    def encode(self, command: Command) -> bytes:
        raise UnsupportedCommandError(f"{type(self).__name__} has no command for {command!r}")
