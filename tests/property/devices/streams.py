"""Streams of frames as devices send them, cut and damaged as lines do it."""

import struct
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st

from devices.codecs.base import Codec
from devices.events import DeviceEvent, Garbage

Said = tuple[bytes, DeviceEvent]
"""A frame, and what it says."""


def feed_cut(codec: Codec, data: bytes, cuts: Iterable[int]) -> list[DeviceEvent]:
    """What a codec says when the stream comes in pieces."""
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [event for begin, end in pairwise(edges) for event in codec.feed(data[begin:end])]


def meant(events: list[DeviceEvent]) -> list[DeviceEvent]:
    return [event for event in events if not isinstance(event, Garbage)]


def thrown_away(events: list[DeviceEvent]) -> bytes:
    return b"".join(event.data for event in events if isinstance(event, Garbage))


def flipped(data: bytes, bit: int) -> bytes:
    damaged = bytearray(data)
    damaged[bit // 8 % len(damaged)] ^= 1 << bit % 8
    return bytes(damaged)


cuts = st.lists(st.integers(0, 10_000), max_size=12)
grams = st.integers(-9999, 99_999).map(lambda tenths: Decimal(tenths) / 10)


def sics_frame(weight: Decimal, stable: bool) -> bytes:
    return f"S {'S' if stable else 'D'} {weight:>10.1f} g\r\n".encode()


def st_gs_frame(weight: Decimal, stable: bool) -> bytes:
    return f"{'ST' if stable else 'US'},GS{weight:>8.1f}g  \r\n".encode()


def and_frame(weight: Decimal, stable: bool) -> bytes:
    return f"{'ST' if stable else 'US'},{weight:+09.1f}  g\r\n".encode()


def cas18_frame(weight: Decimal, stable: bool) -> bytes:
    sign = "-" if weight < 0 else "+"
    return f"{'ST' if stable else 'US'},NT,{sign}{abs(weight):>7.1f} g\r\n".encode()


def cas22_frame(weight: Decimal, stable: bool) -> bytes:
    lamp = bytes([0x80 | (0x40 if stable else 0)])
    state = b"ST" if stable else b"US"
    return state + b",GS,1" + lamp + f",{weight:>8.1f}  g\r\n".encode()


def ohaus_frame(weight: Decimal, stable: bool) -> bytes:
    return f"{weight:>10.1f} g{'' if stable else ' ?'}\r\n".encode()


def defender_frame(weight: Decimal, stable: bool) -> bytes:
    return f"{weight:>8.1f} kg{'    ' if stable else '  ? '}G\r\n".encode()


HEADED_FRAMES = [
    ("mt-sics", sics_frame),
    ("and-st-gs", st_gs_frame),
    ("and-st-gs", and_frame),
    ("and-st-gs", cas18_frame),
    ("and-st-gs", cas22_frame),
]
"""Scales whose frames begin with a header, so that any noise before them can be told from them."""

SCALE_FRAMES = [*HEADED_FRAMES, ("ohaus", ohaus_frame), ("ohaus", defender_frame)]

epcs = st.one_of(
    st.binary(min_size=12, max_size=12),
    st.integers(2, 10).flatmap(lambda words: st.binary(min_size=2 * words, max_size=2 * words)),
)


def a0_tag(epc: bytes, antenna: int, rssi_dbm: int, command: int = 0x8A) -> bytes:
    pc = struct.pack(">H", len(epc) // 2 << 11)
    body = bytes([0xA0, len(epc) + 7, 1, command, 35 << 2 | antenna - 1]) + pc + epc + bytes([rssi_dbm + 129])
    return body + bytes([256 - sum(body) % 256 & 0xFF])


def bb_tag(epc: bytes, antenna: int, rssi_dbm: int) -> bytes:
    assert antenna == 1
    said = struct.pack(">H", len(epc) // 2 << 11) + epc
    crc = 0xFFFF
    for byte in said:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    data = struct.pack("b", rssi_dbm) + said + struct.pack(">H", crc ^ 0xFFFF)
    body = struct.pack(">BBH", 2, 0x22, len(data)) + data
    return b"\xbb" + body + bytes([sum(body) & 0xFF, 0x7E])
