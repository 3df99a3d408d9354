"""What a device said, in one word each. Nothing here says what it means for the stock."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

GRAMS_PER_UNIT: Final[dict[str, Decimal]] = {
    "mg": Decimal("0.001"),
    "g": Decimal(1),
    "kg": Decimal(1000),
    "t": Decimal(1_000_000),
    # the international avoirdupois pound is exact since 1959; the ounce is its sixteenth
    "lb": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
"""Grams in one unit of mass, exactly. A codec reports no weight in a unit that is not here."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A scale's reading.

    `value` is in `unit`, with the digits as sent. `mode` is None where the protocol doesn't say.
    `stable` from a protocol codec is the scale's own word; from `codec_for` it is true only when two
    frames in a row said the same (see docs/adr/0002-flipped-bits.md), and only then may it be counted on.
    """

    value: Decimal
    unit: str
    stable: bool
    mode: Literal["gross", "net"] | None = None

    @property
    def grams(self) -> Decimal:
        """The reading in grams, exactly."""
        return self.value * GRAMS_PER_UNIT[self.unit]


@dataclass(frozen=True, slots=True)
class ScaleStatus:
    """What a scale said instead of a weight.

    `code` is one of: overload, underload, not_executable, syntax, transmission, logical, zero_ok, tare_ok,
    not_a_weight (it counts pieces or shows per cent), error. `command` names the protocol's command that it
    answers, "" where it doesn't say.
    """

    code: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A fact about the device: key is serial_number, firmware, hardware, manufacturer, tare, or restarted.

    `restarted` (value: the serial number) means that the device lost power: a tare that was set is gone.
    """

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Scan:
    """A barcode as read: `data` without its AIM identifier, GS as \\x1d; `aim` such as "]C1"."""

    data: str
    aim: str | None = None


@dataclass(frozen=True, slots=True)
class TagRead:
    """One answer of one tag. `epc` is upper-case hex, `antenna` counts from 1."""

    epc: str
    antenna: int
    rssi_dbm: float | None = None
    frequency_mhz: float | None = None


@dataclass(frozen=True, slots=True)
class InventoryEnd:
    """A reader ended a round. `antenna` is None when the round covered several.

    `rate_per_s` is the reader's own figure (None where it gives none), `total` its reads in this round.
    """

    antenna: int | None
    rate_per_s: int | None
    total: int


@dataclass(frozen=True, slots=True)
class ReaderError:
    """An RFID reader refused or failed. `meaning` is in plain English."""

    code: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Garbage:
    """Bytes that a codec threw away, and why: noise, a bad checksum, a line too long."""

    data: bytes
    why: str


DeviceEvent = Weight | ScaleStatus | DeviceInfo | Scan | TagRead | InventoryEnd | ReaderError | Garbage
