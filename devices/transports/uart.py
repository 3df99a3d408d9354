"""Serial ports, USB adapters and pseudo-terminals, by pySerial."""

import termios
from collections.abc import Iterator
from contextlib import contextmanager

import serial

from devices.transports.base import TransportLostError

WRITE_TIMEOUT_S = 2.0


@contextmanager
def _hang_ups(path: str) -> Iterator[None]:
    """A hang-up comes as SerialException, OSError (5) or termios.error: one error for all."""
    try:
        yield
    except (serial.SerialException, OSError, termios.error) as error:
        raise TransportLostError(f"{path}: {error}") from error


class UartTransport:
    """A character device, exclusively ours as far as others ask for the same lock."""

    def __init__(self, path: str, baud: int = 9600, *, bytesize: int = 8, parity: str = "N") -> None:
        """Raises TransportLostError when it can't be opened. What had arrived before is dropped."""
        self._path = path
        with _hang_ups(path):
            self._serial = serial.Serial(
                path,
                baud,
                bytesize=bytesize,
                parity=parity,
                exclusive=True,
                write_timeout=WRITE_TIMEOUT_S,
            )

    def read(self, timeout_s: float | None) -> bytes:
        with _hang_ups(self._path):
            if self._serial.timeout != timeout_s:
                self._serial.timeout = timeout_s
            first = self._serial.read(1)
            more = self._serial.in_waiting if first else 0
            return first + self._serial.read(more) if more else first

    def write(self, data: bytes) -> None:
        with _hang_ups(self._path):
            self._serial.write(data)

    def cancel_read(self) -> None:
        with _hang_ups(self._path):
            self._serial.cancel_read()

    def close(self) -> None:
        with _hang_ups(self._path):
            self._serial.close()
