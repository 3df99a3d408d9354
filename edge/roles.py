"""What a device is for: each role turns what its devices say into events, by one of the pure reducers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Protocol, get_args

import msgspec

from devices.codes import gs1
from devices.codes.epc import parse_epc
from devices.codes.gs1 import parse_scan
from devices.commands import Command, ReadWeightContinuously, StartInventory
from devices.events import DeviceEvent, Scan, TagRead, Weight
from edge import portal, scanning
from edge.catalogue import Catalogue
from edge.moment import Moment
from edge.rest import Rest
from gateway.wire.messages import AnyEvent, DeviceConfig, MovementKind

CatalogueNow = Callable[[], Catalogue]


class RoleSettingsError(ValueError):
    """A device's settings that cannot be used: all that is wrong with them."""


@dataclass(frozen=True, slots=True)
class Signal:
    """To be shown or sounded at a device, once its events are on disk."""

    device: str
    ok: bool
    text: str


@dataclass(slots=True)
class Outcome:
    """What followed. `keep`: the role's memory has changed and goes into the events' transaction."""

    events: list[AnyEvent] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    keep: bool = False


class Role(Protocol):
    """Called on the agent's thread only. `key` names its memory in the outbox."""

    key: str

    def handle(self, device: str, event: DeviceEvent, moment: Moment) -> Outcome: ...

    def tick(self, moment: Moment) -> Outcome:
        """Time has gone by."""

    def tick_every_s(self) -> float | None:
        """How soon it wants the next tick; None: it does not wait for anything."""

    def memory(self) -> bytes:
        """What must survive a power cut."""

    def remember(self, stored: bytes | None) -> None:
        """Go on from there; None: from the beginning. Raises msgspec.DecodeError or ValueError."""

    def committed(self, outcome: Outcome) -> None:
        """What followed is on disk."""

    def troubles(self) -> Mapping[str, str]:
        """What is wrong with it by its settings: code to words."""

    def wishes(self, device: str) -> Sequence[Command]:
        """What its device must be told to do, once and after every reconnect."""

    def gone(self, device: str) -> None:
        """A device of this role was unplugged."""

    def doubt(self, moment: Moment) -> Outcome:
        """What was remembered at the start is of an older time than what the hub knows."""


class Settings:
    """A device's settings read with their types; `check` raises for all mistakes at once."""

    def __init__(self, config: DeviceConfig) -> None:
        self._config = config
        self._wrong: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        value = self._config.settings.get(name, default)
        if not value:
            self._wrong.append(f"setting {name!r} is missing")
            return ""
        return value

    def choice(self, name: str, allowed: Sequence[str], default: str) -> str:
        value = self._config.settings.get(name, default)
        if value not in allowed:
            self._wrong.append(f"setting {name!r} is {value!r}, not one of {', '.join(allowed)}")
            return default
        return value

    def grams(self, name: str, default: str, *, zero: bool = False) -> Decimal:
        value = self._config.settings.get(name, default)
        try:
            grams = Decimal(value)
        except InvalidOperation:
            grams = Decimal(-1)
        if not grams.is_finite() or grams < 0 or (grams == 0 and not zero):
            self._wrong.append(f"setting {name!r} is {value!r}, not a number of grams above 0")
            return Decimal(default)
        return grams

    def seconds(self, name: str, default: str) -> int:
        """Whole seconds; 0 for never."""
        value = self._config.settings.get(name, default)
        if not value.isdecimal() or int(value) > 86_400:
            self._wrong.append(f"setting {name!r} is {value!r}, not a number of seconds (0 for never)")
            return int(default)
        return int(value)

    def antenna(self, name: str, default: str) -> int:
        value = self._config.settings.get(name, default)
        if not value.isdecimal() or not 1 <= int(value) <= 64:
            self._wrong.append(f"setting {name!r} is {value!r}, not the number of an antenna (from 1)")
            return int(default)
        return int(value)

    def check(self) -> None:
        if self._wrong:
            raise RoleSettingsError("; ".join(self._wrong))


class PlainRole:
    """What most roles have no use for."""

    key = ""

    def tick(self, moment: Moment) -> Outcome:
        return Outcome()

    def tick_every_s(self) -> float | None:
        return None

    def memory(self) -> bytes:
        return b""

    def remember(self, stored: bytes | None) -> None:
        return

    def committed(self, outcome: Outcome) -> None:
        return

    def troubles(self) -> Mapping[str, str]:
        return {}

    def wishes(self, device: str) -> Sequence[Command]:
        return ()

    def gone(self, device: str) -> None:
        return

    def doubt(self, moment: Moment) -> Outcome:
        return Outcome()


class ScannerRole(PlainRole):
    """A hand scanner bound to a place."""

    def __init__(self, config: DeviceConfig, catalogue: CatalogueNow) -> None:
        read = Settings(config)
        location = read.text("location")
        name = read.choice("mode", scanning.MODES, "RECEIVE")
        read.check()
        mode = next(mode for mode in scanning.MODES if mode == name)
        self._settings = scanning.ScannerSettings(config.id, location, mode)
        self._catalogue = catalogue
        self._state = self._remembered = scanning.ScanState.begin(self._settings)
        self.key = f"scanner/{config.id}/{location}/{mode}"
        gs1.load()  # or the first scan would take a third of a second

    def handle(self, device: str, event: DeviceEvent, moment: Moment) -> Outcome:
        if not isinstance(event, Scan):
            return Outcome()
        catalogue = self._catalogue()
        before = self._state
        self._state, events, said = scanning.scan(
            before,
            self._settings,
            parse_scan(event),
            catalogue.lookup,
            moment,
            catalogue_known=catalogue.version > 0,
        )
        return Outcome(events, [Signal(device, said.ok, said.text)], keep=self._state != before)

    def memory(self) -> bytes:
        return msgspec.json.encode(self._state)

    def remember(self, stored: bytes | None) -> None:
        if stored is None:
            self._state = scanning.ScanState.begin(self._settings)
        else:
            self._state = msgspec.json.decode(stored, type=scanning.ScanState)
        self._remembered = self._state

    def doubt(self, moment: Moment) -> Outcome:
        """An undo would take back what was taken back, or booked, long ago; the mode stays as it is shown."""
        if self._state != self._remembered or self._state == scanning.ScanState(self._state.mode):
            return Outcome()
        self._state = scanning.ScanState(self._state.mode)
        return Outcome(keep=True)


class PortalRole(PlainRole):
    """A dock door: one reader with both antennas, or modules with one antenna each that share `portal`.

    Tags in the field are not kept: without power there is no field.
    """

    kinds: ClassVar[tuple[str, ...]] = get_args(MovementKind)

    def __init__(self, configs: Sequence[DeviceConfig]) -> None:
        read = Settings(configs[0])
        mode_in = read.choice("mode_in", self.kinds, "receipt")
        mode_out = read.choice("mode_out", self.kinds, "shipment")
        self._settings = portal.PortalSettings(
            device=configs[0].id,
            location=read.text("location"),
            in_from=read.text("in_from", "supplier"),
            out_to=read.text("out_to", "customer"),
            mode_in=next(kind for kind in get_args(MovementKind) if kind == mode_in),
            mode_out=next(kind for kind in get_args(MovementKind) if kind == mode_out),
            outside_antenna=read.antenna("outside_antenna", "1"),
            inside_antenna=read.antenna("inside_antenna", "2"),
        )
        read.check()
        self._is_antenna: dict[str, int] = {}
        for config in configs:
            if "antenna" in config.settings:
                read = Settings(config)
                self._is_antenna[config.id] = read.antenna("antenna", "1")
                read.check()
        self._state = portal.PortalState()

    def handle(self, device: str, event: DeviceEvent, moment: Moment) -> Outcome:
        if isinstance(event, TagRead):
            antenna = self._is_antenna.get(device, event.antenna)
            portal.read(self._state, self._settings, replace(event, antenna=antenna), moment)
        return Outcome()

    def tick(self, moment: Moment) -> Outcome:
        outcome = Outcome()
        for crossing in portal.tick(self._state, self._settings, moment):
            event = portal.to_event(crossing, self._settings, identify)
            outcome.events.append(event)
            placed = crossing.direction != "unknown"
            outcome.signals.append(
                Signal(self._settings.device, placed, f"{crossing.direction}: {crossing.epc}")
            )
        return outcome

    def tick_every_s(self) -> float | None:
        return 0.25 if self._state.tracks else None

    def wishes(self, device: str) -> Sequence[Command]:
        if device in self._is_antenna:
            return (StartInventory((1,)),)
        return (StartInventory((self._settings.outside_antenna, self._settings.inside_antenna)),)


def identify(epc: str) -> portal.TagIdentity | None:
    """The trade item of an SGTIN; None for everything else that carries an EPC."""
    code = parse_epc(epc)
    return None if code.gtin is None else portal.TagIdentity(code.gtin, code.serial)


class FloorScaleRole(PlainRole):
    """A scale that tells what it weighs: a reading for each new settled weight."""

    def __init__(self, config: DeviceConfig) -> None:
        read = Settings(config)
        self._rest = Rest(read.text("location"), read.grams("division_g", "1"))
        read.check()

    def handle(self, device: str, event: DeviceEvent, moment: Moment) -> Outcome:
        if not isinstance(event, Weight):
            return Outcome()
        self._rest, reading = self._rest.seen(device, event, moment)
        return Outcome([reading] if reading else [])

    def wishes(self, device: str) -> Sequence[Command]:
        return (ReadWeightContinuously(),)
