"""What we may ask of a device. A codec turns these into its protocol's bytes, or refuses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadWeight:
    """One weight now, settled or not."""


@dataclass(frozen=True, slots=True)
class ReadWeightContinuously:
    """Weights until something else is asked."""


@dataclass(frozen=True, slots=True)
class Zero:
    """Take the load that is on the scale now as zero."""


@dataclass(frozen=True, slots=True)
class Tare:
    """Take the load that is on the scale now as tare."""


@dataclass(frozen=True, slots=True)
class ReadSerialNumber:
    """Who are you?"""


@dataclass(frozen=True, slots=True)
class StartInventory:
    """Read tags over these antennas (counted from 1), round after round, until StopInventory."""

    antennas: tuple[int, ...] = (1,)


@dataclass(frozen=True, slots=True)
class StopInventory:
    """No more rounds."""


@dataclass(frozen=True, slots=True)
class SetAntenna:
    """Work over this antenna (counted from 1)."""

    antenna: int


Command = (
    ReadWeight
    | ReadWeightContinuously
    | Zero
    | Tare
    | ReadSerialNumber
    | StartInventory
    | StopInventory
    | SetAntenna
)


class UnsupportedCommandError(ValueError):
    """The device's protocol has no way to say this command."""
