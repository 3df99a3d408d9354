"""People and goods of the demonstration site: each actor works its own devices, at a human pace.

An act that is begun is finished, and only then is it true; between two acts an actor can be told to rest.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from devices.codes.epc import encode_sgtin96
from devices.simulators.rfid import RfidSimulator
from devices.simulators.scale import ScaleSimulator
from devices.simulators.scanner import ScannerSimulator
from tallydock.demo import floor
from tallydock.demo.goods import BY_SKU, COMPANY_PREFIX, GOODS, PACK_SIZE, SHELVES, Good
from tallydock.demo.orders import DemoOrder
from tallydock.demo.world import Move, World

EAN_13, ITF_14, CODE_128 = "]E0", "]I1", "]C0"
# what the portal's reducer needs before it calls a tag gone, and a shelf before it calls a weight settled
PASSING_S = 1.5
TAGS_QUIET_S = 2.5
SCALE_SETTLES_S = 3.0


class Actor:
    """Acts until told to stop. `pace` 1.0 is a calm person; 0.5 takes half the time between acts."""

    def __init__(self, world: World, rng: random.Random, hold: threading.Event, pace: float) -> None:
        self.world = world
        self.rng = rng
        self._hold = hold
        self._pace = pace
        self._resting = threading.Event()
        self.thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    @property
    def resting(self) -> bool:
        return self._resting.is_set()

    def act(self) -> None:
        """One whole act."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Whether the agent has this actor's devices open."""
        raise NotImplementedError

    def pause(self, seconds: float) -> None:
        """Time that an act takes; never cut short."""
        threading.Event().wait(seconds)

    def _run(self) -> None:
        while True:
            if self._hold.is_set() or not self.ready():
                if self._hold.is_set():
                    self._resting.set()
                threading.Event().wait(0.1)
                continue
            self._resting.clear()
            self.act()
            self._hold.wait(self.rng.uniform(0.6, 1.8) * self._pace)

    def weigh(self, good: Good) -> Decimal:
        """One real piece's weight: spread as the master data say, cut at 2.5 sigma by the maker."""
        sd = float(good.unit_weight_sd_g)
        error = max(-2.5 * sd, min(2.5 * sd, self.rng.gauss(0.0, sd)))
        return good.unit_weight_g + Decimal(repr(error)).quantize(Decimal("0.01"))


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
        portal: RfidSimulator,
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
            self._portal.pty.host_connected
            and self._scanner.pty.host_connected
            and self._scale.pty.host_connected
        )

    def act(self) -> None:
        acts = [self._pallet_in, self._pallet_in, self._scan_in, self._weigh_pallet, self._replug]
        acts += [self._pallet_out, self._returns] if self._outbound else [self._to_bench, self._to_bench]
        self.rng.choice(acts)()

    def _through_portal(self, good: Good, count: int, direction: Literal["in", "out"]) -> None:
        serials = self.world.next_serial(count)
        epcs = [encode_sgtin96(f"0{good.gtin}", serial, len(COMPANY_PREFIX)) for serial in serials]
        self._portal.pass_through(epcs, direction, duration_s=PASSING_S, reads_per_antenna=16)
        self.pause(PASSING_S + TAGS_QUIET_S)

    def _pallet_in(self) -> None:
        shelved = not self._outbound and self.rng.random() < 0.6
        good = BY_SKU[self.rng.choice(sorted(SHELVES.values()))] if shelved else self.rng.choice(GOODS)
        count = self.rng.randint(4, 24)
        self._through_portal(good, count, "in")
        self.world.arrive("pallet in", [Move(good.sku, count, "supplier", self._place)], reserved=False)

    def _pallet_out(self) -> None:
        there = [good for good in GOODS if self.world.stock(good.sku, self._place) >= 4]
        if not there:
            return
        good = self.rng.choice(there)
        count = min(self.world.stock(good.sku, self._place), self.rng.randint(4, 16))
        moves = [Move(good.sku, count, self._place, "customer")]
        if self.world.reserve(moves):
            self._through_portal(good, count, "out")
            self.world.arrive("pallet out", moves, reserved=True)

    def _scan(self, data: str, aim: str) -> None:
        """A person scans again until the code went out whole."""
        while not self._scanner.scan(data, aim):
            self.pause(0.3)
        self.pause(self.rng.uniform(0.15, 0.4))

    def _scan_in(self) -> None:
        good = self.rng.choice(GOODS)
        if self.rng.random() < 0.3:
            self._scan(good.pack_gtin, ITF_14)
            count = PACK_SIZE
        else:
            count = self.rng.randint(1, 4)
            for _ in range(count):
                self._scan(good.gtin, EAN_13)
        self.world.arrive("scanned in", [Move(good.sku, count, "supplier", self._place)], reserved=False)

    def _returns(self) -> None:
        good, count = self.rng.choice(GOODS), self.rng.randint(1, 2)
        self._scan("TD:MODE:RETURN", CODE_128)
        for _ in range(count):
            self._scan(good.gtin, EAN_13)
        self._scan("TD:MODE:RECEIVE", CODE_128)
        self.world.arrive("return", [Move(good.sku, count, "customer", self._place)], reserved=False)

    def _to_bench(self) -> None:
        """What has no shelf of its own goes from the dock to the bench, moved by scans."""
        loose = [
            g for g in GOODS if g.sku not in SHELVES.values() and self.world.stock(g.sku, self._place) > 2
        ]
        if not loose:
            return
        good = self.rng.choice(loose)
        count = min(self.world.stock(good.sku, self._place), self.rng.randint(3, 12))
        moves = [Move(good.sku, count, self._place, "PACK-1")]
        if not self.world.reserve(moves):
            return
        for command in ("TD:MODE:MOVE", f"TD:FROM:{self._place}", "TD:TO:PACK-1", f"TD:QTY:{count}"):
            self._scan(command, CODE_128)
        self._scan(good.gtin, EAN_13)
        self._scan("TD:MODE:RECEIVE", CODE_128)
        self.world.arrive("moved to bench", moves, reserved=True)

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
        while not self._scanner.pty.host_connected:
            self.pause(0.1)
        self.world.note("scanner unplugged and plugged in")


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
        moves = [Move(good.sku, count, "DOCK-1", place)]
        if not self.world.reserve(moves):
            return
        self.world.put_on_shelf(place, [self.weigh(good) for _ in range(count)])
        self._settle(place)
        self.world.arrive("put away", moves, reserved=True)

    def _pick(self, place: str, good: Good, count: int) -> None:
        moves = [Move(good.sku, count, place, "PACK-1")]
        if not self.world.reserve(moves):
            return
        self.world.take_from_shelf(place, count)
        self._settle(place)
        self.world.arrive("picked", moves, reserved=True)

    def _settle(self, place: str) -> None:
        self._scales[place].set_load_g(self.world.shelf_load_g(place))
        self.pause(SCALE_SETTLES_S)


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

    def ready(self) -> bool:
        return self._scanner.pty.host_connected and self._scale.pty.host_connected

    def act(self) -> None:
        for order in self._orders:
            if self.world.packed(order.number):
                continue
            moves = [Move(sku, qty, "PACK-1", "customer") for sku, qty in order.lines]
            if self.world.reserve(moves):
                self._pack(order, moves)
                return

    def _scan(self, data: str, aim: str) -> None:
        while not self._scanner.scan(data, aim):
            self.pause(0.3)
        self.pause(self.rng.uniform(0.15, 0.35))

    def _pack(self, order: DemoOrder, moves: Sequence[Move]) -> None:
        self._scale.set_load_g(Decimal(floor.CARTON_TARE_G))
        self._scan(f"TD:ORDER:{order.number}", CODE_128)
        if self.rng.random() < 0.2:
            wrong = self.rng.choice([g for g in GOODS if g.sku not in dict(order.lines)])
            self._scan(wrong.gtin, EAN_13)  # grabbed wrongly; the bench refuses it, and it goes back
        for sku, qty in order.lines:
            good = BY_SKU[sku]
            for _ in range(qty):
                self._scan(good.gtin, EAN_13)
                self._scale.put(self.weigh(good))
        self.pause(SCALE_SETTLES_S)
        self._scan("TD:CLOSE", CODE_128)
        self.pause(0.3)
        self._scale.set_load_g(Decimal(0))
        self.world.arrive("order packed", moves, reserved=True, order=order.number)
