"""A line without a wire: for tests of what stands above it."""

import queue
import threading

from devices.transports.base import TransportLostError


class LoopbackTransport:
    """`arrive` is what the device sends, `sent` what it got; `unplug` ends the line."""

    def __init__(self) -> None:
        self.sent = bytearray()
        self._arrived: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._unplugged = threading.Event()

    def arrive(self, data: bytes) -> None:
        self._arrived.put(data)

    def unplug(self) -> None:
        self._unplugged.set()
        self._arrived.put(None)

    def read(self, timeout_s: float | None) -> bytes:
        try:
            data = self._arrived.get(timeout=timeout_s)
        except queue.Empty:
            return b""
        if data is None and self._unplugged.is_set():
            raise TransportLostError("loopback: unplugged")
        return data or b""

    def write(self, data: bytes) -> None:
        if self._unplugged.is_set():
            raise TransportLostError("loopback: unplugged")
        self.sent += data

    def cancel_read(self) -> None:
        self._arrived.put(None)

    def close(self) -> None:
        self._unplugged.set()
