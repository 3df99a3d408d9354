"""Who works at the dock: pallets through the portal, deliveries, returns, goods for the bench."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Final, Literal

from devices.codes.epc import encode_sgtin96
from devices.simulators.module_pair import ModulePair
from devices.simulators.rfid import RfidSimulator
from devices.simulators.scale import ScaleSimulator
from devices.simulators.scanner import ScannerSimulator
from tallydock.demo.actors.actor import (
    CODE_128,
    EAN_13,
    ITF_14,
    LOOK_EVERY_S,
    SCALE_SETTLES_S,
    Actor,
)
from tallydock.demo.goods import BY_SKU, COMPANY_PREFIX, GOODS, PACK_SIZE, SHELVES, Good
from tallydock.demo.world import Carriage, Move, World

PASSING_S: Final = 1.5
# what the portal's reducer needs after a tag's last answer before it calls it gone, and tells
TAG_TOLD_S: Final = 1.7


class Dock(Actor):
    """A door: tagged pallets through the portal, the rest by hand scanner, pallets on the floor scale."""

    def __init__(
        self,
        world: World,
        rng: random.Random,
        hold: threading.Event,
        pace: float,
        *,
        place: str,
        portal: RfidSimulator | ModulePair,
        scanner: ScannerSimulator,
        scale: ScaleSimulator,
        outbound: bool,
    ) -> None:
        super().__init__(world, rng, hold, pace)
        self._place = place
        self._portal = portal
        self._scanner = scanner
        self._scale = scale
        self._outbound = outbound

    def ready(self) -> bool:
        return (
            self._portal.host_connected
            and self._scanner.pty.host_connected
            and self._scale.pty.host_connected
        )

    def act(self) -> None:
        acts = [self._pallet_in, self._pallet_in, self._scan_in, self._weigh_pallet, self._replug]
        acts += [self._pallet_out, self._returns] if self._outbound else [self._to_bench, self._to_bench]
        self.rng.choice(acts)()

    def _through_portal(
        self, good: Good, count: int, direction: Literal["in", "out"], through: Callable[[int], None]
    ) -> bool:
        """`through` is told how many more are. False when the reader went dark: the rest is turned back."""
        serials = self.world.next_serial(count)
        epcs = [encode_sgtin96(f"0{good.gtin}", serial, len(COMPANY_PREFIX)) for serial in serials]
        answers = self._portal.pass_through(epcs, direction, duration_s=PASSING_S, reads_per_antenna=16)
        # in order of time, so that a tag's last answer stays
        told_at = {answer.epc: answer.at_s + TAG_TOLD_S for answer in answers}
        while told_at:
            self.pause(LOOK_EVERY_S)
            if not self._portal.host_connected:
                for epc in told_at:
                    self._portal.remove_stray(epc)
                return False
            now = time.monotonic()
            gone = [epc for epc, at in told_at.items() if at <= now]
            if gone:
                through(len(gone))
            for epc in gone:
                del told_at[epc]
        return True

    def _pallet_in(self) -> None:
        shelved = not self._outbound and self.rng.random() < 0.6
        good = BY_SKU[self.rng.choice(sorted(SHELVES.values()))] if shelved else self.rng.choice(GOODS)

        def through(count: int) -> None:
            self.world.arrive([Move(good.sku, count, "supplier", self._place)])

        whole = self._through_portal(good, self.rng.randint(4, 24), "in", through)
        self.world.note("pallet in" if whole else "pallet turned back")

    def _pallet_out(self) -> None:
        there = [good for good in GOODS if self.world.stock(good.sku, self._place) >= 4]
        if not there:
            return
        good = self.rng.choice(there)
        count = min(self.world.stock(good.sku, self._place), self.rng.randint(4, 16))
        carriage = self.world.take([Move(good.sku, count, self._place, "customer")])
        if carriage is None:
            return

        def through(count: int, carriage: Carriage = carriage) -> None:
            self.world.arrive([Move(good.sku, count, self._place, "customer")], carriage)

        with carriage:
            whole = self._through_portal(good, count, "out", through)
            self.world.note("pallet out" if whole else "pallet turned back")

    def _mode(self, mode: str) -> None:
        """Whatever the scanner was in the middle of: an act that was cut may have left it there."""
        self.scan(self._scanner, f"TD:MODE:{mode}", CODE_128)
        self.scan(self._scanner, "TD:CANCEL", CODE_128)

    def _scan_in(self) -> None:
        good = self.rng.choice(GOODS)
        self._mode("RECEIVE")
        if self.rng.random() < 0.3:
            self.scan(self._scanner, good.pack_gtin, ITF_14)
            self.world.arrive([Move(good.sku, PACK_SIZE, "supplier", self._place)])
        else:
            for _ in range(self.rng.randint(1, 4)):
                self.scan(self._scanner, good.gtin, EAN_13)
                self.world.arrive([Move(good.sku, 1, "supplier", self._place)])
        self.world.note("scanned in")

    def _returns(self) -> None:
        good, count = self.rng.choice(GOODS), self.rng.randint(1, 2)
        self._mode("RETURN")
        for _ in range(count):
            self.scan(self._scanner, good.gtin, EAN_13)
            self.world.arrive([Move(good.sku, 1, "customer", self._place)])
        self.scan(self._scanner, "TD:MODE:RECEIVE", CODE_128)
        self.world.note("return")

    def _to_bench(self) -> None:
        """What has no shelf of its own goes from the dock to the bench, moved by scans."""
        loose = [
            g for g in GOODS if g.sku not in SHELVES.values() and self.world.stock(g.sku, self._place) > 2
        ]
        if not loose:
            return
        good = self.rng.choice(loose)
        count = min(self.world.stock(good.sku, self._place), self.rng.randint(3, 12))
        move = Move(good.sku, count, self._place, "PACK-1")
        carriage = self.world.take([move])
        if carriage is None:
            return
        with carriage:
            self._mode("MOVE")
            for command in (f"TD:FROM:{self._place}", "TD:TO:PACK-1", f"TD:QTY:{count}"):
                self.scan(self._scanner, command, CODE_128)
            while not self._scanner.scan(good.gtin, EAN_13):
                self.again(self._scanner)
                # a code that nobody knows has spent the quantity
                self.scan(self._scanner, f"TD:QTY:{count}", CODE_128)
            self.world.arrive([move], carriage)
        self.scan(self._scanner, "TD:MODE:RECEIVE", CODE_128)
        self.world.note("moved to bench")

    def _weigh_pallet(self) -> None:
        self._scale.set_load_g(Decimal(self.rng.randrange(8_000, 28_000, 10)))
        self.pause(SCALE_SETTLES_S)
        self._scale.set_load_g(Decimal(0))
        self.pause(1.0)
        self.world.note("pallet weighed")

    def _replug(self) -> None:
        """Somebody trips over the scanner's cable."""
        if self.rng.random() > 0.15:
            return
        self._scanner.pty.unplug()
        self.pause(self.rng.uniform(0.5, 1.5))
        self._scanner.pty.plug()
        self.until(lambda: self._scanner.pty.host_connected)
        self.world.note("scanner unplugged and plugged in")
