"""Who packs orders at the bench, and now and then scans something wrong."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from decimal import Decimal

from devices.simulators.scale import ScaleSimulator
from devices.simulators.scanner import ScannerSimulator
from tallydock.demo import floor
from tallydock.demo.actors.actor import CODE_128, EAN_13, LOOK_EVERY_S, SCALE_SETTLES_S, Actor
from tallydock.demo.goods import BY_SKU, GOODS
from tallydock.demo.orders import DemoOrder
from tallydock.demo.world import Carriage, Move, World


class Packer(Actor):
    """Packs orders at the bench: scans each piece into the carton on the scale, then closes it."""

    def __init__(
        self,
        world: World,
        rng: random.Random,
        hold: threading.Event,
        pace: float,
        *,
        orders: Sequence[DemoOrder],
        scanner: ScannerSimulator,
        scale: ScaleSimulator,
    ) -> None:
        super().__init__(world, rng, hold, pace)
        self._orders = list(orders)
        self._scanner = scanner
        self._scale = scale
        self._was_away = False

    def ready(self) -> bool:
        return self._scanner.pty.host_connected and self._scale.pty.host_connected

    def act(self) -> None:
        for order in self._orders:
            if self.world.packed(order.number):
                continue
            moves = [Move(sku, qty, "PACK-1", "customer") for sku, qty in order.lines]
            carriage = self.world.take(moves)
            if carriage is not None:
                with carriage:
                    self._pack(order, moves, carriage)
                return

    def pause(self, seconds: float) -> None:
        """The bench may be away for a moment only, so it is looked after all the while."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            super().pause(min(left, LOOK_EVERY_S))
            self._was_away = self._was_away or not self.ready()

    def _pack(self, order: DemoOrder, moves: Sequence[Move], carriage: Carriage) -> None:
        """A bench that went away meanwhile may have lost a scan: then the carton is begun again.

        Where it was closed already the bench refuses it the second time, so nothing is doubled.
        """
        while True:
            self.until(self.ready)
            self._was_away = False
            self._fill(order)
            self.world.close_begins(order.number, moves)
            for _ in range(2):  # once more, for one bad weighing may have refused the first
                self.pause(SCALE_SETTLES_S / 2)
                self.scan(self._scanner, "TD:CLOSE", CODE_128)
            if not self._was_away:
                break
        self._scale.set_load_g(Decimal(0))
        self.world.close_ends(order.number, carriage, closed=True)

    def _fill(self, order: DemoOrder) -> None:
        self.scan(self._scanner, "TD:CANCEL", CODE_128)  # whatever an earlier run left in hand
        self._scale.set_load_g(Decimal(floor.CARTON_TARE_G))
        self.scan(self._scanner, f"TD:ORDER:{order.number}", CODE_128)
        if self.rng.random() < 0.2:
            wrong = self.rng.choice([g for g in GOODS if g.sku not in dict(order.lines)])
            # grabbed wrongly; the bench refuses it, and it goes back
            self.scan(self._scanner, wrong.gtin, EAN_13)
        for sku, qty in order.lines:
            good = BY_SKU[sku]
            for weight_g in self.weigh(good, qty):
                self.scan(self._scanner, good.gtin, EAN_13)
                self._scale.put(weight_g)
        self.pause(SCALE_SETTLES_S / 2)
