"""A settled weight counts when the scale said it twice running. Why: docs/adr/0002-flipped-bits.md."""

from dataclasses import replace

from devices.codecs.base import Codec
from devices.commands import Command
from devices.events import DeviceEvent, DeviceInfo, Weight


class Confirmed:
    """A codec whose `Weight(stable=True)` was said by two frames in a row, with nothing between them.

    A frame that calls itself stable and differs from the one before comes out at once with stable=False, so
    that a display follows; the next frame confirms it. Everything else passes unchanged.

    Guarantee: as long as of any two consecutive frames at most one was damaged on the line, every weight that
    comes out stable was sent as stable by the scale, in an intact frame, one of the last two.
    """

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._last: Weight | None = None

    @property
    def poll_after_s(self) -> float | None:
        return self._codec.poll_after_s

    def start(self) -> bytes:
        self._last = None
        return self._codec.start()

    def feed(self, data: bytes) -> list[DeviceEvent]:
        return [self._confirmed(event) for event in self._codec.feed(data)]

    def outgoing(self) -> bytes:
        return self._codec.outgoing()

    def poll(self) -> bytes:
        return self._codec.poll()

    def encode(self, command: Command) -> bytes:
        return self._codec.encode(command)

    def _confirmed(self, event: DeviceEvent) -> DeviceEvent:
        if isinstance(event, DeviceInfo) and event.key != "restarted":
            return event
        before = self._last
        self._last = event if isinstance(event, Weight) else None
        if isinstance(event, Weight) and event.stable and event != before:
            return replace(event, stable=False)
        return event
