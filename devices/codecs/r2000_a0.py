"""UHF readers on the Impinj R2000 that speak `A0` frames (IND903, YR8900 and their many brothers).

    A0 LEN ADDR CMD data... CHECK      LEN counts what follows it; all bytes sum to 0 mod 256

    74 antenna            set the working antenna (from 0)
    89 repeat             read tags over the working antenna
    8A A sA B sB C sC D sD interval repeat   read over several in turn; above 3 means: not this one
    89|8A FreqAnt PC PC EPC... RSSI    a tag: channel in the upper 6 bits, antenna in the lower 2;
                                       RSSI + 129 in 7 bits, its top bit adds 4 to the antenna
    89 antenna rate(2) total(4)        end of a round; 8A total(3) milliseconds(4)
    .. code                            0x10 is success, all else an error

The checksum catches every single flipped bit, except that one in LEN moves the frame's end and leaves the
sum to chance; therefore a tag's LEN must also agree with the length in its PC word (Gen2: the upper 5 bits,
in words).
"""

from typing import Final

from devices.codecs.frame_codec import FrameCodec
from devices.commands import Command, SetAntenna, StartInventory, StopInventory, UnsupportedCommandError
from devices.events import DeviceEvent, DeviceInfo, InventoryEnd, ReaderError, TagRead

HEADER: Final = 0xA0
SET_ANTENNA: Final = 0x74
FIRMWARE: Final = 0x72
INVENTORY: Final = 0x89
FAST_SWITCH: Final = 0x8A
SUCCESS: Final = 0x10
LOOKS_A_ROUND: Final = 4
"""So that an empty dock costs about five commands a second, and a lost end of a round is noticed soon."""

_LONGEST_LEN: Final = 7 + 62  # Gen2 allows 31 words of EPC
_END_LEN: Final = 0x0A
_RSSI_OFFSET_DBM: Final = 129
_MEANINGS: Final = {
    0x11: "command failed",
    0x20: "the reader's processor restarted",
    0x21: "the carrier could not be switched on",
    0x22: "antenna missing",
    0x25: "output power could not be set",
    0x31: "inventory failed",
    0x36: "no tag",
    0x38: "buffer empty",
    0x41: "parameter invalid",
    0x42: "parameter too long",
    0x48: "antenna number out of range",
}


class R2000A0Codec(FrameCodec):
    """Reads over one antenna by 89 and over several by 8A; `address` is the reader's, 1 from the factory."""

    header = HEADER

    def __init__(self, *, address: int = 0x01) -> None:
        super().__init__()
        self._address = address

    def encode(self, command: Command) -> bytes:
        match command:
            case StartInventory(antennas):
                if not antennas or len(antennas) > 4 or not all(1 <= antenna <= 4 for antenna in antennas):
                    raise UnsupportedCommandError(f"the reader has antennas 1 to 4, not {antennas}")
                self._antennas = antennas
                return self._round()
            case StopInventory():
                self._antennas = ()  # the round that runs ends by itself, and no other follows
                return b""
            case SetAntenna(antenna) if 1 <= antenna <= 4:
                return self._frame(SET_ANTENNA, bytes([antenna - 1]))
            case _:
                return super().encode(command)

    def _frame(self, command: int, data: bytes) -> bytes:
        frame = bytes([HEADER, len(data) + 3, self._address, command]) + data
        return frame + bytes([-sum(frame) & 0xFF])

    def _round(self) -> bytes:
        if len(self._antennas) == 1:
            return self._frame(SET_ANTENNA, bytes([self._antennas[0] - 1]))  # its answer brings the 89
        turns = b"".join(bytes([antenna - 1, 1]) for antenna in self._antennas)
        turns += bytes([0xFF, 0]) * (4 - len(self._antennas))
        return self._frame(FAST_SWITCH, turns + bytes([0, LOOKS_A_ROUND // len(self._antennas)]))

    def _length(self, buffer: bytearray) -> int | None:
        if len(buffer) < 4:
            return 0 if len(buffer) > 2 and buffer[2] != self._address else None
        length, address, command = buffer[1:4]
        if not 3 <= length <= _LONGEST_LEN or address != self._address:
            return 0
        if command in (INVENTORY, FAST_SWITCH) and length not in (4, 5, _END_LEN):
            if len(buffer) < 7:
                return None
            words = buffer[5] >> 3
            return length + 2 if words and length == 7 + 2 * words else 0
        return length + 2 if length <= _END_LEN else 0

    def _intact(self, frame: bytes) -> bool:
        return sum(frame) & 0xFF == 0

    def _read(self, frame: bytes) -> list[DeviceEvent]:
        command, data = frame[3], frame[4:-1]
        if command in (INVENTORY, FAST_SWITCH):
            return self._inventory(command, data)
        if command == FIRMWARE and len(data) == 2:
            return [DeviceInfo("firmware", f"{data[0]}.{data[1]}")]
        if len(data) != 1:
            return []
        if data[0] != SUCCESS:
            return [_error(data[0])]
        if command == SET_ANTENNA and len(self._antennas) == 1:
            self._outgoing = self._frame(INVENTORY, bytes([LOOKS_A_ROUND]))
        return []

    def _inventory(self, command: int, data: bytes) -> list[DeviceEvent]:
        if len(data) == 1:
            return self._after_round(_error(data[0]))
        if len(data) == 2:
            return [_error(data[1], data[0] + 1)]
        if len(data) == _END_LEN - 3:
            if command == FAST_SWITCH:
                end = InventoryEnd(None, None, int.from_bytes(data[:3]))
            else:
                end = InventoryEnd(data[0] + 1, int.from_bytes(data[1:3]), int.from_bytes(data[3:]))
            return self._after_round(end)
        return [_tag(data)]


def _error(code: int, antenna: int | None = None) -> ReaderError:
    meaning = _MEANINGS.get(code, f"unknown error 0x{code:02X}")
    return ReaderError(code, meaning if antenna is None else f"antenna {antenna}: {meaning}")


def _tag(data: bytes) -> TagRead:
    channel, low = divmod(data[0], 4)
    rssi = data[-1]
    return TagRead(
        epc=data[3:-1].hex().upper(),
        antenna=low + 1 + (4 if rssi & 0x80 else 0),
        rssi_dbm=float((rssi & 0x7F) - _RSSI_OFFSET_DBM),
        frequency_mhz=_frequency_mhz(channel),
    )


def _frequency_mhz(channel: int) -> float | None:
    """Channels 0-6 lie from 865 MHz, 7-59 from 902 MHz, half a MHz apart (the reader's frequency table)."""
    if channel > 59:
        return None
    return 865.0 + 0.5 * channel if channel < 7 else 902.0 + 0.5 * (channel - 7)
