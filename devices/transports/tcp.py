"""Devices behind a serial server: pySerial's socket:// (raw TCP)."""

import threading
import time

import serial

from devices.transports.base import TransportLostError

_SLICE_S = 0.5
"""pySerial's sockets can't be woken, so a read looks this often whether it was cancelled."""


class TcpTransport:
    """A URL such as socket://10.0.0.7:4001."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._cancelled = threading.Event()
        try:
            self._serial = serial.serial_for_url(url, timeout=_SLICE_S)
        except OSError as error:
            raise TransportLostError(f"{url}: {error}") from error

    def read(self, timeout_s: float | None) -> bytes:
        until = None if timeout_s is None else time.monotonic() + timeout_s
        try:
            while not self._cancelled.is_set():
                left = _SLICE_S if until is None else min(_SLICE_S, until - time.monotonic())
                if left <= 0:
                    return b""
                self._serial.timeout = left
                first = self._serial.read(1)
                if first:
                    self._serial.timeout = 0
                    return first + self._serial.read(4096)
        except OSError as error:
            raise TransportLostError(f"{self._url}: {error}") from error
        self._cancelled.clear()
        return b""

    def write(self, data: bytes) -> None:
        try:
            self._serial.write(data)
        except OSError as error:
            raise TransportLostError(f"{self._url}: {error}") from error

    def cancel_read(self) -> None:
        self._cancelled.set()

    def close(self) -> None:
        self._serial.close()
