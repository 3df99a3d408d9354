"""What a line is to the driver."""

from typing import Protocol


class TransportLostError(ConnectionError):
    """The line is not there (any more): unplugged, hung up, refused, or in use by another."""


class Transport(Protocol):
    """An open line. One thread reads; others may write and cancel."""

    def read(self, timeout_s: float | None) -> bytes:
        """At least one byte, or b"" after the time or a cancel. None waits for ever.

        Raises TransportLostError.
        """

    def write(self, data: bytes) -> None:
        """All of it. Raises TransportLostError."""

    def cancel_read(self) -> None:
        """Make a read that waits return; from any thread, at any time."""

    def close(self) -> None:
        """Only by the thread that reads: pySerial's close during another's read raises TypeError."""
