"""Who puts goods on shelves that weigh, and picks from them."""

from __future__ import annotations

import random
import threading

from devices.simulators.scale import ScaleSimulator
from tallydock.demo.actors.actor import SCALE_SETTLES_S, Actor
from tallydock.demo.goods import BY_SKU, SHELVES, Good
from tallydock.demo.world import Move, World


class ShelfKeeper(Actor):
    """Puts goods from the dock on the shelves and picks from the shelves for the bench."""

    def __init__(
        self,
        world: World,
        rng: random.Random,
        hold: threading.Event,
        pace: float,
        *,
        scales: dict[str, ScaleSimulator],
    ) -> None:
        super().__init__(world, rng, hold, pace)
        self._scales = scales

    def ready(self) -> bool:
        return all(scale.pty.host_connected for scale in self._scales.values())

    def act(self) -> None:
        place = self.rng.choice(sorted(self._scales))
        good = BY_SKU[SHELVES[place]]
        on_shelf, at_dock = self.world.stock(good.sku, place), self.world.stock(good.sku, "DOCK-1")
        put = at_dock > 0 and (on_shelf < 4 or (on_shelf < 24 and self.rng.random() < 0.5))
        if put:
            self._put(place, good, min(at_dock, self.rng.randint(1, 8)))
        elif on_shelf > 0:
            self._pick(place, good, min(on_shelf, self.rng.randint(1, 4)))

    def _put(self, place: str, good: Good, count: int) -> None:
        weights_g = self.weigh(good, count)
        if self.world.put_on_shelf(Move(good.sku, count, "DOCK-1", place), weights_g):
            self._settle(place)
            self.world.note("put away")

    def _pick(self, place: str, good: Good, count: int) -> None:
        if self.world.take_from_shelf(Move(good.sku, count, place, "PACK-1")):
            self._settle(place)
            self.world.note("picked")

    def _settle(self, place: str) -> None:
        """Until the shelf had the time to count: a put and a pick in one weighing would be one count."""
        scale = self._scales[place]
        scale.set_load_g(self.world.shelf_load_g(place))
        self.until(lambda: scale.pty.host_connected, SCALE_SETTLES_S)
