r"""MT-SICS, levels 0 and 1: Mettler-Toledo scales and balances, and many that imitate them.

Lines in ASCII, CR LF at the end (reference manual MT-SICS 11780711):

    S S     100.00 g     a stable weight: 10 characters right-aligned, a blank, the unit
    S D     100.00 g     a weight in motion
    S + / S - / S I      overload / underload / not executable now
    Z A, T S 100.00 g    zeroed, tared (with the tare, 10 characters again)
    I4 A "B123456789"    serial number: the answer to I4, and unasked after power-up
    ES ET EL             command not understood / damaged on the line / not executable

A balance takes the next command only when it has answered the last, so the codec asks one thing at a time:
first who it is (I4), then for weights without end (SIR). A power-up ends SIR and loses the tare: it is
reported as DeviceInfo("restarted") and SIR is said again.
"""

import re
from typing import Final

from devices.codecs.line_codec import LineCodec, decimal_of
from devices.commands import Command, ReadSerialNumber, ReadWeight, ReadWeightContinuously, Tare, Zero
from devices.events import GRAMS_PER_UNIT, DeviceEvent, DeviceInfo, ScaleStatus, Weight

_FRAME: Final = re.compile(
    # "SI S ..." is what some imitations send in place of "S S ..."
    rb"(?:S|SI) (?P<state>[SD]) (?P<number>[ \d.+\-]{10}) (?P<unit>[A-Za-z]{1,2})\Z"
    rb"|TI? [SD] (?P<tare>[ \d.+\-]{10}) (?P<tare_unit>[A-Za-z]{1,2})\Z"
    rb"|(?P<command>S|SI|T|TI|Z|ZI) (?P<answer>[+\-IALSD])\Z"
    rb"|(?P<serial>I4) (?:A \"(?P<number4>[ -~]*)\"|(?P<refused4>[IL]))\Z"
    rb"|(?P<error>ES|ET|EL)\Z"
)
_ERRORS: Final = {b"ES": "syntax", b"ET": "transmission", b"EL": "logical"}
_ANSWERS: Final = {b"+": "overload", b"-": "underload", b"I": "not_executable", b"L": "logical"}
_ZEROED: Final = {(b"Z", b"A"), (b"ZI", b"S"), (b"ZI", b"D")}


class MtSicsCodec(LineCodec):
    """Keeps the stream of weights going; `continuous=False` speaks only when asked.

    `ReadWeight` asks twice, so that a settled weight can be confirmed (docs/adr/0002-flipped-bits.md).
    """

    def __init__(self, *, continuous: bool = True) -> None:
        super().__init__()
        self._continuous = continuous
        self._asked_serial = False
        self._asks_left = 0
        self._outgoing = b""

    @property
    def poll_after_s(self) -> float | None:  # type: ignore[override]
        """A streaming scale that is silent so long has lost our SIR."""
        return 2.0 if self._continuous else None

    def start(self) -> bytes:
        super().start()
        self._asks_left = 0
        self._outgoing = b""
        return self.encode(ReadSerialNumber())

    def poll(self) -> bytes:
        self._asked_serial = False
        return b"SIR\r\n" if self._continuous else b""

    def outgoing(self) -> bytes:
        said, self._outgoing = self._outgoing, b""
        return said

    def encode(self, command: Command) -> bytes:
        match command:
            case ReadWeight():
                self._asks_left = 2
                return b"SI\r\n"
            case ReadWeightContinuously():
                self._continuous = True
                return b"SIR\r\n"
            case Zero():
                return b"Z\r\n"
            case Tare():
                return b"T\r\n"
            case ReadSerialNumber():
                self._asked_serial = True
                return b"I4\r\n"
            case _:
                return super().encode(command)

    def _parse(self, line: bytes) -> tuple[int, list[DeviceEvent]] | str:
        match = _FRAME.search(line)
        if match is None:
            return "not an MT-SICS response"
        if match["serial"]:
            return match.start(), self._serial(match)
        if match["error"]:
            return match.start(), [ScaleStatus(_ERRORS[match["error"]])]
        said = self._answer(match) if match["command"] else self._weighed(match)
        return said if isinstance(said, str) else (match.start(), [*said])

    def _weighed(self, match: re.Match[bytes]) -> list[DeviceEvent] | str:
        number = decimal_of(match["number"] or match["tare"])
        unit = (match["unit"] or match["tare_unit"]).decode("ascii")
        if number is None:
            return "the weight is not a number"
        if unit not in GRAMS_PER_UNIT:
            return f"{unit!r} is not a unit of mass"
        if match["tare"]:
            return [ScaleStatus("tare_ok", "T"), DeviceInfo("tare", f"{number} {unit}")]
        self._answered()
        return [Weight(number, unit, match["state"] == b"S")]

    def _answer(self, match: re.Match[bytes]) -> list[DeviceEvent] | str:
        command, answer = match["command"], match["answer"]
        if command in (b"S", b"SI"):
            self._answered()
        if (command, answer) in _ZEROED:
            return [ScaleStatus("zero_ok", command.decode("ascii"))]
        if answer in _ANSWERS:
            return [ScaleStatus(_ANSWERS[answer], command.decode("ascii"))]
        return "not an MT-SICS response"

    def _answered(self) -> None:
        if not self._asks_left:
            return
        self._asks_left -= 1
        if self._asks_left:
            self._outgoing = b"SI\r\n"
        elif self._continuous:
            self._outgoing = b"SIR\r\n"

    def _serial(self, match: re.Match[bytes]) -> list[DeviceEvent]:
        asked, self._asked_serial = self._asked_serial, False
        if self._continuous:
            self._outgoing = b"SIR\r\n"
        if match["refused4"]:
            return [ScaleStatus("not_executable", "I4")]
        number = match["number4"].decode("ascii")
        said: list[DeviceEvent] = [DeviceInfo("serial_number", number)]
        if not asked:
            said.append(DeviceInfo("restarted", number))
        return said
