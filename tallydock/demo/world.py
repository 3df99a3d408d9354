"""What really stands where at the demonstration site: the truth that the ledger is compared with.

It is kept in one small file, written whole after every act, so that the next run finds the same goods on the
same shelves.
"""

from __future__ import annotations

import json
import os
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Move:
    """`qty` pieces of a good were carried from one place to another."""

    sku: str
    qty: int
    source: str
    destination: str


class World:
    """Thread-safe. Places outside the walls (supplier, customer) are kept too, as negative mirrors."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._stock: dict[tuple[str, str], int] = defaultdict(int)
        self._acts: Counter[str] = Counter()
        self._shelves: dict[str, list[Decimal]] = defaultdict(list)
        self._serial = 0
        self._packed: set[str] = set()
        self._resting = False
        if path.exists():
            self._load(json.loads(path.read_text(encoding="utf-8")))

    # what is there

    def stock(self, sku: str, place: str) -> int:
        with self._lock:
            return self._stock[sku, place]

    def shelf_load_g(self, place: str) -> Decimal:
        with self._lock:
            return sum(self._shelves[place], Decimal(0))

    def packed(self, order: str) -> bool:
        with self._lock:
            return order in self._packed

    def next_serial(self, count: int) -> range:
        """Serial numbers that no tag bore before."""
        with self._lock:
            first = self._serial + 1
            self._serial += count
            return range(first, first + count)

    # what happens

    def reserve(self, moves: Iterable[Move]) -> bool:
        """Take goods off their places before they are carried, so that no other actor grabs them."""
        with self._lock:
            need: Counter[tuple[str, str]] = Counter()
            for move in moves:
                need[move.sku, move.source] += move.qty
            if any(self._stock[key] < qty for key, qty in need.items()):
                return False
            for key, qty in need.items():
                self._stock[key] -= qty
            return True

    def arrive(self, act: str, moves: Iterable[Move], *, reserved: bool, order: str | None = None) -> None:
        """The act is done: the goods are where they were carried to."""
        with self._lock:
            for move in moves:
                if not reserved:
                    self._stock[move.sku, move.source] -= move.qty
                self._stock[move.sku, move.destination] += move.qty
            self._acts[act] += 1
            if order is not None:
                self._packed.add(order)
            self._save()

    def note(self, act: str) -> None:
        """Something that moves no goods."""
        with self._lock:
            self._acts[act] += 1
            self._save()

    def put_on_shelf(self, place: str, weights_g: Iterable[Decimal]) -> None:
        with self._lock:
            self._shelves[place].extend(weights_g)

    def take_from_shelf(self, place: str, count: int) -> list[Decimal]:
        with self._lock:
            pieces = self._shelves[place]
            taken, self._shelves[place] = pieces[-count:], pieces[:-count]
            return taken

    def rest(self, resting: bool) -> None:
        """Say whether everybody stands still, nothing half-done."""
        with self._lock:
            self._resting = resting
            self._save()

    def _save(self) -> None:
        document = {
            "stock": [[sku, place, qty] for (sku, place), qty in sorted(self._stock.items())],
            "acts": dict(self._acts),
            "shelves": {place: [str(w) for w in weights] for place, weights in self._shelves.items()},
            "serial": self._serial,
            "packed": sorted(self._packed),
            "resting": self._resting,
        }
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(document, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

    def _load(self, document: Mapping[str, Any]) -> None:
        for sku, place, qty in document["stock"]:
            self._stock[sku, place] = qty
        self._acts.update(document["acts"])
        for place, weights in document["shelves"].items():
            self._shelves[place] = [Decimal(w) for w in weights]
        self._serial = document["serial"]
        self._packed = set(document["packed"])


@dataclass(frozen=True, slots=True)
class Truth:
    """What the file says, for those who compare."""

    stock: dict[tuple[str, str], int]
    acts: dict[str, int]
    orders_packed: int
    resting: bool


def read_truth(path: Path) -> Truth:
    document = json.loads(path.read_text(encoding="utf-8"))
    return Truth(
        {(sku, place): qty for sku, place, qty in document["stock"]},
        document["acts"],
        len(document["packed"]),
        document["resting"],
    )
