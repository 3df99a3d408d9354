"""What every codec is: a translator that does no I/O and knows no clock."""

from typing import Protocol

from devices.commands import Command
from devices.events import DeviceEvent

MAX_BUFFER_BYTES = 4096
"""No codec holds more than this, whatever comes down the line."""


class Codec(Protocol):
    """Bytes <-> what a device said, for one protocol and one line.

    Whoever runs it (`devices.driver.Driver`):

    1. after every (re)connect: writes `start()`;
    2. on bytes: `feed(data)`, then writes `outgoing()` if there is any;
    3. when the line was silent for `poll_after_s`: asks `poll()`, then `feed(b"")` for what only the silence
       made clear, and writes what there is to say;
    4. to ask something: writes `encode(command)`.

    Any split of the stream gives the same events, except that `Garbage` may come in other pieces.
    """

    @property
    def poll_after_s(self) -> float | None:
        """After how many seconds of silence `poll` wants to be asked; None: never."""

    def start(self) -> bytes:
        """The line is new: forget half a frame, and say what the device must hear first."""

    def feed(self, data: bytes) -> list[DeviceEvent]:
        """What the device said with these bytes and those before."""

    def outgoing(self) -> bytes:
        """What must be said now because of what was heard; empties itself."""

    def poll(self) -> bytes:
        """The line was silent: what to say to wake the device."""

    def encode(self, command: Command) -> bytes:
        """The bytes for a command; raises UnsupportedCommandError where the protocol has none.

        Commands that last (StartInventory, ReadWeightContinuously) are remembered: `start` says them again.
        """
