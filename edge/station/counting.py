"""The counting session: scans, tags and weights in, feedback and events out. Pure: no I/O, no clock.

Blind: what should be there is never known here. What was found goes up as `count` events when the count is
closed, with the time at which each item was found last. Call it from one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from edge.station import tally as kept
from edge.station.bench import BenchSettings, CatalogueHit, Effect, Emit, Feedback, Trouble, go, stop
from edge.station.keyed import keyed_qty, too_fine
from edge.station.tally import Found, FoundLine, Method, Tally
from edge.weighing import UnitWeight, pieces_from
from gateway.wire.counting import CountTask
from gateway.wire.messages import AnyEvent, Count, CountWork, UnplacedScan

MARK: Final = "TD:COUNT:"
REMEMBERED_CLOSED: Final = 500
Action = Literal["taken", "given_back", "closed"]
Lookup = Callable[[str], CatalogueHit | None]


@dataclass(frozen=True, slots=True)
class CountingState:
    """All that a presenter needs. ``lines`` of the count in hand; ``sure``: closing was asked for once, with
    lines that nobody has counted."""

    counts: tuple[CountTask, ...]
    task: CountTask | None
    at_place: bool
    lines: tuple[FoundLine, ...]
    last: tuple[str, str] | None
    next_qty: Decimal
    asked_twice: bool
    message: Feedback | None


class CountingSession:
    """One terminal, one count at a time. ``lookup`` tells what a code is, quickly, and raises nothing."""

    def __init__(self, lookup: Lookup, settings: BenchSettings) -> None:
        self._lookup, self._settings = lookup, settings
        self._tasks: dict[str, CountTask] = {}
        self._closed: dict[str, None] = {}
        self._tally: Tally | None = None
        self._next_qty = Decimal(1)
        self._typed = False
        self._asked = False
        self._message: Feedback | None = None

    # --- what there is to count ---

    @property
    def counts(self) -> tuple[CountTask, ...]:
        """Those still open here: a round that was closed here is over, whatever the hub says yet."""
        return tuple(task for task in self._tasks.values() if _key(task) not in self._closed)

    @property
    def in_hand(self) -> CountTask | None:
        return self._tally.task if self._tally else None

    def tasks(self, counts: Iterable[CountTask]) -> list[Effect]:
        """The hub's newest list. A count in hand goes on, but is told when it is no longer wanted."""
        self._tasks = {task.number: task for task in counts}
        task = self.in_hand
        if task is not None and task.number not in self._tasks:
            return self._tell(stop("count_withdrawn", count=task.number))
        return []

    # --- what the devices say ---

    def scan(
        self, text: str, at: datetime, operator: str | None, lot: str | None = None, serial: str | None = None
    ) -> list[Effect]:
        """The count's own barcode, the place's, or goods. Typed: ``*12`` multiplies the next scan, ``=12``
        says how many of the last item there are in all."""
        if text[: len(MARK)].upper() == MARK:
            return self._take(text[len(MARK) :], at, operator)
        tally = self._tally
        if tally is None:
            return self._tell(stop("no_count"))
        if not tally.at_place:
            return self._place(tally, text)
        if text[:1] == "*" and len(text) > 1:
            return self.key_qty(text[1:])
        if text[:1] == "=" and len(text) > 1:
            return self._set(tally, text[1:], at)
        return self._goods(tally, text, lot, serial, at)

    def tag(self, code: str, tag: str, lot: str | None, at: datetime) -> list[Effect]:
        """An RFID tag in the field: each counts once, and those of other goods are passed over."""
        tally = self._tally
        if tally is None or not tally.at_place or tally.has_tag(tag):
            return []
        hit = self._lookup(code)
        if hit is None:
            return []
        of = self._lot(tally, hit.sku, lot)
        if of is None or not tally.asks_for(hit.sku, of):
            return []
        return self._add(tally, Found(hit.sku, of, hit.name, hit.qty, at, "rfid", tag=tag))

    def weigh(
        self, live_g: Decimal | None, stable: bool, at: datetime, trouble: Trouble | None = None
    ) -> list[Effect]:
        """All of the last item is on the scale: its last scan counts as many as the weight tells."""
        tally = self._tally
        if tally is None:
            return self._tell(stop("no_count"))
        if not tally.found:
            return self._tell(stop("count_scan_first"))
        if live_g is None or not stable:
            return self._tell(stop(f"scale_{trouble}") if trouble else stop("count_not_steady"))
        last = tally.found[-1]
        hit = self._lookup(last.sku)
        if hit is None or hit.unit_weight_g is None:
            return self._tell(stop("count_no_weight", name=last.name))
        unit = UnitWeight.of(hit.unit_weight_g, hit.unit_weight_sd_g)
        told = pieces_from(live_g, unit, self._settings.division_g)
        if live_g < 0 or not told.certain:
            return self._tell(
                stop("count_weight_unsure", name=last.name, measured=live_g, pieces=told.pieces)
            )
        found = Found(last.sku, last.lot, last.name, Decimal(told.pieces), at, "weight", weight_g=live_g)
        return self._add(tally.without_last(), found)

    def busy(self) -> list[Effect]:
        """Something else was asked for than to count."""
        task = self.in_hand
        return self._tell(stop("other_count_in_hand", count=task.number)) if task else []

    # --- what the counter asks for ---

    def key_qty(self, text: str) -> list[Effect]:
        qty = keyed_qty(text)
        if qty is None or qty == 0:
            return self._tell(stop("bad_qty", text=text[:20]))
        self._next_qty, self._typed = qty, True
        return self._tell(go("qty_keyed", qty=qty))

    def undo(self) -> list[Effect]:
        """Take the last scan back."""
        tally = self._tally
        if tally is None or not tally.found:
            return self._tell(stop("nothing_to_undo"))
        last = tally.found[-1]
        self._change(tally.without_last())
        return self._tell(go("count_undone", qty=last.qty, name=last.name))

    def give_back(self, at: datetime, operator: str | None) -> list[Effect]:
        """Uncounted; it stays on the list."""
        task = self.in_hand
        if task is None:
            return self._tell(stop("no_count"))
        self._change(None)
        return self._tell(
            go("count_given_back", count=task.number), Emit([self._work(task, "given_back", at, operator)])
        )

    def close(self, at: datetime, operator: str | None) -> list[Effect]:
        """Done. What was asked for and not found must be said twice: then there is none of it."""
        tally = self._tally
        if tally is None:
            return self._tell(stop("no_count"))
        if not tally.at_place:
            return self._tell(stop("count_place_first", place=tally.task.location))
        missing = tally.not_counted
        if (missing or not tally.found) and not self._asked:
            self._asked = True
            if missing:
                name = missing[0].name
                return self._say(stop("count_none_of", name=name, lines=len(missing)))
            return self._say(stop("count_nothing", place=tally.task.location))
        events = self._result(tally, at, operator)
        task = tally.task
        self._closed[_key(task)] = None
        while len(self._closed) > REMEMBERED_CLOSED:
            del self._closed[next(iter(self._closed))]
        self._change(None)
        return self._tell(go("count_closed", count=task.number, place=task.location), Emit(events))

    def not_kept(self, why: str) -> list[Effect]:
        return self._tell(stop("not_kept", why=why[:200]))

    # --- what is shown, what is kept ---

    @property
    def state(self) -> CountingState:
        tally = self._tally
        last = tally.found[-1] if tally and tally.found else None
        return CountingState(
            counts=self.counts,
            task=tally.task if tally else None,
            at_place=tally.at_place if tally else False,
            lines=tally.lines if tally else (),
            last=(last.sku, last.lot) if last else None,
            next_qty=self._next_qty,
            asked_twice=self._asked,
            message=self._message,
        )

    def snapshot(self) -> bytes:
        """Store it in the same transaction as the events of an Emit."""
        return kept.write(self._tally, self._next_qty, self._closed)

    def restore(self, stored: bytes | None) -> None:
        """Go on where `stored` was taken, or from the beginning. Raises SnapshotError and changes nothing."""
        tally, next_qty, closed = kept.read(stored) if stored is not None else (None, Decimal(1), ())
        self._tally, self._next_qty, self._closed = tally, next_qty, dict.fromkeys(closed)
        self._typed = next_qty != 1
        self._asked, self._message = False, None

    # --- inside ---

    def _tell(self, said: Feedback, *more: Effect) -> list[Effect]:
        self._asked = False
        return self._say(said, *more)

    def _say(self, said: Feedback, *more: Effect) -> list[Effect]:
        self._message = said
        return [said, *more]

    def _change(self, tally: Tally | None) -> None:
        self._tally = tally
        self._next_qty, self._typed = Decimal(1), False

    def _take(self, number: str, at: datetime, operator: str | None) -> list[Effect]:
        in_hand = self.in_hand
        if in_hand is not None:
            return self._tell(go("count_in_hand", count=number)) if in_hand.number == number else self.busy()
        task = self._tasks.get(number)
        if task is None:
            return self._tell(stop("count_unknown", count=number[:64]))
        if _key(task) in self._closed:
            return self._tell(stop("count_closed_here", count=number))
        self._change(Tally(task))
        return self._tell(
            go("count_taken", count=number, place=task.location),
            Emit([self._work(task, "taken", at, operator)]),
        )

    def _place(self, tally: Tally, text: str) -> list[Effect]:
        if text != tally.task.location:
            return self._tell(stop("count_wrong_place", code=text[:64], place=tally.task.location))
        self._change(Tally(tally.task, at_place=True))
        return self._tell(go("count_at_place", place=text))

    def _goods(
        self, tally: Tally, text: str, lot: str | None, serial: str | None, at: datetime
    ) -> list[Effect]:
        times, typed = self._next_qty, self._typed
        self._next_qty, self._typed = Decimal(1), False
        hit = self._lookup(text)
        if hit is None:
            unplaced = UnplacedScan(
                at=at, device=self._settings.scanner, data=text, why="unknown code while counting",
                location=tally.task.location,
            )  # fmt: skip
            return self._tell(stop("count_unknown_code", code=text[:64]), Emit([unplaced]))
        fault = too_fine(hit, hit.qty * times)
        if fault is not None:
            return self._tell(fault)
        of = self._lot(tally, hit.sku, lot)
        if of is None:
            return self._tell(stop("count_which_lot", name=hit.name))
        if not tally.asks_for(hit.sku, of):
            return self._tell(stop("count_not_asked", name=hit.name, count=tally.task.number))
        piece = serial if serial and hit.qty * times == 1 else None  # that of a case is no piece's
        if piece is not None and tally.has_serial(hit.sku, piece):
            return self._tell(stop("count_serial_twice", name=hit.name, serial=piece[:64]))
        way: Method = "typed" if typed else "scan"
        return self._add(tally, Found(hit.sku, of, hit.name, hit.qty * times, at, way, serial=piece))

    def _lot(self, tally: Tally, sku: str, lot: str | None) -> str | None:
        """That of the code; where it says none, the only one that is expected. None: it cannot be told."""
        if lot is not None:
            expected = tally.lots_of(sku)
            # goods without lots in the books may bear one on their label
            return "" if expected == [""] and not tally.task.whole else lot
        expected = tally.lots_of(sku)
        return expected[0] if len(expected) == 1 else "" if not expected or "" in expected else None

    def _set(self, tally: Tally, text: str, at: datetime) -> list[Effect]:
        qty = keyed_qty(text)
        if qty is None:
            return self._tell(stop("bad_qty", text=text[:20]))
        if not tally.found:
            return self._tell(stop("count_scan_first"))
        last = tally.found[-1]
        fault = too_fine(self._lookup(last.sku), qty)
        if fault is not None:
            return self._tell(fault)
        change = qty - tally.qty(last.sku, last.lot)
        return self._add(tally, Found(last.sku, last.lot, last.name, change, at, "typed"))

    def _add(self, tally: Tally, found: Found) -> list[Effect]:
        self._change(tally.add(found))
        qty = tally.add(found).qty(found.sku, found.lot)
        return self._tell(go("count_found", name=found.name, qty=qty))

    def _result(self, tally: Tally, at: datetime, operator: str | None) -> list[AnyEvent]:
        task = tally.task
        lines = tally.lines
        counts: list[AnyEvent] = [
            Count(
                at=line.at or at,
                device=self._settings.scale
                if line.method == "weight" and self._settings.scale
                else self._settings.scanner,
                item=line.sku,
                qty=line.qty or Decimal(0),
                location=task.location,
                lot=line.lot or None,
                method=line.method if line.qty is not None else "typed",
                document=task.number,
                round=task.round,
                operator=operator,
                evidence={"weight_g": str(line.weight_g)} if line.weight_g is not None else {},
            )
            for line in lines
        ]
        return [*counts, self._work(task, "closed", at, operator, len(counts))]

    def _work(
        self, task: CountTask, action: Action, at: datetime, operator: str | None, lines: int = 0
    ) -> CountWork:
        return CountWork(
            at=at, device=self._settings.scanner, document=task.number, round=task.round, action=action,
            location=task.location, lines=lines, operator=operator,
        )  # fmt: skip


def _key(task: CountTask) -> str:
    return f"{task.number}/{task.round}"
