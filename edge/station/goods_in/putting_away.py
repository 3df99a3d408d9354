"""Putting away what stands at the docks: an item, then its place, confirmed by scan. Pure: no I/O, no clock.

A wrong place is refused; who stands there may say that it stays so. A whole package is carried by its number,
or opened when a part of it is taken. What was done here is not shown again before the hub has heard of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from devices.codes.gs1 import ScannedCode
from edge import control_codes
from edge.control_codes import ControlCode
from edge.station.bench import BenchSettings, CatalogueHit, Effect, Emit, Feedback, go, stop
from edge.station.errand import Hand, Lookup
from edge.station.goods_in.reckoning import is_sscc, item_of, unplaced_scan
from edge.station.goods_in.waiting import (
    Carried,
    Done,
    Waiting,
    as_task,
    key_of,
    left_of,
    part_of,
    still_unheard,
)
from edge.station.keyed import too_fine
from edge.station.snapshot import SnapshotError
from edge.station.talk import Talk, multiplier
from gateway.wire.evidence import SSCC, UNDO
from gateway.wire.inbound import GoodsIn, Place
from gateway.wire.messages import Movement, Tasks

NAME: Final = "putaway"
PICKABLE: Final = ("shelf", "storage", "bench")


@dataclass(frozen=True, slots=True)
class PuttingAwayState:
    """All that a presenter needs. `wrong`: the place that was refused last."""

    tasks: tuple[Waiting, ...]
    carried: Carried | None
    next_qty: Decimal
    wrong: str | None
    message: Feedback | None


class PuttingAwaySession:
    """`lookup` tells what a scanned text is (None: unknown)."""

    name = NAME

    def __init__(self, lookup: Lookup, settings: BenchSettings) -> None:
        self._lookup, self._settings = lookup, settings
        self._tasks: tuple[Waiting, ...] = ()
        self._places: dict[str, Place] = {}
        self._done: tuple[Done, ...] = ()
        self._last: Done | None = None
        self._carried: Carried | None = None
        self._wrong: str | None = None
        self._talk = Talk()
        self.say = self._talk.tell

    def told(self, tasks: Tasks) -> None:
        """What was put away here is left out of the list until the hub's list shows that it knows."""
        goods = tasks.goods_in or GoodsIn()
        told = (*map(as_task, goods.units), *map(Waiting.of, goods.putaways))
        self._done = still_unheard(self._done, told)
        self._tasks = told
        self._places = {place.code: place for place in goods.places}

    def _left(self) -> tuple[Waiting, ...]:
        return left_of(self._tasks, self._done)

    # --- what is scanned ---

    def scan(self, code: ScannedCode, at: datetime, hand: Hand) -> list[Effect]:
        text = code.text.strip()
        command, digits = control_codes.read(text), multiplier(text)
        if command is not None:
            return self._command(command, at, hand)
        if digits is not None:
            return self._key_qty(digits)
        if self._carried is not None and text in self._places:
            return self._put(self._places[text], at, hand)
        return self._item(code, text, at)

    def _command(self, command: ControlCode, at: datetime, hand: Hand) -> list[Effect]:
        verb, argument = command.verb, command.argument
        if verb == "PUT" and argument.isdecimal():
            return self._choose(int(argument))
        if verb in ("TO", "PLACE") and argument in self._places:
            return self._put(self._places[argument], at, hand)
        if verb == "QTY":
            return self._key_qty(argument)
        actions = {"UNDO": "undo", "CANCEL": "put_down"}
        if verb in actions and not argument:
            return self.act(actions[verb], at, hand)
        return self._talk.unknown(command)

    def _key_qty(self, argument: str) -> list[Effect]:
        """Of what is carried already it is said afterwards."""
        said = self._talk.key_qty(argument)
        if self._carried is None or self._talk.keyed is None:
            return said
        return self._carry(self._carried.task, self._talk.times())

    def _choose(self, number: int) -> list[Effect]:
        left = self._left()
        if not 0 <= number < len(left):
            return self._talk.tell(stop("nothing_to_put_away"))
        return self._carry(left[number], self._talk.keyed or left[number].qty)

    def _item(self, code: ScannedCode, text: str, at: datetime) -> list[Effect]:
        """All of the task is carried, unless a quantity was keyed: a pallet goes in one way."""
        sscc = code.sscc or (text if is_sscc(text) else None)
        if sscc is not None:
            return self._unit(sscc)
        hit = item_of(self._lookup, code, text)
        if hit is None:
            place = self._settings.location
            unplaced = unplaced_scan(code, at, self._settings, place, why="unknown code while putting away")
            return self._talk.tell(stop("unknown_code", code=text[:64]), Emit([unplaced]))
        found = [task for task in self._left() if task.sku == hit.sku]
        if code.lot:
            found = [task for task in found if task.lot == code.lot]
        if not found:
            return self._out_of_a_package(hit, code.lot)
        return self._carry(found[0], self._talk.keyed or found[0].qty)

    def _unit(self, sscc: str) -> list[Effect]:
        unit = next((task for task in self._left() if task.sscc == sscc), None)
        if unit is None:
            return self._talk.tell(stop("no_unit", sscc=sscc))
        return self._carry(unit, Decimal(1))

    def _out_of_a_package(self, hit: CatalogueHit, lot: str | None) -> list[Effect]:
        """Of no loose goods: a package at a dock that holds it is opened."""
        parts = (
            part_of(unit, line)
            for unit in self._left()
            if unit.lines
            for line in unit.lines
            if line.sku == hit.sku and lot in (None, line.lot)
        )
        part = next(parts, None)
        if part is None:
            return self._talk.tell(stop("not_at_dock", name=hit.name, sku=hit.sku))
        return self._carry(part, self._talk.keyed or hit.qty)

    def _carry(self, task: Waiting, qty: Decimal) -> list[Effect]:
        left = task.qty
        if task.out_of is None:
            left = next((one.qty for one in self._left() if key_of(one) == key_of(task)), Decimal(0))
        self._talk.keyed = self._wrong = None
        fault = too_fine(self._lookup(task.sku), qty)
        if fault is not None:
            return self._talk.tell(fault)
        if qty > left:
            return self._talk.tell(stop("more_than_there", name=task.name, left=left, qty=qty))
        self._carried = Carried(task, qty)
        if task.out_of is not None:
            return self._talk.tell(go("carry_part", name=task.name, qty=qty, sscc=task.out_of))
        if task.sscc is not None:
            return self._talk.tell(
                go("carry_unit" if task.to else "carry_unit_anywhere", sscc=task.sscc, place=task.to or "")
            )
        if task.to is None:
            return self._talk.tell(go("carry_anywhere", name=task.name, qty=qty))
        return self._talk.tell(go("carry", name=task.name, qty=qty, place=task.to))

    def _put(self, place: Place, at: datetime, hand: Hand) -> list[Effect]:
        carried = self._carried
        if carried is None:
            return self._talk.tell(stop("carry_first"))
        if place.kind not in PICKABLE:
            return self._talk.tell(stop("no_place_for_stock", place=place.code))
        if carried.task.to is not None and place.code != carried.task.to:
            self._wrong = place.code
            return self._talk.tell(stop("wrong_place", place=place.code, wanted=carried.task.to))
        return self._down(carried, place.code, at, hand, None)

    def _down(
        self, carried: Carried, place: str, at: datetime, hand: Hand, override: str | None
    ) -> list[Effect]:
        known = (task for task in self._tasks if key_of(task) == key_of(carried.task))
        of = carried.task if carried.task.out_of is not None else next(known)
        done = Done(of, carried.qty, place, at)
        self._done, self._last = (*self._done, done), done
        self._carried = self._wrong = None
        movements = self._movements(done, at, hand)
        for movement in movements:
            if override:
                movement.evidence["override"] = override
        feedback = go("put_away", name=carried.task.sscc or carried.task.name, qty=carried.qty, place=place)
        return self._talk.tell(feedback, Emit(movements))

    def _movements(self, done: Done, at: datetime, hand: Hand) -> list[Movement]:
        """One; of a package one for each of its lines."""
        evidence = {"suggested": done.task.to or ""}
        if hand.operator:
            evidence["operator"] = hand.operator
        if done.task.sscc is not None:
            evidence[SSCC] = done.task.sscc
        return [
            Movement(
                at=at,
                device=self._settings.scanner,
                kind="putaway",
                item=sku,
                qty=qty,
                source=done.task.location,
                destination=done.to,
                lot=lot,
                evidence=dict(evidence),
            )
            for sku, qty, lot in done.goods
        ]

    # --- what is asked for ---

    def act(self, action: str, at: datetime, hand: Hand) -> list[Effect]:
        """undo, override, put_down."""
        actions: dict[str, Callable[[], list[Effect]]] = {
            "undo": lambda: self._undo(at, hand),
            "override": lambda: self._override(at, hand),
            "put_down": self._put_down,
        }
        return actions[action]()

    def _undo(self, at: datetime, hand: Hand) -> list[Effect]:
        """What is carried is put down; else what was put away last goes back to its dock."""
        if self._carried is not None:
            return self._put_down()
        last, self._last = self._last, None
        if last is None:
            return self._talk.tell(stop("nothing_to_undo"))
        self._done = tuple(done for done in self._done if done != last)
        back = self._movements(last, at, hand)
        for movement in back:
            movement.source, movement.destination = movement.destination, movement.source
            movement.evidence[UNDO] = last.at.isoformat()
        # where the hub knows of it already, its next list has it at the dock again
        feedback = go(
            "put_away_undone", name=last.task.sscc or last.task.name, qty=last.qty, place=last.task.location
        )
        return self._talk.tell(feedback, Emit(back))

    def _override(self, at: datetime, hand: Hand) -> list[Effect]:
        if self._carried is None or self._wrong is None:
            return self._talk.tell(stop("nothing_to_override"))
        who = hand.operator or "somebody"
        return self._down(self._carried, self._wrong, at, hand, f"{who}: not {self._carried.task.to}")

    def _put_down(self) -> list[Effect]:
        if self._carried is None:
            return self._talk.tell(stop("carry_first"))
        carried, self._carried, self._wrong = self._carried, None, None
        return self._talk.tell(
            go("put_down", name=carried.task.sscc or carried.task.name, place=carried.task.location)
        )

    # --- what is shown, what is kept ---

    @property
    def state(self) -> PuttingAwayState:
        return PuttingAwayState(
            tasks=self._left(),
            carried=self._carried,
            next_qty=self._talk.next_qty,
            wrong=self._wrong,
            message=self._talk.message,
        )

    def snapshot(self) -> bytes:
        return msgspec.json.encode((self._carried, self._done, self._last))

    def restore(self, stored: bytes) -> None:
        """Raises SnapshotError."""
        kind = tuple[Carried | None, tuple[Done, ...], Done | None]
        try:
            self._carried, self._done, self._last = msgspec.json.decode(stored, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SnapshotError(f"what was put away last cannot be read: {error}") from error
        self._wrong = self._talk.keyed = self._talk.message = None

    @property
    def in_hand(self) -> object:
        return self._carried

    def doubt(self, at: datetime, hand: Hand, *, is_new: bool) -> list[Effect]:
        """What was put away then may have been taken back since."""
        self._done, self._last = (), None
        if not is_new:
            self._carried = None
        return []
