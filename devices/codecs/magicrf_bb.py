"""UHF modules on the MagicRF M100/QM100 that speak `BB ... 7E` frames (M100 firmware manual).

    BB TYPE CMD PL(2) parameters... CHECK 7E     CHECK: low byte of the sum from TYPE to the last parameter

    00 22                          read once
    00 27 22 count(2)              read that many times; 00 28 stops it
    02 22 RSSI PC(2) EPC... CRC(2) a tag: RSSI signed in dBm; CRC-16 of Gen2 over PC and EPC
    01 03 00 text...               hardware version
    01 FF code                     an error; 0x15 only says that a round found no tag

The module has one antenna. A single flipped bit is caught by CHECK or by 7E; one in PL by the PC word's
length besides; and the tag's own CRC must hold.
"""

import binascii
from typing import Final

from devices.codecs.frame_codec import FrameCodec
from devices.commands import Command, StartInventory, StopInventory, UnsupportedCommandError
from devices.events import DeviceEvent, DeviceInfo, Garbage, InventoryEnd, ReaderError, TagRead

HEADER: Final = 0xBB
END: Final = 0x7E
RESPONSE: Final = 0x01
NOTICE: Final = 0x02
VERSION: Final = 0x03
SINGLE_POLL: Final = 0x22
MULTIPLE_POLL: Final = 0x27
STOP: Final = 0x28
ERROR: Final = 0xFF
NO_TAG: Final = 0x15

_LONGEST_PL: Final = 80
_AROUND: Final = 7
_VERSIONS: Final = {0: "hardware", 1: "firmware", 2: "manufacturer"}
_MEANINGS: Final = {
    0x09: "the tag could not be read",
    0x10: "the tag could not be written",
    0x13: "the tag could not be locked",
    0x16: "wrong access password",
    0x17: "unknown command",
    0x20: "channel search timed out",
}


class MagicRfBbCodec(FrameCodec):
    """Polls without end while an inventory is wanted."""

    header = HEADER

    def encode(self, command: Command) -> bytes:
        match command:
            case StartInventory((1,)):
                self._antennas = (1,)
                return self._round()
            case StartInventory(antennas):
                raise UnsupportedCommandError(f"the module has one antenna, number 1, not {antennas}")
            case StopInventory():
                self._antennas = ()
                return _frame(STOP, b"")
            case _:
                return super().encode(command)

    def _round(self) -> bytes:
        return _frame(MULTIPLE_POLL, b"\x22\xff\xff")

    def _length(self, buffer: bytearray) -> int | None:
        if len(buffer) < 5:
            return None
        kind, command = buffer[1], buffer[2]
        parameters = int.from_bytes(buffer[3:5])
        if kind not in (RESPONSE, NOTICE) or parameters > _LONGEST_PL:
            return 0
        if kind == NOTICE:
            if command != SINGLE_POLL:
                return 0
            if len(buffer) < 7:
                return None
            words = buffer[6] >> 3
            return parameters + _AROUND if words and parameters == 5 + 2 * words else 0
        return parameters + _AROUND

    def _intact(self, frame: bytes) -> bool:
        return frame[-1] == END and sum(frame[1:-2]) & 0xFF == frame[-2]

    def _read(self, frame: bytes) -> list[DeviceEvent]:
        kind, command, data = frame[1], frame[2], frame[5:-2]
        if kind == NOTICE:
            return [_tag(frame, data)]
        if command == ERROR and len(data) >= 1:
            return self._error(data[0])
        if command == VERSION and data:
            text = data[1:].decode("ascii", "replace")
            return [DeviceInfo(_VERSIONS.get(data[0], "version"), text)]
        return []

    def _error(self, code: int) -> list[DeviceEvent]:
        if code == NO_TAG:
            return [InventoryEnd(1, None, 0)]  # the polling goes on by itself
        return [ReaderError(code, _MEANINGS.get(code, f"unknown error 0x{code:02X}"))]


def _frame(command: int, data: bytes) -> bytes:
    body = bytes([0x00, command]) + len(data).to_bytes(2) + data
    return bytes([HEADER]) + body + bytes([sum(body) & 0xFF, END])


def _tag(frame: bytes, data: bytes) -> TagRead | Garbage:
    # Gen2's CRC-16: CCITT from FFFF, inverted (ISO/IEC 18000-63 annex F)
    if binascii.crc_hqx(data[1:-2], 0xFFFF) ^ 0xFFFF != int.from_bytes(data[-2:]):
        return Garbage(frame, "the tag's own CRC does not hold")
    rssi_dbm = float(int.from_bytes(data[:1], signed=True))
    return TagRead(data[3:-2].hex().upper(), 1, rssi_dbm)
