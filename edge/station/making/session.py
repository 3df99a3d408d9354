"""Production: an order at work is chosen, components and pieces are scanned, F10 reports them. Pure.

A component that nobody scans was taken by the bill: the hub says from where. One that is scanned was taken
from the place that was scanned before, or from the order's. Nothing is told before F10.
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
from edge.station.goods_in.reckoning import fit, item_of, unplaced_scan
from edge.station.keyed import too_fine
from edge.station.making.work import Kind, Step, Work, WorkLine, read, write
from edge.station.talk import Talk, multiplier
from edge.station.told import not_among
from gateway.wire.inbound import GoodsIn, Place
from gateway.wire.messages import Tasks
from gateway.wire.production import OrderToMake, Production

NAME: Final = "make"
_TAKES_FROM: Final = ("dock", "shelf", "storage", "bench")
_ONE: Final = Decimal(1)
MOST_STEPS: Final = 500
"""In one report: the wire takes no more of any kind."""


@dataclass(frozen=True, slots=True)
class MakingState:
    """All that a presenter needs. `in_all`: so many orders there are, told or not; `place`: from where one
    takes; `spoiling`: the next scan is spoilt."""

    orders: tuple[OrderToMake, ...]
    in_all: int
    number: str | None
    name: str
    lines: tuple[WorkLine, ...]
    place: str | None
    next_qty: Decimal
    spoiling: bool
    message: Feedback | None


class MakingSession:
    """`lookup` tells what a scanned text is."""

    name = NAME

    def __init__(self, lookup: Lookup, settings: BenchSettings) -> None:
        self._lookup, self._settings = lookup, settings
        self._orders: list[OrderToMake] = []
        self._in_all = 0
        self._places: dict[str, Place] = {}
        self._work: Work | None = None
        self._place: str | None = None
        self._spoiling = False
        self._talk = Talk()
        self.say = self._talk.tell

    def told(self, tasks: Tasks) -> None:
        self._orders, self._in_all = tasks.production, tasks.production_open
        self._places = {place.code: place for place in (tasks.goods_in or GoodsIn()).places}
        if self._work is not None:
            number = self._work.order.number
            now = next((one for one in tasks.production if one.number == number), self._work.order)
            self._work = msgspec.structs.replace(self._work, order=now)

    # --- what is scanned ---

    def scan(self, code: ScannedCode, at: datetime, hand: Hand) -> list[Effect]:
        text = code.text.strip()
        command, digits = control_codes.read(text), multiplier(text)
        if command is not None:
            return self._command(command, at, hand)
        if digits is not None:
            return self._talk.key_qty(digits)
        if any(one.number == text for one in self._orders):
            return self._take(text)
        if text in self._places and self._lookup(text) is None:
            return self._stand_at(text)
        return self._item(code, text, at)

    def _command(self, command: ControlCode, at: datetime, hand: Hand) -> list[Effect]:
        verb, argument = command.verb, command.argument
        if verb in ("MAKE", "DOC", "ORDER") and argument:
            return self._take(argument)
        if verb == "DO" and argument.isdecimal():
            return self._do(int(argument))
        if verb in ("FROM", "PLACE") and argument:
            return self._stand_at(argument)
        if verb == "QTY":
            return self._talk.key_qty(argument)
        actions = {"CLOSE": "close", "UNDO": "undo", "CANCEL": "give_back", "SPOILT": "spoil"}
        if verb in actions and not argument:
            return self.act(actions[verb], at, hand)
        return self._talk.unknown(command)

    def _take(self, number: str) -> list[Effect]:
        if self._work is not None and self._work.order.number == number:
            return self._talk.tell(go("make_in_hand", order=number))
        if self._work is not None and self._work.steps:
            return self._talk.tell(stop("make_not_told", order=self._work.order.number))
        found = next((one for one in self._orders if one.number == number), None)
        if found is None:
            hidden = not_among(number, len(self._orders), self._in_all)
            return self._talk.tell(hidden or stop("make_unknown", order=number[:64]))
        self._drop()
        self._work, self._place = Work(found), found.source
        return self._talk.tell(go("make_order", order=number, name=found.name, qty=found.qty))

    def _stand_at(self, place: str) -> list[Effect]:
        if self._work is None:
            return self._talk.tell(stop("make_no_order"))
        known = self._places.get(place)
        if known is None or known.kind not in _TAKES_FROM:
            return self._talk.tell(stop("make_no_place", place=place[:64]))
        self._place = place
        return self._talk.tell(go("make_from", place=place))

    def _item(self, code: ScannedCode, text: str, at: datetime) -> list[Effect]:
        hit = item_of(self._lookup, code, text)
        if self._work is None:
            hidden = not_among(text, len(self._orders), self._in_all) if hit is None else None
            return self._talk.tell(hidden or stop("make_no_order"))
        if hit is None:
            place = self._place or self._settings.location
            unplaced = unplaced_scan(code, at, self._settings, place, why="unknown code at production")
            return self._talk.tell(stop("unknown_code", code=text[:64]), Emit([unplaced]))
        qty = hit.qty * self._talk.next_qty * (code.count or 1)
        # what a label says of goods that nobody follows so would keep the hub from finding them
        lot = fit(code.lot) if "lot" in hit.wants else None
        serial = fit(code.serial) if "serial" in hit.wants else None
        step = Step("made", hit.sku, hit.name, qty, lot=lot, serial=serial, expiry=code.expiry)
        return self._step(self._work, step, hit)

    def _do(self, number: int) -> list[Effect]:
        """A line was chosen: as if its code was scanned."""
        if self._work is None or not 0 <= number < len(self._work.lines()):
            return self._talk.tell(stop("make_no_order"))
        line = self._work.lines()[number]
        hit = self._lookup(line.sku) or CatalogueHit(line.sku, _ONE, line.name)
        return self._step(self._work, Step("made", line.sku, line.name, self._talk.next_qty), hit)

    def _step(self, work: Work, step: Step, hit: CatalogueHit) -> list[Effect]:
        self._talk.keyed = None
        too_much = too_fine(hit, step.qty)
        if too_much is not None:
            return self._talk.tell(too_much)
        if len(work.steps) >= MOST_STEPS:
            return self._talk.tell(stop("make_not_told", order=work.order.number))
        if step.sku == work.order.sku:
            step = msgspec.structs.replace(step, kind="spoilt" if self._spoiling else "made")
            fault = self._fault_of_piece(work, step, hit)
        elif any(part.sku == step.sku for part in work.order.components):
            kind: Kind = "scrapped" if self._spoiling else "taken"
            step = msgspec.structs.replace(step, kind=kind, source=self._place, expiry=None)
            fault = self._fault_of_part(work, step, hit)
        else:
            fault = stop("make_not_part", name=step.name, sku=step.sku, order=work.order.number)
        if fault is not None:
            return self._talk.tell(fault)
        self._spoiling = False
        self._work = msgspec.structs.replace(work, steps=(*work.steps, step))
        return self._talk.tell(self._said_of(self._work, step))

    def _fault_of_piece(self, work: Work, step: Step, hit: CatalogueHit) -> Feedback | None:
        lot = work.lot()
        if step.lot and lot and step.lot != lot:
            return stop("make_other_lot", name=step.name, lot=step.lot, before=lot)
        if step.kind == "spoilt":
            return None
        expiry = work.expiry()
        if step.expiry and expiry and step.expiry != expiry:
            return stop("make_other_expiry", name=step.name, expiry=str(step.expiry), before=str(expiry))
        if "lot" in hit.wants and not (step.lot or lot):
            return stop("make_wants", name=step.name, details="lot")
        if "serial" in hit.wants or step.serial:
            return self._fault_of_serial(work, step)
        return None

    def _fault_of_part(self, work: Work, step: Step, hit: CatalogueHit) -> Feedback | None:
        if step.source is None:
            return stop("make_where", name=step.name)
        if "lot" in hit.wants and not step.lot:
            return stop("make_wants", name=step.name, details="lot")
        if "serial" in hit.wants or step.serial:
            return self._fault_of_serial(work, step)
        return None

    def _fault_of_serial(self, work: Work, step: Step) -> Feedback | None:
        if not step.serial:
            return stop("make_wants", name=step.name, details="serial")
        twice = any((one.sku, one.serial) == (step.sku, step.serial) for one in work.steps)
        if step.qty != 1 or twice:
            return stop("serial_twice", name=step.name, serial=step.serial)
        return None

    def _said_of(self, work: Work, step: Step) -> Feedback:
        total = work.qty(step.kind, step.sku)
        if step.kind == "spoilt":
            return go("make_spoilt", name=step.name, qty=step.qty)
        if step.kind == "scrapped":
            return go("make_scrapped", name=step.name, qty=step.qty, place=step.source or "")
        if step.kind == "taken":
            return go("make_used", name=step.name, total=total, place=step.source or "")
        if total > work.order.qty:
            return go("make_more", name=step.name, total=total, wanted=work.order.qty)
        return go("make_made", name=step.name, total=total, wanted=work.order.qty)

    # --- what is asked for ---

    def act(self, action: str, at: datetime, hand: Hand) -> list[Effect]:
        """undo, spoil, close, give_back."""
        actions: dict[str, Callable[[], list[Effect]]] = {
            "undo": self._undo,
            "spoil": self._spoil,
            "close": lambda: self._close(at, hand),
            "give_back": self._give_back,
        }
        return actions[action]()

    def _undo(self) -> list[Effect]:
        if self._work is None or not self._work.steps:
            return self._talk.tell(stop("nothing_to_undo"))
        last = self._work.steps[-1]
        self._work = msgspec.structs.replace(self._work, steps=self._work.steps[:-1])
        return self._talk.tell(go("make_undone", name=last.name, qty=last.qty))

    def _spoil(self) -> list[Effect]:
        if self._work is None:
            return self._talk.tell(stop("make_no_order"))
        self._spoiling = not self._spoiling
        return self._talk.tell(go("make_next_spoilt") if self._spoiling else go("make_next_good"))

    def _close(self, at: datetime, hand: Hand) -> list[Effect]:
        if self._work is None:
            return self._talk.tell(stop("make_no_order"))
        if not self._work.steps:
            return self._talk.tell(stop("make_nothing"))
        work, order = self._work, self._work.order
        made = work.qty("made", order.sku)
        report = Production(
            at=at, device=self._settings.scanner, document=order.number, made_qty=made,
            spoilt_qty=work.qty("spoilt", order.sku), lot=work.lot(), expiry=work.expiry(),
            serials=work.serials(), taken=work.goods("taken"), scrapped=work.goods("scrapped"),
            operator=hand.operator,
        )  # fmt: skip
        self._drop()
        return self._talk.tell(
            go("make_told", order=order.number, name=order.name, made=made), Emit([report])
        )

    def _give_back(self) -> list[Effect]:
        if self._work is None:
            return self._talk.tell(stop("make_no_order"))
        number = self._work.order.number
        self._drop()
        return self._talk.tell(go("make_given_back", order=number))

    def _drop(self) -> None:
        self._work, self._place, self._spoiling = None, None, False
        self._talk.keyed = None

    # --- what is shown, what is kept ---

    @property
    def state(self) -> MakingState:
        work = self._work
        return MakingState(
            orders=tuple(self._orders),
            in_all=self._in_all,
            number=work.order.number if work else None,
            name=work.order.name if work else "",
            lines=work.lines() if work else (),
            place=self._place,
            next_qty=self._talk.next_qty,
            spoiling=self._spoiling,
            message=self._talk.message,
        )

    def snapshot(self) -> bytes:
        return write(self._work, self._place)

    def restore(self, stored: bytes) -> None:
        """Raises SnapshotError."""
        self._work, self._place = read(stored)
        self._spoiling, self._talk.keyed, self._talk.message = False, None, None

    @property
    def in_hand(self) -> object:
        return self._work.order.number if self._work is not None else None

    def doubt(self, at: datetime, hand: Hand, *, is_new: bool) -> list[Effect]:
        """What was in hand then was reported long ago, or given back."""
        return [] if self._work is None or is_new else self._give_back()
