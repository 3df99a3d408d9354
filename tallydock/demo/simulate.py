"""The demonstration site's devices on pseudo-terminals, and the people who use them, in one process."""

from __future__ import annotations

import json
import random
import signal
import threading
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

from devices.simulators.faults import KINDS, FaultKind, FaultPlan
from devices.simulators.module_pair import ModulePair
from devices.simulators.rfid import RfidSimulator
from devices.simulators.scale import ScaleProtocol, ScaleSimulator
from devices.simulators.scanner import ScannerSimulator
from tallydock.demo import past
from tallydock.demo.actors.actor import Actor
from tallydock.demo.actors.dock import Dock
from tallydock.demo.actors.packer import Packer
from tallydock.demo.actors.shelf_keeper import ShelfKeeper
from tallydock.demo.goods import SHELVES
from tallydock.demo.orders import DemoOrder
from tallydock.demo.world import World

WORLD_FILE = "world.json"
ORDERS_FILE = "orders.json"
HOLD_FILE = "hold"  # while this file is there, nobody begins a new act
READY_FILE = "ready"

# how many of a device's frames its line damages, and for how many frames the plan is made (11 h of a scale)
SCANNER_FAULTS, SCALE_FAULTS, PORTAL_FAULTS = 0.06, 0.03, 0.05
PLANNED_FRAMES = 200_000
# no flipped bits: no check digit guards the symbology, and nobody here hears whether it beeped
SCANNER_KINDS: tuple[FaultKind, ...] = ("half_frame", "noise", "noise_before")


def write_orders(sim_dir: Path, orders: list[DemoOrder]) -> None:
    document = [{"number": order.number, "lines": order.lines} for order in orders]
    (sim_dir / ORDERS_FILE).write_text(json.dumps(document), encoding="utf-8")


def read_orders(sim_dir: Path) -> list[DemoOrder]:
    document = json.loads((sim_dir / ORDERS_FILE).read_text(encoding="utf-8"))
    return [DemoOrder(o["number"], tuple((sku, qty) for sku, qty in o["lines"])) for o in document]


class Floor:
    """All devices of the site, open until closed."""

    def __init__(self, device_dir: Path, world: World, seed: int) -> None:
        self._stack = ExitStack()
        self._dir = device_dir
        self._seed = seed
        self.portals: dict[str, RfidSimulator | ModulePair] = {
            "DOCK-1": self._portal("dock-1-portal"),
            "DOCK-2": self._module_pair("dock-2-outside", "dock-2-inside"),
        }
        self.scanners = {
            name: self._scanner(name) for name in ("dock-1-scanner", "dock-2-scanner", "pack-1-scanner")
        }
        self.floor_scales = {
            "DOCK-1": self._scale("dock-1-scale", "mt-sics", "10", capacity_g=60_000),
            "DOCK-2": self._scale("dock-2-scale", "and-st-gs", "10", capacity_g=60_000),
        }
        self.shelf_scales = {
            place: self._scale(f"{place.lower()}-scale", "and-st-gs", "1", load_g=world.shelf_load_g(place))
            for place in SHELVES
        }
        self.bench_scale = self._scale("pack-1-scale", "mt-sics", "1")

    def close(self) -> None:
        self._stack.close()

    def _rng(self, name: str) -> random.Random:
        return random.Random(f"{self._seed}/{name}")

    def _faults(self, name: str, rate: float, kinds: tuple[FaultKind, ...] = KINDS) -> FaultPlan:
        """Lines are not clean, and the count must hold all the same."""
        seed = random.Random(f"{self._seed}/faults/{name}").getrandbits(32)
        return FaultPlan.random(rate, PLANNED_FRAMES, seed, kinds)

    def _portal(self, name: str) -> RfidSimulator:
        faults = self._faults(name, PORTAL_FAULTS)
        portal = RfidSimulator(self._dir / name, "r2000-a0", self._rng(name), antennas=2, faults=faults)
        portal.start()
        self._stack.callback(portal.close)
        return portal

    def _module_pair(self, outside: str, inside: str) -> ModulePair:
        faults = self._faults(outside, PORTAL_FAULTS), self._faults(inside, PORTAL_FAULTS)
        pair = ModulePair(self._dir / outside, self._dir / inside, self._rng(outside), faults=faults)
        pair.start()
        self._stack.callback(pair.close)
        return pair

    def _scanner(self, name: str) -> ScannerSimulator:
        faults = self._faults(name, SCANNER_FAULTS, SCANNER_KINDS)
        scanner = ScannerSimulator(self._dir / name, faults=faults)
        self._stack.callback(scanner.close)
        return scanner

    def _scale(
        self,
        name: str,
        protocol: ScaleProtocol,
        division_g: str,
        *,
        capacity_g: int = 30_000,
        load_g: Decimal = Decimal(0),
    ) -> ScaleSimulator:
        scale = ScaleSimulator(
            self._dir / name,
            protocol,
            self._rng(name),
            division_g=Decimal(division_g),
            noise_g=Decimal(division_g) / 10,
            capacity_g=Decimal(capacity_g),
            faults=self._faults(name, SCALE_FAULTS),
        )
        scale.set_load_g(load_g)
        scale.start()
        self._stack.callback(scale.close)
        return scale


def _actors(
    floor_devices: Floor, world: World, sim_dir: Path, seed: int, hold: threading.Event, pace: float
) -> list[Actor]:
    def rng(name: str) -> random.Random:
        return random.Random(f"{seed}/{name}")

    docks: list[Actor] = [
        Dock(
            world,
            rng(place),
            hold,
            pace,
            place=place,
            portal=floor_devices.portals[place],
            scanner=floor_devices.scanners[f"{place.lower()}-scanner"],
            scale=floor_devices.floor_scales[place],
            outbound=place == "DOCK-2",
        )
        for place in ("DOCK-1", "DOCK-2")
    ]
    keeper = ShelfKeeper(world, rng("shelves"), hold, pace, scales=floor_devices.shelf_scales)
    packer = Packer(
        world,
        rng("bench"),
        hold,
        pace,
        orders=read_orders(sim_dir),
        scanner=floor_devices.scanners["pack-1-scanner"],
        scale=floor_devices.bench_scale,
    )
    return [*docks, keeper, packer]


def run(sim_dir: Path, device_dir: Path, *, seed: int, pace: float = 1.0) -> None:
    """Until SIGTERM or SIGINT; while `hold` is there all rest, and the world's file says so once they do."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    begun_before = (sim_dir / WORLD_FILE).exists()
    world = World(sim_dir / WORLD_FILE)
    if not begun_before:
        world.arrive(trade.move for trade in past.trades())
    world.settle_cut_closings({order.number for order in read_orders(sim_dir)})
    world.rest(False)
    devices = Floor(device_dir, world, seed)
    hold = threading.Event()
    actors = _actors(devices, world, sim_dir, seed, hold, pace)
    (sim_dir / READY_FILE).touch()
    for actor in actors:
        actor.thread.start()
    resting = False
    try:
        while not stop.is_set():
            _all_alive(actors)
            if (sim_dir / HOLD_FILE).exists():
                hold.set()
            else:
                hold.clear()
            now_resting = hold.is_set() and all(actor.resting for actor in actors)
            if now_resting != resting:
                resting = now_resting
                world.rest(resting)
            stop.wait(0.1)
        # what is begun is finished, so that no half-packed carton waits for the next run
        hold.set()
        while not all(actor.resting for actor in actors):
            _all_alive(actors)
            threading.Event().wait(0.05)
        world.rest(True)
    finally:
        (sim_dir / READY_FILE).unlink(missing_ok=True)
        devices.close()


def _all_alive(actors: list[Actor]) -> None:
    dead = [actor.thread.name for actor in actors if not actor.thread.is_alive()]
    if dead:
        raise RuntimeError(f"{', '.join(dead)} died of the error above")
