"""A shelf tells what lies on it: when that changes, and now and then while it does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from devices.events import DeviceEvent, Weight
from edge.catalogue import Catalogue
from edge.moment import Moment
from edge.shelf_role import ShelfRole
from gateway.wire.messages import AnyEvent, CatalogItem, DeviceConfig, Movement, Reading

CATALOGUE = Catalogue(
    1, [CatalogItem(sku="MUG", name="Mug", unit_weight_g=Decimal(300), unit_weight_sd_g=Decimal(2))]
)
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Shelf:
    def __init__(self, **settings: str) -> None:
        common = {"location": "SHELF-1", "sku": "MUG", "put_from": "DOCK-1", "pick_to": "PACK-1"}
        config = DeviceConfig(
            id="scale", role="shelf_scale", protocol="and-st-gs", port="scale", settings=common | settings
        )
        self.role = ShelfRole(config, lambda: CATALOGUE)
        self.seconds = 0.0
        self.events: list[AnyEvent] = []

    @property
    def moment(self) -> Moment:
        return Moment(AT + timedelta(seconds=self.seconds), int(self.seconds * 1e9), "boot")

    def weighs(self, grams: int, for_s: float = 2) -> None:
        """The scale shows it, ten times a second."""
        for _ in range(round(for_s * 10)):
            self.seconds += 0.1
            self._hear(Weight(Decimal(grams), "g", stable=True))
            self.events += self.role.tick(self.moment).events

    def moves(self, grams: int) -> None:
        self.seconds += 0.1
        self._hear(Weight(Decimal(grams), "g", stable=False))

    def silent(self, for_s: float) -> None:
        self.seconds += for_s
        self.events += self.role.tick(self.moment).events

    def _hear(self, event: DeviceEvent) -> None:
        self.events += self.role.handle("scale", event, self.moment).events

    @property
    def told_g(self) -> list[str]:
        return [str(e.value) for e in self.events if isinstance(e, Reading) and e.quantity == "shelf-weight"]


def test_each_new_rest_is_told_after_the_movement_that_led_to_it() -> None:
    shelf = Shelf()
    shelf.weighs(3000)
    shelf.moves(3200)
    shelf.weighs(3601)
    assert shelf.told_g == ["3000", "3601"]
    movement = next(e for e in shelf.events if isinstance(e, Movement))
    reading = shelf.events[-1]
    assert isinstance(reading, Reading)
    assert (movement.qty, movement.at) == (2, reading.at)
    assert (reading.location, reading.evidence) == ("SHELF-1", {"item": "MUG", "division_g": "1"})


def test_a_shelf_that_nobody_touches_tells_its_weight_now_and_then() -> None:
    shelf = Shelf(weigh_every_s="60")
    shelf.weighs(3000, for_s=130)
    assert shelf.told_g == ["3000"] * 3
    shelf = Shelf(weigh_every_s="0")
    shelf.weighs(3000, for_s=130)
    assert shelf.told_g == ["3000"]


def test_a_scale_that_fell_silent_says_nothing_of_now() -> None:
    shelf = Shelf(weigh_every_s="60")
    shelf.weighs(3000)
    shelf.silent(120)
    assert shelf.told_g == ["3000"]
    shelf.role.gone("scale")
    shelf.weighs(3000)
    assert shelf.told_g == ["3000", "3000"]


def test_the_empty_shelf_is_not_goods() -> None:
    shelf = Shelf(empty_g="500")
    shelf.weighs(3500)
    assert shelf.told_g == ["3000"]
