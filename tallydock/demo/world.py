"""What really stands where at the demonstration site: the truth that the ledger is compared with.

It is kept in one small file, written whole after every step of an act (a piece scanned, a tag through the
door, a shelf's load changed), so that the next run finds the same goods on the same shelves, however this one
ended.
Goods that are being carried are where they were until they arrive: an act that is cut gives them back.
"""

from __future__ import annotations

import json
import os
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import TracebackType
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
        self._carried: Counter[tuple[str, str]] = Counter()
        self._acts: Counter[str] = Counter()
        self._shelves: dict[str, list[Decimal]] = defaultdict(list)
        self._serial = 0
        self._packed: set[str] = set()
        self._closing: dict[str, list[Move]] = {}
        self._resting = False
        if path.exists():
            self._load(json.loads(path.read_text(encoding="utf-8")))

    # what is there

    def stock(self, sku: str, place: str) -> int:
        """What somebody could take: not what another carries away already."""
        with self._lock:
            return self._stock[sku, place] - self._carried[sku, place]

    def shelf_load_g(self, place: str) -> Decimal:
        with self._lock:
            return sum(self._shelves[place], Decimal(0))

    def packed(self, order: str) -> bool:
        with self._lock:
            return order in self._packed

    def next_serial(self, count: int) -> range:
        """Serial numbers that no tag bore before, in this run or another."""
        with self._lock:
            first = self._serial + 1
            self._serial += count
            self._save()
            return range(first, first + count)

    # what happens

    def take(self, moves: Sequence[Move]) -> Carriage | None:
        """Begin to carry goods, so that no other actor grabs them; None when they are not there."""
        with self._lock:
            need: Counter[tuple[str, str]] = Counter()
            for move in moves:
                need[move.sku, move.source] += move.qty
            if any(self.stock(*key) < qty for key, qty in need.items()):
                return None
            self._carried.update(need)
            return Carriage(self, need)

    def arrive(self, moves: Iterable[Move], carriage: Carriage | None = None) -> None:
        """The goods are where they were carried to; what `carriage` holds of them is free again."""
        with self._lock:
            for move in moves:
                self._stock[move.sku, move.source] -= move.qty
                self._stock[move.sku, move.destination] += move.qty
                if carriage is not None:
                    self._free(carriage, (move.sku, move.source), move.qty)
            self._save()

    def give_back(self, carriage: Carriage) -> None:
        with self._lock:
            for key, qty in list(carriage.left.items()):
                self._free(carriage, key, qty)

    def _free(self, carriage: Carriage, key: tuple[str, str], qty: int) -> None:
        carriage.left[key] -= qty
        self._carried[key] -= qty

    def note(self, act: str) -> None:
        """A whole act is done."""
        with self._lock:
            self._acts[act] += 1
            self._save()

    def put_on_shelf(self, move: Move, weights_g: Sequence[Decimal]) -> bool:
        """The pieces stand on the shelf, and so its load is theirs; False when they are not there to take."""
        with self._lock:
            if self.stock(move.sku, move.source) < move.qty:
                return False
            self._shelves[move.destination].extend(weights_g)
            self.arrive([move])
            return True

    def take_from_shelf(self, move: Move) -> bool:
        """The pieces are off the shelf and where they were wanted; False when there are not so many."""
        with self._lock:
            pieces = self._shelves[move.source]
            if len(pieces) < move.qty:
                return False
            self._shelves[move.source] = pieces[: -move.qty]
            self.arrive([move])
            return True

    # packing: the one act whose end is decided elsewhere

    def close_begins(self, order: str, moves: Sequence[Move]) -> None:
        """The carton is about to be closed. Kept, for after a kill nobody here knows whether it was."""
        with self._lock:
            self._closing[order] = list(moves)
            self._save()

    def close_ends(self, order: str, carriage: Carriage | None = None, *, closed: bool) -> None:
        with self._lock:
            moves = self._closing.pop(order)
            if closed:
                self._packed.add(order)
                self._acts["order packed"] += 1
                self.arrive(moves, carriage)
            else:
                self._save()

    def settle_cut_closings(self, open_orders: Collection[str]) -> None:
        """What a kill left undecided: an order that is no longer on the packer's list was closed."""
        with self._lock:
            for order in list(self._closing):
                self.close_ends(order, closed=order not in open_orders)

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
            "closing": {
                order: [[m.sku, m.qty, m.source, m.destination] for m in moves]
                for order, moves in self._closing.items()
            },
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
        for order, moves in document.get("closing", {}).items():
            self._closing[order] = [Move(*move) for move in moves]


class Carriage:
    """Goods in somebody's hands, of which none is there for another; what has not arrived goes back."""

    def __init__(self, world: World, goods: Counter[tuple[str, str]]) -> None:
        self.left = Counter(goods)
        self._world = world

    def __enter__(self) -> Carriage:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._world.give_back(self)


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
