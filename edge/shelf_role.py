"""A shelf on a scale as a role: what comes and goes is counted, and what lies there is told now and then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

import msgspec

from devices.commands import Command, ReadWeightContinuously
from devices.events import DeviceEvent, Weight
from edge.catalogue import Catalogue
from edge.moment import Moment
from edge.roles import CatalogueNow, Outcome, PlainRole, Settings, Signal
from edge.shelf import ShelfSettings, ShelfState, shelf
from edge.shelf_watch import Watch, shelf_weight
from edge.troubles import fault
from edge.weighing import UnitWeight
from gateway.wire.messages import AnyEvent, DeviceConfig, Movement

NO_UNIT_WEIGHT: Final = "no-unit-weight"
TOO_LIGHT: Final = "too-light-to-count"
OLDER_MEMORY: Final = "older-memory"


class ShelfRole(PlainRole):
    """A shelf on a scale. Its weights are kept, so that what goes while the agent is off is counted after."""

    def __init__(self, config: DeviceConfig, catalogue: CatalogueNow) -> None:
        read = Settings(config)
        self._device = config.id
        self._location, self._sku = read.text("location"), read.text("sku")
        self._put_from, self._pick_to = read.text("put_from"), read.text("pick_to")
        self._division_g = read.grams("division_g", "1")
        self._empty_g = read.grams("empty_g", "0", zero=True)
        self._weigh_every_s = read.seconds("weigh_every_s", "300")
        read.check()
        self._catalogue = catalogue
        self._state = ShelfState()
        self._watch = Watch()
        self._built: tuple[int, ShelfSettings | None, dict[str, str]] = (-1, None, {})
        self.key = f"shelf/{config.id}/{self._location}/{self._sku}"

    def _settings(self) -> tuple[ShelfSettings | None, dict[str, str]]:
        """By the catalogue as it is now; None and why while it knows no weight of a piece."""
        catalogue = self._catalogue()
        if self._built[0] != catalogue.version:
            self._built = (catalogue.version, *self._build(catalogue))
        return self._built[1], self._built[2]

    def _build(self, catalogue: Catalogue) -> tuple[ShelfSettings | None, dict[str, str]]:
        match = catalogue.lookup(self._sku)
        if match is None or match.item.unit_weight_g is None or match.item.unit_weight_g <= 0:
            return None, {
                NO_UNIT_WEIGHT: f"the catalogue has no unit weight of {self._sku}: nothing is counted"
            }
        unit = UnitWeight.of(match.item.unit_weight_g, match.item.unit_weight_sd_g)
        settings = ShelfSettings(
            device=self._device,
            location=self._location,
            item=match.item.sku,
            unit=unit,
            division_g=self._division_g,
            put_from=self._put_from,
            pick_to=self._pick_to,
        )
        if not settings.countable:
            why = f"one {self._sku} ({unit.mean_g} g) is too light for a division of {self._division_g} g"
            return None, {TOO_LIGHT: f"{why}: nothing is counted"}
        return settings, {}

    def handle(self, device: str, event: DeviceEvent, moment: Moment) -> Outcome:
        settings, _ = self._settings()
        if settings is None:
            return Outcome()
        before = self._state
        self._state, events = shelf(before, settings, event, moment)
        told = [
            Signal(device, True, f"{e.kind} {e.qty} x {e.item}") for e in events if isinstance(e, Movement)
        ]
        if isinstance(event, Weight):
            self._watch = self._watch.seen(event, moment)
            settled = self._state.settling.told and not before.settling.told
            if settled and self._watch.is_news(event.grams, self._division_g):
                events = [*events, *self._weight(settings, event.grams, moment)]
        return Outcome(events, told, keep=self._state.at_rest() != before.at_rest())

    def _weight(self, settings: ShelfSettings, grams: Decimal, moment: Moment) -> list[AnyEvent]:
        """What lies there, for the hub to set beside its books."""
        self._watch = self._watch.told_now(grams, moment)
        return [shelf_weight(settings, grams - self._empty_g, moment)]

    def tick(self, moment: Moment) -> Outcome:
        """A shelf that nobody touches says now and then that it still weighs what it did."""
        settings, _ = self._settings()
        grams = self._watch.due(moment, self._weigh_every_s)
        if settings is None or grams is None or self._state.settled_g is None:
            return Outcome()
        return Outcome(self._weight(settings, grams, moment))

    def memory(self) -> bytes:
        return msgspec.json.encode(self._state.at_rest())

    def remember(self, stored: bytes | None) -> None:
        state = ShelfState() if stored is None else msgspec.json.decode(stored, type=ShelfState)
        self._state = state.after_a_stop()

    def doubt(self, moment: Moment) -> Outcome:
        """The next weight is a new beginning, unless one has settled since the start. Somebody must count:
        what was found at the start is a difference to an older time."""
        if self._state.carried:
            self._state = replace(self._state, rebase=True)
        detail = f"{self._location}: what it weighed is remembered from an old copy. Count the shelf."
        return Outcome([fault(self._device, OLDER_MEMORY, detail, moment)], keep=True)

    def troubles(self) -> Mapping[str, str]:
        return self._settings()[1]

    def wishes(self, device: str) -> Sequence[Command]:
        return (ReadWeightContinuously(),)

    def gone(self, device: str) -> None:
        self._watch = Watch()
        self._state = replace(self._state.at_rest(), carried=self._state.carried)
