"""Docks with scanners, and a bench with a scanner and a scale, on pseudo-terminals of real agents.

The door with the portal is in real_door.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path

import msgspec

from devices.simulators.scale import ScaleSimulator
from edge.agent import Agent, AgentSettings
from edge.station.goods_in.putting_away import PuttingAwayState
from gateway.wire.messages import DeviceConfig
from hub.store import agents, pool
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import PATIENCE_S
from tests.integration.real_door import DEVICES as DOOR_DEVICES
from tests.integration.real_door import Door
from tests.integration.real_gun import Gun

DOCKS = ("DOCK-1", "DOCK-2")
BENCH = "PACK-1"
DIVISION_G = Decimal(1)
CAPACITY_G = Decimal(30_000)
DEVICES = {
    "gate": [
        DeviceConfig(
            id=dock.lower(), role="scanner", protocol="line-scanner", port=dock.lower(),
            settings={"location": dock, "mode": "RECEIVE"},
        )
        for dock in DOCKS
    ],
    "bench": [
        DeviceConfig(
            id="scanner", role="bench_scanner", protocol="line-scanner", port="scanner",
            settings={"location": BENCH},
        ),
        DeviceConfig(
            id="scale", role="bench_scale", protocol="mt-sics", port="scale",
            settings={"location": BENCH, "division_g": str(DIVISION_G)},
        ),
    ],
    "door": DOOR_DEVICES,
}  # fmt: skip


class Floor:
    """`gate` has a scanner at each dock, `bench` a scanner and a scale of 30 kg by 1 g, `door` the portal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.guns = {
            device.id: Gun(folder / "dev" / device.port)
            for devices in DEVICES.values()
            for device in devices
            if device.protocol == "line-scanner"
        }
        self.scale = ScaleSimulator(
            folder / "dev/scale", "mt-sics", random.Random(7),
            division_g=DIVISION_G, capacity_g=CAPACITY_G, frames_per_s=100,
        )  # fmt: skip
        self.scale.start()
        self.door = Door(folder / "dev")
        self.agents: dict[str, Agent] = {}

    def on_feedback(self, device_id: str, ok: bool, text: str) -> None:
        if device_id in self.guns:
            self.guns[device_id].heard.put((ok, text))

    @property
    def bench(self) -> Agent:
        return self.agents["bench"]

    def wait_for_catalogue(self) -> None:
        def known() -> bool:
            return all(agent.state().catalog_version > 0 for agent in self.agents.values())

        wait_until(known, "the catalogue to come down")

    def unload(self, dock: str, order: str, lines: list[tuple[str, int]]) -> None:
        """At that dock, by its scanner: so many of each."""
        gun = self.guns[dock.lower()]
        gun.scan(f"TD:DOC:{order}")
        for sku, qty in lines:
            gun.scan(f"TD:QTY:{qty}")
            gun.scan(sku)
        gun.scan("TD:CLOSE")

    def put_away(self, want: Mapping[str, int]) -> dict[str, str]:
        """What stands at the docks, once exactly `want` is told to stand there; the places by SKU."""
        errand = self.bench.station.errand("putaway")

        def state() -> PuttingAwayState:
            now = errand.state
            assert isinstance(now, PuttingAwayState)
            return now

        def waiting() -> Counter[str]:
            found: Counter[str] = Counter()
            for task in state().tasks:
                found[task.sku] += int(task.qty)
            return found

        wait_until(lambda: waiting() == want, "all that came to be put away")
        errand.to_front()
        self.bench.wait_idle()
        gun, places = self.guns["scanner"], {}
        while tasks := state().tasks:
            task = tasks[0]
            assert task.to is not None, f"no place is suggested for {task}"
            gun.scan(task.sku)
            carried = state().carried
            assert carried is not None
            assert carried.task.to is not None
            gun.scan(carried.task.to)
            places[task.sku] = carried.task.to
        errand.to_back()
        self.bench.wait_idle()
        return places

    def begin_count(self, number: str, place: str, round_: int = 1) -> None:
        """Once the hub's wish for it has come down."""
        station = self.bench.station

        def asked() -> bool:
            return (number, round_) in [(task.number, task.round) for task in station.counting.counts]

        wait_until(asked, f"round {round_} of count {number} to come down")
        self.guns["scanner"].scan(f"TD:COUNT:{number}")
        self.guns["scanner"].scan(place)

    def weigh(self, load_g: Decimal) -> bool:
        """All of the item scanned last lies on the empty scale. False: the station did not count by it."""
        self._load(Decimal(0))
        self._load(load_g)
        self.bench.station.weigh()
        ok, _ = self.guns["scanner"].heard.get(timeout=PATIENCE_S)
        return ok

    def _load(self, load_g: Decimal) -> None:
        shown_g = (load_g / DIVISION_G).to_integral_value() * DIVISION_G
        self.scale.set_load_g(load_g)

        def rests() -> bool:
            weight = self.bench.station.state.weight
            if load_g > CAPACITY_G:
                return weight.live_g is None
            return weight.stable and weight.live_g == shown_g

        wait_until(rests, f"the scale to rest at {load_g} g")


@contextmanager
def open_floor(dsn: str, site: str, broker_url: str, folder: Path) -> Iterator[Floor]:
    """All agents are known to the hub and run."""
    with ExitStack() as undo:
        floor = Floor(folder)
        for gun in floor.guns.values():
            undo.callback(gun.close)
        undo.callback(floor.scale.close)
        undo.callback(floor.door.close)
        for name, devices in DEVICES.items():
            with pool.connect(dsn, autocommit=True) as conn:
                _, key = agents.create(conn, site, name)
                config = {"devices": [msgspec.to_builtins(device) for device in devices]}
                agents.update(conn, site, name, config=config)
            settings = AgentSettings(
                site=site, agent=name, key=key, broker_url=broker_url,
                state_dir=folder / name, device_dir=folder / "dev",
            )  # fmt: skip
            agent = floor.agents[name] = Agent(settings, [floor])
            agent.start()
            undo.callback(agent.stop)
        yield floor
