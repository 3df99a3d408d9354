"""A shelf on a scale, who puts there and takes, and what its weights must come to in the books.

No two loads of a shelf ever weigh the same here, so each movement in the books tells by its two weights
from which load to which it counted. An agent that was away counts what it missed in one, so movements are
not those of the people; but together they lead from the first load to the last, each taking up where the one
before ended. Where one does not, somebody must have been told to count.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

import psycopg

from devices.simulators.scale import ScaleSimulator
from tallydock.drill import outbox_reader
from tallydock.drill.books import Books
from tallydock.drill.keys import weighed_key
from tallydock.drill.site import SHELF_GOOD, Machine
from tallydock.drill.truth import Goods, Posting, Truth
from tallydock.drill.verdict import Violation

FIRST_PIECES: Final = 12
LEAST_PIECES, MOST_PIECES = 4, 30
ASKS_FOR_COUNT: Final = frozenset(
    {
        "unexplained-weight",
        "scale-restarted",
        "weight-jumped",
        "older-memory",
        "outbox-damaged",
        "outbox-older-copy",
        "new-epoch",
    }
)
"""Faults by which an agent, or the hub of it, says that a count is not to be relied on."""


_LAST: Final = "select evidence->>'weight_g' from movement where device = %s order by id desc limit 1"


class Load(NamedTuple):
    """So many pieces weigh so much, in whole grams."""

    pieces: int
    weight_g: Decimal


class Shelf:
    """Its load changes from ``start`` on until stopped: what lies there before, the agent begins with."""

    def __init__(self, machine: Machine, device_dir: Path, chance: random.Random, pace_s: float) -> None:
        self.machine = machine
        self.scale = ScaleSimulator(
            device_dir / machine.device,
            "and-st-gs",
            random.Random(chance.getrandbits(64)),
            division_g=Decimal(1),
        )
        self._chance, self._pace_s = chance, pace_s
        first = _load(FIRST_PIECES, 0)
        self.loads = [first]
        self.scale.set_load_g(first.weight_g)
        self.scale.start()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"shelf {machine.device}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Soon."""
        self._ending.set()

    def stop(self) -> None:
        """After the load that is being changed."""
        self.end()
        if self._thread.ident is not None:
            self._thread.join(30)

    def close(self) -> None:
        self.stop()
        self.scale.close()

    def is_remembered(self, outbox: Path) -> bool:
        """Its agent keeps the load that lies there now."""
        kept = outbox_reader.memories(outbox, f"shelf/{self.machine.device}/")
        return any(f'"{self.loads[-1].weight_g}"' in memory for memory in kept)

    @property
    def ready(self) -> bool:
        return self.scale.pty.host_connected

    def _run(self) -> None:
        while not self._ending.wait(self._chance.uniform(0.5, 1.5) * self._pace_s):
            self._change()

    def _change(self) -> None:
        before = self.loads[-1]
        used = {load.weight_g for load in self.loads}
        # the good's own spread is more than a gram a piece
        free = [
            load
            for change in (-3, -2, -1, 1, 2, 3)
            for off_g in (-2, -1, 0, 1, 2)
            if (load := _load(before.pieces + change, off_g)).weight_g not in used
            and LEAST_PIECES <= load.pieces <= MOST_PIECES
        ]
        if free:
            self.loads.append(self._chance.choice(free))
            self.scale.set_load_g(self.loads[-1].weight_g)

    def is_booked(self, dsn: str) -> bool:
        """The books know of the load that lies there now. Raises psycopg.Error."""
        with psycopg.connect(dsn) as conn:
            row = conn.execute(_LAST, (self.machine.device,)).fetchone()
        said = {load.weight_g: load.pieces for load in self.loads}
        pieces = FIRST_PIECES if row is None else said.get(Decimal(row[0]))
        return pieces == self.loads[-1].pieces

    def judge(
        self,
        truth: Truth,
        said: Books,
        others: Collection[str],
        faults: Collection[str],
        held: Collection[str] = (),
    ) -> Iterator[Violation]:
        """Tells the truth what each movement of this shelf must be; and whether they lead from load to load.

        ``others``: keys of movements that are not in the books and yet were told; those ``held`` among them
        wait for a person. ``faults``: codes of those that the agent told.
        """
        steps = {
            weighed_key(self.machine.device, one.weight_g, other.weight_g): (n, m)
            for n, one in enumerate(self.loads)
            for m, other in enumerate(self.loads)
            if n < m and one.pieces != other.pieces
        }
        booked = [m.key or "" for m in said.movements if m.device == self.machine.device]
        for key in {*booked, *others} & steps.keys():
            truth.posts(Posting(key, self._goods(*steps[key]), datetime.now(UTC)))
        waiting = [steps[key] for key in steps.keys() & set(held) - set(booked)]
        yield from self._chain([steps[key] for key in booked if key in steps], waiting, faults)

    def _goods(self, before: int, after: int) -> Goods:
        settings = self.machine.config["settings"]
        pieces = self.loads[after].pieces - self.loads[before].pieces
        here, sku = settings["location"], settings["sku"]
        if pieces > 0:
            return Goods(sku, Fraction(pieces), "putaway", settings["put_from"], here)
        return Goods(sku, Fraction(-pieces), "pick", here, settings["pick_to"])

    def _chain(
        self, steps: list[tuple[int, int]], waiting: list[tuple[int, int]], faults: Collection[str]
    ) -> Iterator[Violation]:
        at = 0
        for before, after in [*sorted([*steps, *waiting]), (len(self.loads) - 1, len(self.loads) - 1)]:
            if before < at and (before, after) in waiting:
                continue
            where = f"from load {at} to load {before}: {self.loads[at]}, {self.loads[before]}"
            if before < at:
                yield Violation("a shelf counts nothing twice", self.machine.device, where)
            elif self.loads[before].pieces != self.loads[at].pieces and not ASKS_FOR_COUNT & set(faults):
                detail = (
                    f"{where}; neither is a movement booked between them, nor a fault that asks for a count"
                )
                yield Violation("a shelf counts all or asks for a count", self.machine.device, detail)
            at = max(at, after)


def _load(pieces: int, off_g: int) -> Load:
    return Load(pieces, SHELF_GOOD.unit_weight_g * pieces + off_g)
