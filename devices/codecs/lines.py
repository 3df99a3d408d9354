"""Lines that end in LF, out of a stream that is cut anywhere and may hold noise."""

from devices.codecs.base import MAX_BUFFER_BYTES

_KEPT_BYTES = 64
"""No scale's frame is longer: what is kept of a flood, in which a frame may have begun."""


class LineBuffer:
    """Cuts a stream at LF. A flood without LF is handed out in pieces that depend on the bytes alone."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def clear(self) -> bytes:
        """Forget the line that has begun, and say what was forgotten."""
        forgotten = bytes(self._pending)
        self._pending.clear()
        return forgotten

    def feed(self, data: bytes) -> tuple[list[bytes], list[bytes]]:
        """The whole lines, each with its LF, and the pieces of a flood that were dropped."""
        lines: list[bytes] = []
        dropped: list[bytes] = []
        *complete, rest = data.split(b"\n")
        for part in complete:
            self._take(part, dropped)
            lines.append(bytes(self._pending) + b"\n")
            self._pending.clear()
        self._take(rest, dropped)
        return lines, dropped

    def _take(self, part: bytes, dropped: list[bytes]) -> None:
        self._pending += part
        while len(self._pending) > MAX_BUFFER_BYTES:
            cut = MAX_BUFFER_BYTES - _KEPT_BYTES
            dropped.append(bytes(self._pending[:cut]))
            del self._pending[:cut]
