"""What the codecs of protocols with a header, a length and a checksum have in common."""

from abc import ABC, abstractmethod

from devices.commands import Command, UnsupportedCommandError
from devices.events import DeviceEvent, Garbage, InventoryEnd, ReaderError

SILENCE_S = 3.0
"""A reader that is told to read and is silent so long has lost the command."""


class FrameCodec(ABC):
    """Finds frames in a stream: a candidate that can't be one costs one byte, and the search goes on behind.

    What was skipped is reported once a call, in one piece for each gap.
    """

    header: int
    poll_after_s: float | None = SILENCE_S

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skipped = bytearray()
        self._outgoing = b""
        self._antennas: tuple[int, ...] = ()

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
        self._outgoing = b""
        return self.poll()

    def poll(self) -> bytes:
        return self._round() if self._antennas else b""

    def outgoing(self) -> bytes:
        said, self._outgoing = self._outgoing, b""
        return said

    def encode(self, command: Command) -> bytes:
        raise UnsupportedCommandError(f"{type(self).__name__} has no command for {command!r}")

    def feed(self, data: bytes) -> list[DeviceEvent]:
        self._buffer += data
        events: list[DeviceEvent] = []
        while (frame := self._next()) is not None:
            self._report_skipped(events)
            events += self._read(frame)
        self._report_skipped(events)
        return events

    def _next(self) -> bytes | None:
        buffer = self._buffer
        while buffer:
            begin = buffer.find(self.header)
            self._skip(len(buffer) if begin < 0 else begin)
            length = self._length(buffer) if buffer else None
            if length is None or len(buffer) < length:
                return None
            frame = bytes(buffer[:length])
            if length and self._intact(frame):
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

    def _after_round(self, said: InventoryEnd | ReaderError) -> list[DeviceEvent]:
        """The next round follows at once; after an error it waits for the silence, so as not to hammer."""
        if isinstance(said, InventoryEnd):
            self._outgoing = self.poll()
        return [said]
