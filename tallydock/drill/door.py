"""A dock door with a reader, and pallets of tagged goods that go through it.

A reader says each answer once, to whoever listens, and an agent judges a tag only when it has gone quiet:
who is killed in between knows nothing of it, and nothing was promised. So a crossing is in the books once if
it was seen in an outbox, and at most once if not. One whose direction was not clear is no movement.
"""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Final

from devices.codes.epc import encode_sgtin96
from devices.simulators.field import Direction
from devices.simulators.rfid import RfidSimulator
from tallydock.demo.goods import COMPANY_PREFIX
from tallydock.drill.site import DEALT_IN, Machine
from tallydock.drill.truth import Goods, Scan, Truth

PASSING_S: Final = 0.8
REST_S: Final = 4.0
"""From the last tag's passing until an agent on a busy machine has surely judged it."""


class Door:
    """Pallets go in and out until stopped. ``true_time``: the agent's clock shows it."""

    def __init__(
        self, machine: Machine, device_dir: Path, truth: Truth, chance: random.Random, pace_s: float
    ) -> None:
        self.machine = machine
        self.true_time = True
        self.reader = RfidSimulator(
            device_dir / machine.device, "r2000-a0", random.Random(chance.getrandbits(64))
        )
        self._truth, self._chance, self._pace_s = truth, chance, pace_s
        self._line = truth.begin_line(machine.agent, machine.device)
        truth.end_line(self._line, "leaky")
        self._tags = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"door {machine.device}", daemon=True)

    def start(self) -> None:
        self.reader.start()
        self._thread.start()

    def end(self) -> None:
        """Soon."""
        self._ending.set()

    def stop(self) -> None:
        """After the pallet that is on its way, and once the agent has judged it."""
        self.end()
        if self._thread.ident is not None:
            self._thread.join(30)

    def close(self) -> None:
        self.stop()
        self.reader.close()

    @property
    def ready(self) -> bool:
        return self.reader.host_connected

    def _run(self) -> None:
        while not self._ending.wait(self._chance.uniform(0.5, 1.5) * self._pace_s):
            self._pallet()
        threading.Event().wait(PASSING_S + REST_S)

    def _pallet(self) -> None:
        direction: Direction = self._chance.choice(("in", "out"))
        good, count = self._chance.choice(DEALT_IN), self._chance.randint(1, 4)
        place = self.machine.config["settings"]["location"]
        way = ("receipt", "supplier", place) if direction == "in" else ("shipment", place, "customer")
        epcs = []
        for _ in range(count):
            self._tags += 1
            goods = Goods(good.sku, Fraction(1), *way)
            self._truth.scanned(self._line, Scan(str(self._tags), goods, datetime.now(UTC), self.true_time))
            epcs.append(encode_sgtin96(f"0{good.gtin}", self._tags, len(COMPANY_PREFIX)))
        self.reader.pass_through(epcs, direction, duration_s=PASSING_S, reads_per_antenna=16)
