"""People and goods of the demonstration site: each actor works its own devices, at a human pace.

What an actor did is true step by step (see `world`): when a scan went out, when a tag was through the door,
when a load lies on a shelf. An act that is begun is finished, unless its devices are away while somebody
waits for us to stop; between two acts an actor can be told to rest.

One thing cannot be known here: an agent that is killed in the few milliseconds between a scan going out and
its commit has lost that scan, and one killed just when it decides on a tag may or may not have counted it.
(A person would have heard no beep.) So a kill may leave such a difference; an orderly stop leaves none.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal

from devices.codes.epc import encode_sgtin96
from devices.simulators.module_pair import ModulePair
from devices.simulators.rfid import RfidSimulator
from devices.simulators.scale import ScaleSimulator
from devices.simulators.scanner import ScannerSimulator
from tallydock.demo import floor
from tallydock.demo.goods import BY_SKU, COMPANY_PREFIX, GOODS, PACK_SIZE, SHELVES, Good
from tallydock.demo.orders import DemoOrder
from tallydock.demo.world import Carriage, Move, World

EAN_13, ITF_14, CODE_128 = "]E0", "]I1", "]C0"
PASSING_S = 1.5
# what the portal's reducer needs after a tag's last answer before it calls it gone, and tells
TAG_TOLD_S = 1.7
# what a shelf needs before it calls a weight settled
SCALE_SETTLES_S = 3.0
# how long devices must have been open before anything is done with them: scales have told what lay there
OPEN_FOR_S = 3.0
GIVE_UP_S = 5.0
LOOK_EVERY_S = 0.1


class CutShortError(Exception):
    """The act's devices are away, and somebody waits for us to rest."""


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
        """One whole act. May raise CutShortError; then what was not done is not in the truth."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Whether the agent has this actor's devices open."""
        raise NotImplementedError

    def pause(self, seconds: float) -> None:
        """Time that an act takes; never cut short."""
        threading.Event().wait(seconds)

    def until(self, condition: Callable[[], bool], for_s: float = 0.0) -> None:
        """Waits until `condition` has held for so long. Raises CutShortError when it stays away on hold."""
        away_s = held_s = 0.0
        while not condition() or held_s < for_s:
            held_s = held_s + LOOK_EVERY_S if condition() else 0.0
            away_s = 0.0 if condition() else away_s + LOOK_EVERY_S
            if away_s > GIVE_UP_S and self._hold.is_set():
                raise CutShortError
            self.pause(LOOK_EVERY_S)

    def _run(self) -> None:
        open_since: float | None = None
        while True:
            now = time.monotonic()
            if not self.ready():
                open_since = None
            elif open_since is None:
                open_since = now
            if self._hold.is_set() or open_since is None or now - open_since < OPEN_FOR_S:
                if self._hold.is_set():
                    self._resting.set()
                self.pause(LOOK_EVERY_S)
                continue
            self._resting.clear()
            try:
                self.act()
            except CutShortError:
                self.world.note("cut short")
            self._hold.wait(self.rng.uniform(0.6, 1.8) * self._pace)

    def scan(self, scanner: ScannerSimulator, data: str, aim: str) -> None:
        """A person scans again until the code went out whole."""
        while not scanner.scan(data, aim):
            self.again(scanner)
        self.pause(self.rng.uniform(0.15, 0.4))

    def again(self, scanner: ScannerSimulator) -> None:
        """After a code that did not go out whole: what did is ended, or it would spoil the next one."""
        self.pause(0.3)
        self.until(lambda: scanner.pty.host_connected)
        while not scanner.scan(""):
            self.until(lambda: scanner.pty.host_connected)
            self.pause(LOOK_EVERY_S)

    def weigh(self, good: Good, count: int) -> list[Decimal]:
        """Real pieces' weights, spread as the master data say and cut at 1.5 sigma by the maker.

        Together they are within two sigma: of honest goods beyond three one in 370 is doubted, and nobody is
        here to decide on the doubt.
        """
        sd = float(good.unit_weight_sd_g)
        while True:
            errors = [max(-1.5 * sd, min(1.5 * sd, self.rng.gauss(0.0, sd))) for _ in range(count)]
            if abs(sum(errors)) <= 2 * sd * count**0.5:
                break
        return [good.unit_weight_g + Decimal(repr(e)).quantize(Decimal("0.01")) for e in errors]


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
