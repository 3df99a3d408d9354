"""What the codecs of protocols with a header, a length and a checksum have in common."""

from abc import ABC, abstractmethod

from devices.commands import Command, UnsupportedCommandError
from devices.events import DeviceEvent, Garbage, InventoryEnd, ReaderError

SILENCE_S = 0.6
"""A reader that is told to read and is silent so long has lost the command, or its answer was lost."""

SOON_S = 0.3
"""The same when bytes came damaged that may have been its answer. No round without tags is so long."""

REFUSED_S = 3.0
"""How long a reader that has refused is left alone, so as not to hammer."""


class FrameCodec(ABC):
    """Finds frames in a stream: a candidate that can't be one costs one byte, and the search goes on behind.

    What was skipped is reported once a call, in one piece for each gap.

    Who is blind between two rounds misses what passes: a lost end of a round must be noticed soon. A reader
    that is asked in the middle of a round may do both or forget the first, so `_owed` counts whose ends are
    still to come.
    """

    header: int

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skipped = bytearray()
        self._late: list[DeviceEvent] = []
        self._outgoing = b""
        self._antennas: tuple[int, ...] = ()
        self._owed = 0
        self._damaged = False
        self._wait_s = SILENCE_S

    @property
    def poll_after_s(self) -> float | None:
        return SOON_S if self._buffer else self._wait_s

    @abstractmethod
    def _length(self, buffer: bytearray) -> int | None:
        """Bytes of the frame that the buffer begins with; 0: it is none; None: too early to say."""

    @abstractmethod
    def _intact(self, frame: bytes) -> bool:
        """Whether the checksum holds."""

    @abstractmethod
    def _read(self, frame: bytes) -> list[DeviceEvent]:
        """What an intact frame says."""

    @abstractmethod
    def _round(self) -> bytes:
        """The command that reads tags over `_antennas`."""

    def start(self) -> bytes:
        self._buffer.clear()
        self._late.clear()
        self._outgoing = b""
        self._damaged = False
        return self._ask(1)

    def poll(self) -> bytes:
        """Nothing more comes of the frame that has begun: what it hid is told by the next `feed`."""
        self._late += self._frames(over=True)
        if self._outgoing:
            return b""
        return self._ask(2 if self._damaged else 1)

    def _ask(self, owed: int) -> bytes:
        self._owed, self._damaged, self._wait_s = owed, False, SILENCE_S
        return self._round() if self._antennas else b""

    def outgoing(self) -> bytes:
        said, self._outgoing = self._outgoing, b""
        return said

    def encode(self, command: Command) -> bytes:
        raise UnsupportedCommandError(f"{type(self).__name__} has no command for {command!r}")

    def feed(self, data: bytes) -> list[DeviceEvent]:
        self._buffer += data
        late, self._late = self._late, []
        return late + self._frames()

    def _frames(self, *, over: bool = False) -> list[DeviceEvent]:
        """`over`: the line fell silent, so that what is not a whole frame by now never will be."""
        events: list[DeviceEvent] = []
        while (frame := self._next(over=over)) is not None:
            self._report_skipped(events)
            self._damaged, self._wait_s = False, SILENCE_S
            events += self._read(frame)
        self._report_skipped(events)
        return events

    def _next(self, *, over: bool) -> bytes | None:
        buffer = self._buffer
        while buffer:
            begin = buffer.find(self.header)
            self._skip(len(buffer) if begin < 0 else begin)
            length = self._length(buffer) if buffer else None
            if length is None or len(buffer) < length:
                if not over:
                    return None
            elif length and self._intact(frame := bytes(buffer[:length])):
                del buffer[:length]
                return frame
            self._skip(1)
        return None

    def _skip(self, count: int) -> None:
        self._skipped += self._buffer[:count]
        del self._buffer[:count]

    def _report_skipped(self, events: list[DeviceEvent]) -> None:
        if self._skipped:
            events.append(Garbage(bytes(self._skipped), "no intact frame"))
            self._skipped.clear()
            self._damaged, self._wait_s = True, SOON_S

    def _after_round(self, said: InventoryEnd | ReaderError) -> list[DeviceEvent]:
        """The next round follows at once, unless another is under way; after an error there is a pause."""
        if isinstance(said, ReaderError):
            self._wait_s = REFUSED_S
        elif self._owed > 1:
            self._owed -= 1
            self._wait_s = SOON_S
        else:
            self._outgoing = self._ask(1)
        return [said]
