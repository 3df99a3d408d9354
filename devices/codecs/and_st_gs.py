r"""Scales that stream `ST,...` and `US,...`: A&D, CAS and T-Scale.

Frames (fixed width, then CR LF; manuals: A&D EK-L 9-2 and GC 16.2, CAS CI-600D; T-Scale NHB from captures):

    ST,+00000.0  g         A&D: header, 8 or 9 characters of number, 3 of unit
    ST,OK,+0001.234 kg     A&D with comparator HI/OK/LO
    US,GS,+  0.860kg       CAS-18: 8 characters of number, 2 of unit
    ST,GS    20.7g         T-Scale: 8 characters of number right behind the mode, 3 of unit
    US,NT,1\x82,000002.0 kg  CAS-22: device id, lamp byte (b7=1, b6=stable), 8 of number, blank, unit

ST is stable, US is not, OL is over (or, with a minus, under) load, QT counts pieces. A frame that misses its
first bytes has no header and so is no weight.
"""

import re
from decimal import Decimal
from typing import Final, Literal

from devices.codecs.line_codec import LineCodec, decimal_of
from devices.commands import Command, ReadWeight, Tare, Zero
from devices.events import GRAMS_PER_UNIT, DeviceEvent, ScaleStatus, Weight

_FRAME: Final = re.compile(
    rb"(?P<header>ST|US|OL|QT)(?:"
    rb",(?:(?:HI|OK|LO),)?(?P<and_number>[ +\-][ \d.]{7,8})(?P<and_unit>[ A-Za-z%]{3})"
    rb"|,(?P<mode18>GS|NT),(?P<number18>[ +\-\d.]{8})(?P<unit18>[ A-Za-z]{2})"
    rb"|,(?P<mode_t>GS|NT)(?P<number_t>[ +\-\d.]{8})(?P<unit_t>[ A-Za-z]{3})"
    rb"|,(?P<mode22>GS|NT),[0-9A-Za-z](?P<lamp>[\x80-\xff]),"
    rb"(?P<number22>[ +\-\d.]{8}) (?P<unit22>[ A-Za-z]{2})"
    rb")\Z"
)
_SHORT: Final = re.compile(rb"(?P<ack>\x06)|(?P<echo>[ZT])|EC,E(?P<error>\d\d)")
_ERRORS: Final = {b"00": "transmission", b"01": "syntax", b"02": "not_executable", b"04": "syntax"}
_ECHOES: Final = {b"Z": "zero_ok", b"T": "tare_ok"}
_LAMP_STABLE: Final = 0x40
_MODES: Final[dict[bytes | None, Literal["gross", "net"] | None]] = {b"GS": "gross", b"NT": "net", None: None}


class AndStGsCodec(LineCodec):
    """The scale streams of its own accord (its menu says how often); nothing need be asked."""

    def _parse(self, line: bytes) -> tuple[int, list[DeviceEvent]] | str:
        match = _FRAME.search(line)
        if match is None:
            return self._parse_short(line)
        group = match.groupdict()
        number = next(n for n in (group[f"{k}"] for k in _NUMBERS) if n is not None)
        unit = next(u for u in (group[k] for k in _UNITS) if u is not None).strip().decode("ascii")
        mode = _MODES[group["mode18"] or group["mode_t"] or group["mode22"]]
        value = decimal_of(number)
        if group["header"] == b"OL":
            status = "underload" if number.lstrip().startswith(b"-") else "overload"
            return match.start(), [ScaleStatus(status)]
        if value is None:
            return f"{number!r} is not a number"
        if group["header"] == b"QT" or unit in ("PC", "%"):
            return match.start(), [ScaleStatus("not_a_weight")]
        if unit not in GRAMS_PER_UNIT:
            return f"{unit!r} is not a unit of mass"
        return match.start(), [self._weight(group, value, unit, mode)]

    @staticmethod
    def _weight(
        group: dict[str, bytes], value: Decimal, unit: str, mode: Literal["gross", "net"] | None
    ) -> Weight:
        lamp = group["lamp"]
        stable = group["header"] == b"ST" and (lamp is None or bool(lamp[0] & _LAMP_STABLE))
        return Weight(value, unit, stable, mode)

    @staticmethod
    def _parse_short(line: bytes) -> tuple[int, list[DeviceEvent]] | str:
        match = _SHORT.fullmatch(line)
        if match is None:
            return "not a frame of this scale"
        if match["error"]:
            return 0, [ScaleStatus(_ERRORS.get(match["error"], "error"))]
        return 0, [ScaleStatus(_ECHOES.get(match["echo"], "accepted"))]

    def encode(self, command: Command) -> bytes:
        match command:
            case ReadWeight():
                return b"Q\r\n"
            case Zero():
                return b"Z\r\n"
            case Tare():
                return b"T\r\n"
            case _:
                return super().encode(command)


_NUMBERS: Final = ("and_number", "number18", "number_t", "number22")
_UNITS: Final = ("and_unit", "unit18", "unit_t", "unit22")
