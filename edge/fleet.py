"""The devices of an agent: their drivers, their roles, and what is wrong with them.

Used on the agent's thread, but for `states`, `bench` and `next_tick_s`, which only look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import structlog

from devices.codecs import UnknownProtocolError, codec_for
from devices.commands import Command, StartInventory, UnsupportedCommandError
from devices.driver import Counters, Driver, OnEvent, OnState
from devices.events import DeviceEvent, Garbage, InventoryEnd, ReaderError, ScaleStatus, TagRead, Weight
from devices.transports import Transport, open_transport
from edge.bench import BenchRole
from edge.clock import Clock
from edge.moment import Moment
from edge.roles import (
    CatalogueNow,
    FloorScaleRole,
    Outcome,
    PortalRole,
    Role,
    RoleSettingsError,
    ScannerRole,
)
from edge.shelf_role import ShelfRole
from edge.troubles import Troubles
from gateway.wire.messages import AnyEvent, Config, DeviceConfig, DeviceState, Fault

log = structlog.get_logger(__name__)

DISCONNECTED: Final = "disconnected"
SCALE_TROUBLE: Final = "scale-trouble"
READER_TROUBLE: Final = "reader-trouble"
MISCONFIGURED: Final = "misconfigured"
DRIVER_DIED: Final = "driver-died"
_SCALE_TROUBLES: Final = ("overload", "underload", "not_a_weight", "transmission", "error")
_SCALE_ADVICE: Final = {
    "overload": "too much is on the scale: take some off, and weigh it in parts",
    "underload": "something is missing on the scale: put its pan on, then zero it",
    "not_a_weight": "the scale counts or shows percent: switch it back to grams",
}
_BENCH: Final = "bench"
_LOOK_EVERY_S: Final = 1.0
_TICK_AT_LEAST_S: Final = 0.2
_LONG_AFTER_NS: Final = 3_600_000_000_000

Found = list[tuple[Role | None, Outcome]]


@dataclass(slots=True)
class _Device:
    config: DeviceConfig
    role: Role | None
    driver: Driver | None
    troubles: Troubles
    connected: bool = False
    running: bool = False
    role_troubles: set[str] = field(default_factory=set)
    before: Counters = field(default_factory=Counters)
    """What drivers counted that have died."""

    def state(self) -> DeviceState:
        now = self.driver.counters if self.driver is not None else Counters()
        return DeviceState(
            id=self.config.id,
            connected=self.connected,
            detail=self.troubles.summary(),
            garbage_bytes=self.before.garbage_bytes + now.garbage_bytes,
            reconnects=self.before.reconnects + now.reconnects,
        )


class Fleet:
    """`stored` gives what roles have kept; `on_event` and `on_state` are called on the drivers' threads."""

    def __init__(
        self,
        device_dir: Path,
        catalogue: CatalogueNow,
        stored: Callable[[], Mapping[str, bytes]],
        on_event: OnEvent,
        on_state: OnState,
        clock: Clock,
    ) -> None:
        self._device_dir, self._catalogue, self._stored = device_dir, catalogue, stored
        self._on_event, self._on_state, self._clock = on_event, on_state, clock
        self._devices: dict[str, _Device] = {}
        self._roles: dict[str, Role] = {}
        self._looked_s = self._ticked_s = 0.0
        self._zone: tzinfo = UTC

    @property
    def bench(self) -> BenchRole | None:
        role = self._roles.get(_BENCH)
        return role if isinstance(role, BenchRole) else None

    def states(self) -> list[DeviceState]:
        return [device.state() for device in list(self._devices.values())]

    def devices_of(self, role: Role) -> list[str]:
        return [name for name, device in self._devices.items() if device.role is role]

    def send(self, device: str, command: Command) -> bool:
        """False when there is no such device, or it is not connected. Raises UnsupportedCommandError."""
        found = self._devices.get(device)
        return found is not None and found.driver is not None and found.driver.send(command)

    # --- configuration ---

    def apply(self, config: Config, now: Moment) -> Found:
        """Devices that changed are stopped and made anew; the others go on undisturbed. Then call `start`."""
        self._zone = _zone(config.timezone)
        running = _groups(device.config for device in self._devices.values())
        wanted = _groups(config.devices)
        for group, configs in running.items():
            if wanted.get(group) != configs:
                self._roles.pop(group, None)
                for gone in configs:
                    self._stop(self._devices.pop(gone.id))
        found: Found = []
        for group, configs in wanted.items():
            if running.get(group) != configs:
                found += self._add(group, configs, now)
        return found

    def start(self) -> None:
        """Opens the lines of devices that are new."""
        for device in self._devices.values():
            if device.driver is not None and not device.running:
                device.running = True
                device.driver.start()

    def stop(self) -> None:
        """Closes all lines."""
        for device in self._devices.values():
            self._stop(device)

    def doubt(self, now: Moment) -> Found:
        """What roles remembered at the start is of an older time than what the hub knows."""
        return [(role, role.doubt(now)) for role in self._roles.values()]

    def last_words(self, now: Moment) -> Found:
        """What roles were still waiting with, decided as if it stayed quiet from now on."""
        later = Moment(now.at, now.mono_ns + _LONG_AFTER_NS, now.boot)
        return [(role, role.tick(later)) for role in self._roles.values()]

    def _add(self, group: str, configs: Sequence[DeviceConfig], now: Moment) -> Found:
        found: Found = []
        for config in configs:
            device = self._devices[config.id] = _Device(config, None, None, Troubles(config.id))
            try:
                if group not in self._roles:
                    self._roles[group] = self._role(configs)
                device.role = self._roles[group]
                device.driver = self._driver(device)
            except (RoleSettingsError, UnknownProtocolError) as error:
                found.append((None, _faults(device.troubles.begins(MISCONFIGURED, str(error), now))))
        return found

    def _day_of(self, at: datetime) -> date:
        """The site's."""
        return at.astimezone(self._zone).date()

    def _role(self, configs: Sequence[DeviceConfig]) -> Role:
        match configs[0].role:
            case "scanner":
                role: Role = ScannerRole(configs[0], self._catalogue)
            case "portal":
                role = PortalRole(configs)
            case "shelf_scale":
                role = ShelfRole(configs[0], self._catalogue)
            case "floor_scale":
                role = FloorScaleRole(configs[0])
            case "bench_scanner" | "bench_scale" | "bench_reader":
                role = BenchRole(configs, self._catalogue, self._day_of)
        self._remember(role)
        return role

    def _remember(self, role: Role) -> None:
        kept = self._stored().get(role.key)
        try:
            role.remember(kept)
        except (msgspec.DecodeError, ValueError) as error:
            log.warning("fleet.memory_unreadable", role=role.key, error=str(error))
            role.remember(None)

    def _driver(self, device: _Device) -> Driver:
        config = device.config
        driver = Driver(
            config.id,
            codec_for(config.protocol),
            self._line(config),
            self._on_event,
            self._on_state,
            monotonic_ns=lambda: self._clock.now().mono_ns,
        )
        for command in device.role.wishes(config.id) if device.role else ():
            try:
                driver.send(command)
            except UnsupportedCommandError as error:
                if isinstance(command, StartInventory):
                    raise RoleSettingsError(
                        f"{error}. Two such modules make a portal: give both the same setting 'portal', and"
                        " each its 'antenna'"
                    ) from error
                log.debug("fleet.sends_by_itself", device=config.id, command=type(command).__name__)
        return driver

    def _line(self, config: DeviceConfig) -> Callable[[], Transport]:
        port = config.port
        if "://" not in port and not Path(port).is_absolute():
            port = str(self._device_dir / port)
        return lambda: open_transport(port, config.baud)

    @staticmethod
    def _stop(device: _Device) -> None:
        if device.driver is None or not device.running:
            return
        device.running = device.connected = False
        try:
            device.driver.stop()
        except Exception:  # what a driver died of was told when it died; the others must be stopped too
            log.exception("fleet.driver_stopped_badly", device=device.config.id)

    # --- what devices say ---

    def handle(
        self, name: str, event: DeviceEvent, moment: Moment
    ) -> tuple[Role | None, Outcome, Sequence[Fault]]:
        """What follows for the device's role, and what is wrong (or right again) with the device."""
        device = self._devices.get(name)
        if device is None:
            return None, Outcome(), ()  # it was configured away while its last word was in the queue
        faults: list[Fault] = []
        if not isinstance(event, Garbage):
            device.troubles.sound(moment)
        match event:
            case Garbage(data=data, why=why):
                faults = device.troubles.garbage(data, why, moment)
            case ScaleStatus(code=code) if code in _SCALE_TROUBLES:
                advice = _SCALE_ADVICE.get(code, f"the scale says: {code}")
                faults = device.troubles.begins(SCALE_TROUBLE, advice, moment)
            case ReaderError(code=number, meaning=meaning):
                faults = device.troubles.begins(
                    READER_TROUBLE, f"the reader says {number}: {meaning}", moment
                )
            case Weight():
                faults = device.troubles.ends(SCALE_TROUBLE, moment)
            case TagRead() | InventoryEnd():
                faults = device.troubles.ends(READER_TROUBLE, moment)
            case _:
                pass
        outcome = device.role.handle(name, event, moment) if device.role else Outcome()
        return device.role, outcome, faults

    def connection(self, name: str, connected: bool, reason: str, now: Moment) -> Found:
        device = self._devices.get(name)
        if device is None or not device.running:
            return []
        log.info("device.connected" if connected else "device.disconnected", device=name, reason=reason)
        device.connected = connected
        if connected:
            return [(None, _faults(device.troubles.ends(DISCONNECTED, now)))]
        if device.role is not None:
            device.role.gone(name)
        return [(None, _faults(device.troubles.begins(DISCONNECTED, reason, now)))]

    # --- time ---

    def next_tick_s(self) -> float:
        waits = [role.tick_every_s() for role in self._roles.values()]
        return min([wait for wait in waits if wait is not None], default=_LOOK_EVERY_S)

    def tick(self, now: Moment) -> Found:
        """What time brings about. Does nothing when it was called a moment ago."""
        if now.mono_s - self._ticked_s < _TICK_AT_LEAST_S:
            return []
        self._ticked_s = now.mono_s
        found: Found = [(role, role.tick(now)) for role in self._roles.values()]
        if now.mono_s - self._looked_s >= _LOOK_EVERY_S:
            self._looked_s = now.mono_s
            for device in self._devices.values():
                found.append((None, _faults(self._look(device, now))))
        return [(role, outcome) for role, outcome in found if outcome.events or outcome.keep]

    def _look(self, device: _Device, now: Moment) -> list[Fault]:
        faults = device.troubles.look(now)
        wrong = device.role.troubles() if device.role else {}
        for code, detail in wrong.items():
            faults += device.troubles.begins(code, detail, now)
        for code in device.role_troubles - wrong.keys():
            faults += device.troubles.ends(code, now)
        device.role_troubles = set(wrong)
        driver = device.driver
        if driver is not None and device.running and driver.failure is not None:
            why = f"{type(driver.failure).__name__}: {driver.failure}"
            faults += device.troubles.begins(DRIVER_DIED, f"{why}; it is started anew", now)
            self._stop(device)
            device.before.garbage_bytes += driver.counters.garbage_bytes
            device.before.reconnects += driver.counters.connects  # the next driver's first is one more
            device.driver = self._driver(device)
            device.running = True
            device.driver.start()
        return faults


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        # an older list of zones than the hub's: a day that begins some hours off is better than no bench
        log.warning("fleet.unknown_zone", zone=name)
        return UTC


def _groups(configs: Iterable[DeviceConfig]) -> dict[str, list[DeviceConfig]]:
    """Devices that work together: those of the bench, and those of one portal. The others are alone."""
    groups: dict[str, list[DeviceConfig]] = {}
    for config in configs:
        group = f"device/{config.id}"
        if config.role.startswith("bench_"):
            group = _BENCH
        elif config.role == "portal" and config.settings.get("portal"):
            group = f"portal/{config.settings['portal']}"
        groups.setdefault(group, []).append(config)
    return groups


def _faults(faults: Sequence[Fault]) -> Outcome:
    events: list[AnyEvent] = list(faults)
    return Outcome(events)
