"""The terminal before a real agent: scanner and scale on ptys, the outbox on disk, the hub away."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from textual.widgets import ContentSwitcher, Digits, Static

from devices.simulators.scale import ScaleSimulator
from devices.simulators.scanner import ScannerSimulator
from edge.agent import Agent, AgentSettings
from edge.station.app import StationApp
from edge.station.widgets.scan_field import ScanField
from gateway.wire.codec import decode_batch
from gateway.wire.messages import (
    AnyEvent,
    Catalog,
    CatalogCode,
    CatalogItem,
    Config,
    DeviceConfig,
    Movement,
    Pack,
    Tasks,
)
from tests.station.bench_port import ADA, LAMP, MUG, WANG, order

MUG_CODE = "4006381333931"
LAMP_CODE = "4006381333948"


def item(sku: str, name: str, unit_g: str, code: str) -> CatalogItem:
    return CatalogItem(
        sku=sku,
        name=name,
        codes=[CatalogCode(code=code)],
        unit_weight_g=Decimal(unit_g),
        unit_weight_sd_g=Decimal(1),
    )


CATALOG = Catalog(
    v=1,
    version=1,
    page=1,
    pages=1,
    items=[item(MUG.sku, MUG.name, "310", MUG_CODE), item(LAMP.sku, LAMP.name, "240", LAMP_CODE)],
)
TASKS = Tasks(v=1, version=1, orders=[order("SO-7", "Café Nord", (MUG, 2))])
BENCH = {"location": "PACK-1", "tare_g": "180", "division_g": "1"}
CONFIG = Config(
    v=1,
    version=1,
    agent="bench-1",
    site="main",
    location="PACK-1",
    operators=[ADA, WANG],
    devices=[
        DeviceConfig(
            id="scanner", role="bench_scanner", protocol="line-scanner", port="scanner", settings=BENCH
        ),
        DeviceConfig(id="scale", role="bench_scale", protocol="mt-sics", port="scale", settings=BENCH),
    ],
)


class Bench:
    """Devices that are plugged in, and an agent that is started again after each power cut."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outbox_max_bytes = 1_000_000
        self.scanner = ScannerSimulator(folder / "scanner")
        self.scale = ScaleSimulator(folder / "scale", "mt-sics", random.Random(7), division_g=Decimal(1))
        self.scale.start()
        self.agent = self.start()

    def start(self) -> Agent:
        # port 9 discards: nobody is there, the hub is away
        agent = Agent(
            AgentSettings(
                site="main",
                agent="bench-1",
                key=b"k" * 32,
                broker_url="mqtt://127.0.0.1:9",
                state_dir=self.folder / "state",
                device_dir=self.folder,
                outbox_max_bytes=self.outbox_max_bytes,
            )
        )
        agent.start()
        self.agent = agent
        return agent

    def close(self) -> None:
        self.agent.stop()
        self.scanner.close()
        self.scale.close()

    async def scan(self, *codes: str) -> None:
        for code in codes:
            await eventually(lambda code=code: self.scanner.scan(code), f"the scanner is open for {code}")
            await asyncio.sleep(0.05)

    async def weigh(self, grams: int) -> None:
        """Until the scale has come to rest after both mugs were scanned: a scan makes it forget."""
        self.scale.set_load_g(Decimal(grams))

        def settled() -> bool:
            state = self.agent.station.state
            return state.lines[0].scanned == 2 and state.weight.measured_g == grams

        await eventually(settled, f"{grams} g on the scale")

    def kept(self) -> list[AnyEvent]:
        """All events on the agent's disk, as they will be sent."""
        outbox = self.agent.outbox
        while outbox.seal() is not None:
            pass
        return [event for sealed in outbox.next_batches() for event in decode_batch(sealed.body).events]

    def shipped(self) -> list[tuple[str, Decimal]]:
        return [(e.item, e.qty) for e in self.kept() if isinstance(e, Movement) and e.kind == "shipment"]

    def cartons(self) -> list[Pack]:
        return [event for event in self.kept() if isinstance(event, Pack)]


async def eventually(holds: Callable[[], object], what: str, timeout_s: float = 120.0) -> None:
    end = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < end, f"not within {timeout_s} s: {what}"
        await asyncio.sleep(0.05)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    bench.agent.on_catalog(CATALOG)
    bench.agent.on_tasks(TASKS)
    bench.agent.on_config(CONFIG)
    yield bench
    bench.close()


class Eyes:
    """What one sees at the terminal."""

    def __init__(self, app: StationApp) -> None:
        self.app = app

    @property
    def pane(self) -> str:
        return str(self.app.query_one("#panes", ContentSwitcher).current)

    @property
    def scale(self) -> str:
        return self.app.query_one("#live", Digits).value

    def says(self, text: str, where: str = "#banner") -> bool:
        return text in str(self.app.query_one(where, Static).content)

    def role(self, role: str) -> bool:
        return self.app.query_one("#banner").has_class(f"-{role}")


async def test_a_carton_is_stopped_put_right_and_closed_while_the_hub_is_away(bench: Bench) -> None:
    app = StationApp(bench.agent.station)
    async with app.run_test(size=(100, 30)):
        eyes = Eyes(app)
        await eventually(lambda: eyes.says("Hub away", "#badges"), "the terminal sees that the hub is away")
        await bench.scan("TD:BADGE:B-1001")
        await eventually(lambda: eyes.pane == "orders", "Ada is logged in by the bench's own scanner")
        await bench.scan("TD:ORDER:SO-7")
        await eventually(lambda: eyes.pane == "packing", "the order is in hand")
        await bench.scan(LAMP_CODE)
        await eventually(lambda: eyes.says("WRONG ITEM: Paper lamp"), "a wrong item is stopped")
        await bench.scan(MUG_CODE, MUG_CODE, MUG_CODE)
        await eventually(lambda: eyes.says("TOO MANY"), "a third mug is stopped")
        await bench.weigh(180 + 310)
        await eventually(lambda: eyes.scale == "490", "the bench scale is seen live")
        await bench.scan("TD:CLOSE")
        await eventually(lambda: eyes.says("310 g too light"), "a wrong weight is stopped")
        assert bench.shipped() == []
        await bench.weigh(180 + 620)
        await eventually(lambda: eyes.role("good"), "the right weight is green")
        await bench.scan("TD:CLOSE")
        await eventually(lambda: eyes.pane == "orders" and eyes.role("good"), "the carton is closed")
        await eventually(lambda: eyes.says("kept here", "#badges"), "what waits for the hub is shown")
    assert bench.shipped() == [("MUG-BLUE", Decimal(2))]
    (carton,) = bench.cartons()
    assert (carton.verdict, carton.operator, carton.measured_weight_g) == ("verified", "ada", 800)


async def test_a_carton_in_hand_goes_on_after_the_agent_was_started_again(bench: Bench) -> None:
    first = StationApp(bench.agent.station)
    async with first.run_test(size=(100, 30)):
        await bench.scan("TD:BADGE:B-7731")
        await eventually(lambda: Eyes(first).pane == "orders", "Wang is logged in")
        await bench.scan("TD:ORDER:SO-7", MUG_CODE)
        await eventually(lambda: bench.agent.station.state.lines[0].scanned == 1, "a mug is scanned")
    bench.agent.stop()
    agent = bench.start()
    again = StationApp(agent.station)
    async with again.run_test(size=(100, 30)):
        eyes = Eyes(again)
        await eventually(lambda: eyes.pane == "packing", "the carton is still in hand")
        await eventually(lambda: eyes.says("王芳", "#operator"), "Wang is still logged in")
        await bench.scan(MUG_CODE)
        await bench.weigh(800)
        await eventually(lambda: eyes.role("good"), "the weight is right")
        again.query_one(ScanField).value = "TD:CLOSE"
        await again.query_one(ScanField).action_submit()
        await eventually(bench.cartons, "the carton is closed by a typed command")
    assert bench.shipped() == [("MUG-BLUE", Decimal(2))]


async def test_an_unplugged_scale_is_seen_and_its_last_weight_forgotten(bench: Bench) -> None:
    app = StationApp(bench.agent.station)
    async with app.run_test(size=(100, 30)):
        eyes = Eyes(app)
        bench.scale.set_load_g(Decimal(123))
        await eventually(lambda: eyes.scale == "123", "the scale is seen live")
        bench.scale.pty.unplug()
        await eventually(lambda: eyes.says("Scale unplugged", "#badges"), "the unplugged scale is seen")
        await eventually(lambda: eyes.scale == "-", "the last weight is not shown on")
        bench.scale.pty.plug()
        await eventually(lambda: eyes.scale == "123", "it is back")


async def test_an_order_withdrawn_by_the_hub_is_stopped(bench: Bench) -> None:
    app = StationApp(bench.agent.station)
    async with app.run_test(size=(100, 30)):
        eyes = Eyes(app)
        await bench.scan("TD:BADGE:B-1001")
        await eventually(lambda: eyes.pane == "orders", "Ada is logged in")
        await bench.scan("TD:ORDER:SO-7")
        await eventually(lambda: eyes.pane == "packing", "the order is in hand")
        bench.agent.on_tasks(Tasks(v=1, version=2, orders=[]))
        await eventually(lambda: eyes.says("withdrawn"), "the withdrawal is shown")
        await bench.scan("TD:CANCEL")
        await eventually(lambda: eyes.pane == "orders", "the order is given back")
    assert bench.kept() == [] or bench.shipped() == []


async def test_a_full_disk_share_is_said_and_the_carton_stays_open(bench: Bench) -> None:
    bench.agent.wait_idle()
    bench.agent.stop()
    bench.outbox_max_bytes = 400
    app = StationApp(bench.start().station)
    async with app.run_test(size=(100, 30)):
        eyes = Eyes(app)
        await bench.scan("TD:BADGE:B-1001")
        await eventually(lambda: eyes.pane == "orders", "Ada is logged in")
        await bench.scan("TD:ORDER:SO-7", MUG_CODE, MUG_CODE)
        await bench.weigh(800)
        await eventually(lambda: eyes.role("good"), "the weight is right")
        await bench.scan("TD:CLOSE")
        await eventually(
            lambda: eyes.says("NOT KEPT") and eyes.role("stop"), "the packer is told that it was not kept"
        )
        assert bench.agent.station.state.order == "SO-7"
    assert bench.cartons() == []
