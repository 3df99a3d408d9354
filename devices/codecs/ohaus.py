r"""Ohaus print format: what their scales send on PRINT, continuously, or when asked.

    "    192.21 g"        10 characters right-aligned, a blank, the unit; " ?" behind it while in motion
                          (RS232 manual EN-3)
    "   0.360 kg    G"    Defender 3000: 8 characters, a blank, 2 of unit, 4 in which "?" says motion,
                          then G gross or N net (from a capture; the place of "?" within the 4 is not known)

CR LF at the end. There is no header, so a frame must begin where the line does, or right after a byte that is
no text, or after CR and a damaged LF: the rest of a cut frame is too short and is refused.
"""

import re
from typing import Final, Literal

from devices.codecs.line_codec import LineCodec, decimal_of
from devices.commands import Command, ReadWeight, ReadWeightContinuously, Tare, Zero
from devices.events import GRAMS_PER_UNIT, DeviceEvent, ScaleStatus, Weight

_FRAME: Final = re.compile(
    rb"(?:\A|(?<=[\x00-\x1f\x7f-\xff])|(?<=\r.))(?:"
    rb"(?P<number>[ \d.+\-]{10}) (?P<unit>[A-Za-z]{1,2})(?P<motion> \?)?"
    rb"|(?P<number_d>[ \d.+\-]{8}) (?P<unit_d>[A-Za-z ]{2})(?P<motion_d>[ ?]{4})(?P<mode>[GN])"
    rb"|(?P<error>ES)"
    rb")\Z"
)
_MODES: Final[dict[bytes | None, Literal["gross", "net"] | None]] = {b"G": "gross", b"N": "net", None: None}
_COMMANDS: Final[dict[type[Command], bytes]] = {
    ReadWeight: b"IP\r\n",
    ReadWeightContinuously: b"CP\r\n",
    Zero: b"Z\r\n",
    Tare: b"T\r\n",
}


class OhausCodec(LineCodec):
    """Listens; whether the scale prints continuously is set in its menu or by ReadWeightContinuously."""

    def __init__(self) -> None:
        super().__init__()
        self._continuous = False

    def start(self) -> bytes:
        super().start()
        return _COMMANDS[ReadWeightContinuously] if self._continuous else b""

    def encode(self, command: Command) -> bytes:
        if type(command) not in _COMMANDS:
            return super().encode(command)
        self._continuous |= isinstance(command, ReadWeightContinuously)
        return _COMMANDS[type(command)]

    def _parse(self, line: bytes) -> tuple[int, list[DeviceEvent]] | str:
        match = _FRAME.search(line)
        if match is None:
            return "not in Ohaus print format"
        if match["error"]:
            return match.start(), [ScaleStatus("syntax")]
        value = decimal_of(match["number"] or match["number_d"])
        unit = (match["unit"] or match["unit_d"]).strip().decode("ascii")
        if value is None:
            return "the weight is not a number"
        if unit not in GRAMS_PER_UNIT:
            return f"{unit!r} is not a unit of mass"
        moving = b"?" in (match["motion"] or match["motion_d"] or b"")
        return match.start(), [Weight(value, unit, not moving, _MODES[match["mode"]])]
