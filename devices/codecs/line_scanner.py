r"""Barcode scanners that send a line per code.

A line ends in CR, LF or CR LF. It may begin with the AIM identifier of the symbology, `]cm` (ISO/IEC 15424),
and holds printable text in UTF-8 and the GS (0x1D) of GS1 element strings. Empty lines mean nothing.

Noise before a code (control bytes, 0xFF) is dropped and reported. From a scanner that sends AIM identifiers
all that stands before one is dropped; from another `]A0` within a code belongs to the code. A control byte
within a code condemns what stands before it, and what follows is taken only if there is an AIM identifier:
half a code must not pass for a whole one. For the same reason a
single odd byte in front is not taken for noise, unless it is NUL or 0xFF, which a line makes when it is
plugged in: it may be the code's own first letter with a flipped bit.
"""

import re
from typing import Final

from devices.codecs.base import MAX_BUFFER_BYTES
from devices.commands import Command, UnsupportedCommandError
from devices.events import DeviceEvent, Garbage, Scan

_LINE_END: Final = re.compile(rb"[\r\n]")
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_NOT_TEXT: Final = re.compile("[\x00-\x1c\x1e\x1f\x7f-\x9f\udc80-\udcff\ufffe\uffff]+")
_PLUGGING: Final = ("\x00", "\udcff")
# a line end with one flipped bit that still passes for text: "-", "M" and GS were CR, "*" and "J" were LF
_DAMAGED_END: Final = re.compile(r"[-M*J\x1d](?=\][A-Za-z][0-9A-Za-z])")


class LineScannerCodec:
    """One `Scan` a line. Codes longer than `max_length` bytes are refused whole."""

    poll_after_s: float | None = None

    def __init__(self, *, max_length: int = MAX_BUFFER_BYTES) -> None:
        self._max_length = min(max_length, MAX_BUFFER_BYTES)
        self._pending = bytearray()
        self._too_long = False
        self._sends_aim = False

    def start(self) -> bytes:
        self._pending.clear()
        self._too_long = False
        self._sends_aim = False
        return b""

    def outgoing(self) -> bytes:
        return b""

    def poll(self) -> bytes:
        return b""

    def encode(self, command: Command) -> bytes:
        raise UnsupportedCommandError(f"a line scanner takes no commands, not even {command!r}")

    def feed(self, data: bytes) -> list[DeviceEvent]:
        events: list[DeviceEvent] = []
        *complete, rest = _LINE_END.split(data)
        for part in complete:
            self._take(part, events)
            if self._too_long and self._pending:
                events.append(Garbage(bytes(self._pending), "the end of a code that is too long"))
            elif self._pending:
                events += self._parse(bytes(self._pending))
            self._pending.clear()
            self._too_long = False
        self._take(rest, events)
        return events

    def _take(self, part: bytes, events: list[DeviceEvent]) -> None:
        self._pending += part
        if len(self._pending) > self._max_length:
            self._too_long = True
            events.append(Garbage(bytes(self._pending), f"a code of more than {self._max_length} bytes"))
            self._pending.clear()

    def _parse(self, line: bytes) -> list[DeviceEvent]:
        # what is not UTF-8 becomes lone surrogates, which the rules below then treat as noise
        text = line.decode("utf-8", "surrogateescape")
        begin = _begin(text, aim_expected=self._sends_aim)
        events: list[DeviceEvent] = []
        if begin:
            events.append(Garbage(text[:begin].encode("utf-8", "surrogateescape"), "noise before a code"))
        if begin == len(text):
            return events
        aim = _AIM.match(text, begin)
        if aim is None:
            return [*events, Scan(text[begin:], None)]
        self._sends_aim = True
        return [*events, Scan(text[aim.end() :], aim.group())]


def _begin(text: str, *, aim_expected: bool) -> int:
    """Where the code begins that may be believed; the text's length if there is none."""
    begin = 0
    for bad in _NOT_TEXT.finditer(text):
        begin = bad.end()
    for damaged in _DAMAGED_END.finditer(text, begin):
        begin = damaged.end()
    if _AIM.match(text, begin):
        return begin
    if begin or aim_expected:
        aim = _AIM.search(text, begin)
        if aim is not None:
            return aim.start()
    leading = _NOT_TEXT.match(text)
    only_leading = begin == 0 or (leading is not None and leading.end() == begin)
    lone = begin == 1 and text[0] not in _PLUGGING
    return begin if only_leading and not lone else len(text)
