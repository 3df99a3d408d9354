"""MQTT's outer frame: a header byte, the remaining length in 1 to 4 bytes, the rest. Sans-IO.

Nothing here reads what is inside a packet, but for the packet id by which a PUBLISH is answered.
"""

from __future__ import annotations

from typing import Final

PUBLISH: Final = 3
PUBACK: Final = 4
DISCONNECT: Final = 14
_DUP: Final = 0x08
_MOST_LENGTH_BYTES: Final = 4


class PacketReader:
    """Feed it bytes in any pieces; it gives whole packets, header and all.

    ``malformed`` once a length has no end (MQTT allows four bytes): nothing after it can be told apart, so
    nothing more is given.
    """

    def __init__(self) -> None:
        self.malformed = False
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        if self.malformed:
            return []
        self._buffer += data
        packets: list[bytes] = []
        start = 0
        while (end := self._end_of_packet(start)) is not None:
            packets.append(bytes(self._buffer[start:end]))
            start = end
        del self._buffer[:start]
        return packets

    def _end_of_packet(self, start: int) -> int | None:
        length = 0
        for position in range(_MOST_LENGTH_BYTES):
            at = start + 1 + position
            if at >= len(self._buffer):
                return None
            length |= (self._buffer[at] & 0x7F) << (7 * position)
            if not self._buffer[at] & 0x80:
                end = at + 1 + length
                return end if end <= len(self._buffer) else None
        self.malformed = True
        return None


def kind(packet: bytes) -> int:
    return packet[0] >> 4


def is_publish_1(packet: bytes) -> bool:
    """A PUBLISH of QoS 1."""
    return packet[0] >> 4 == PUBLISH and (packet[0] >> 1) & 3 == 1


def packet_id(packet: bytes) -> int | None:
    """Of a PUBLISH of QoS 1 or a PUBACK; None where the packet is cut short or is another."""
    at = _body_at(packet)
    if is_publish_1(packet):
        if len(packet) < at + 2:
            return None
        at += 2 + int.from_bytes(packet[at : at + 2])  # after the topic
    elif kind(packet) != PUBACK:
        return None
    return int.from_bytes(packet[at : at + 2]) if len(packet) >= at + 2 else None


def marked_duplicate(publish: bytes) -> bytes:
    """The same PUBLISH with the DUP flag, as a sender must set it when it sends again."""
    return bytes([publish[0] | _DUP]) + publish[1:]


def _body_at(packet: bytes) -> int:
    return next(at for at in range(1, len(packet)) if not packet[at] & 0x80) + 1
