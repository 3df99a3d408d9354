"""Taking kits apart: an order is chosen, each kit is scanned, F10 reports what came of them. Pure.

A part that nobody scans came by the bill. One that is scanned, as it must be where a lot, a serial number or
a day of expiry is written down of it, is named whole: what did not come of it is said to be broken. Nothing
is told before F10.
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
from edge.station.dismantling.work import DismantledLine, Dismantling, Kind, Step, read, write
from edge.station.errand import Hand, Lookup
from edge.station.goods_in.reckoning import fit, item_of, unplaced_scan
from edge.station.keyed import too_fine
from edge.station.talk import Talk, multiplier
from edge.station.told import not_among
from gateway.wire.inbound import GoodsIn, Place
from gateway.wire.messages import Tasks
from gateway.wire.production import KitToTakeApart, Production

NAME: Final = "apart"
_KITS_STAND_AT: Final = ("dock", "shelf", "storage", "bench")
_KEYS: Final = {"CLOSE": "close", "UNDO": "undo", "CANCEL": "give_back", "SPOILT": "spoil"}
MOST_STEPS: Final = 500
"""In one report: the wire takes no more of any kind."""


@dataclass(frozen=True, slots=True)
class DismantlingState:
    """All that a presenter needs. `in_all`: so many orders there are, told or not; `place`: where the kits
    stand; `spoiling`: the next scan is broken."""

    orders: tuple[KitToTakeApart, ...]
    in_all: int
    number: str | None
    name: str
    lines: tuple[DismantledLine, ...]
    place: str | None
    next_qty: Decimal
    spoiling: bool
    message: Feedback | None


class DismantlingSession:
    """`lookup` tells what a scanned text is."""

    name = NAME

    def __init__(self, lookup: Lookup, settings: BenchSettings) -> None:
        self._lookup, self._settings = lookup, settings
        self._orders: list[KitToTakeApart] = []
        self._in_all = 0
        self._places: dict[str, Place] = {}
        self._work: Dismantling | None = None
        self._place: str | None = None
        self._spoiling = False
        self._talk = Talk()
        self.say = self._talk.tell

    def told(self, tasks: Tasks) -> None:
        self._orders, self._in_all = tasks.apart, tasks.apart_open
        self._places = {place.code: place for place in (tasks.goods_in or GoodsIn()).places}
        if self._work is not None:
            number = self._work.order.number
            now = next((one for one in tasks.apart if one.number == number), self._work.order)
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
        match command.verb:
            case "APART" | "DOC" | "ORDER" if command.argument:
                return self._take(command.argument)
            case "DO" if command.argument.isdecimal():
                return self._do(int(command.argument))
            case "FROM" | "PLACE" if command.argument:
                return self._stand_at(command.argument)
            case "QTY":
                return self._talk.key_qty(command.argument)
            case "CLOSE" | "UNDO" | "CANCEL" | "SPOILT" if not command.argument:
                return self.act(_KEYS[command.verb], at, hand)
            case _:
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
        self._begin(found)
        return self._talk.tell(go("apart_order", order=number, name=found.name, qty=found.qty))

    def _begin(self, order: KitToTakeApart) -> None:
        self._drop()
        self._work, self._place = Dismantling(order), order.source

    def _by_kit(self, hit: CatalogueHit) -> list[Effect]:
        """With nothing in hand a kit stands for its order, the one that is due first."""
        of_kit = [one for one in self._orders if one.sku == hit.sku]
        if not of_kit:
            others = not_among(hit.name, len(self._orders), self._in_all)
            return self._talk.tell(others or stop("apart_not_ordered", name=hit.name))
        if len(of_kit) == 1:
            return self._take(of_kit[0].number)
        first = of_kit[0]
        self._begin(first)
        said = go("apart_first", order=first.number, name=first.name, qty=first.qty, count=len(of_kit))
        return self._talk.tell(said)

    def _stand_at(self, place: str) -> list[Effect]:
        if self._work is None:
            return self._talk.tell(stop("apart_no_order"))
        known = self._places.get(place)
        if known is None or known.kind not in _KITS_STAND_AT:
            return self._talk.tell(stop("apart_no_place", place=place[:64]))
        self._place = place
        return self._talk.tell(go("apart_from", place=place))

    def _item(self, code: ScannedCode, text: str, at: datetime) -> list[Effect]:
        hit = item_of(self._lookup, code, text)
        hidden = not_among(text, len(self._orders), self._in_all)
        if hit is None and self._work is None and hidden is not None:
            return self._talk.tell(hidden)
        if hit is None:
            place = self._place or self._settings.location
            unplaced = unplaced_scan(
                code, at, self._settings, place, why="unknown code while taking a kit apart"
            )
            return self._talk.tell(stop("unknown_code", code=text[:64]), Emit([unplaced]))
        if self._work is None:
            return self._by_kit(hit)
        qty = hit.qty * self._talk.times() * (code.count or 1)
        step = Step("apart", hit.sku, hit.name, qty, None, fit(code.lot), fit(code.serial), code.expiry)
        return self._step(self._work, step, hit)

    def _do(self, number: int) -> list[Effect]:
        """A line was chosen: as if its code was scanned."""
        if self._work is None or not 0 <= number < len(self._work.lines()):
            return self._talk.tell(stop("apart_no_order"))
        line = self._work.lines()[number]
        hit = self._lookup(line.sku) or CatalogueHit(line.sku, Decimal(1), line.name)
        return self._step(self._work, Step("apart", line.sku, line.name, self._talk.times()), hit)

    def _step(self, work: Dismantling, step: Step, hit: CatalogueHit) -> list[Effect]:
        is_kit = step.sku == work.order.sku
        if not is_kit and all(part.sku != step.sku for part in work.order.parts):
            said = stop("apart_not_part", name=step.name, sku=step.sku, kit=work.order.name)
            return self._talk.tell(said)
        step = self._as_scanned(step, hit, is_kit=is_kit)
        fault = self._fault(work, step, hit)
        if fault is not None:
            return self._talk.tell(fault)
        self._spoiling = False
        self._work = msgspec.structs.replace(work, steps=(*work.steps, step))
        return self._talk.tell(_said_of(self._work, step))

    def _as_scanned(self, step: Step, hit: CatalogueHit, *, is_kit: bool) -> Step:
        """With what is written down of such goods: a label may say more, and the hub would not find them."""
        kind: Kind = ("spoilt" if self._spoiling else "apart") if is_kit else "came"
        if self._spoiling and not is_kit:
            return Step("broken", step.sku, step.name, step.qty)
        return msgspec.structs.replace(
            step,
            kind=kind,
            source=self._place if is_kit else None,
            lot=step.lot if "lot" in hit.wants else None,
            serial=step.serial if "serial" in hit.wants else None,
            expiry=step.expiry if "expiry" in hit.wants and not is_kit else None,
        )

    def _fault(self, work: Dismantling, step: Step, hit: CatalogueHit) -> Feedback | None:
        if len(work.steps) >= MOST_STEPS:
            return stop("make_not_told", order=work.order.number)
        too_much = too_fine(hit, step.qty)
        if too_much is not None or step.kind == "broken":
            return too_much
        is_kit = step.kind in ("apart", "spoilt")
        if is_kit and step.source is None:
            return stop("apart_where", name=step.name)
        given = {"lot": step.lot, "serial": step.serial, "expiry": step.expiry}
        # a kit goes out: its lot and number tell it from its like, and when it expires is known
        lacking = [one for one in hit.wants if not given[one] and not (is_kit and one == "expiry")]
        if lacking:
            return stop("make_wants", name=step.name, details=",".join(lacking))
        twice = any((one.sku, one.serial) == (step.sku, step.serial) for one in work.steps)
        if step.serial and (step.qty != 1 or twice):
            return stop("serial_twice", name=step.name, serial=step.serial)
        return None

    # --- what is asked for ---

    def act(self, action: str, at: datetime, hand: Hand) -> list[Effect]:
        """undo, spoil, close, give_back."""
        actions: dict[str, Callable[[Dismantling], list[Effect]]] = {
            "undo": self._undo,
            "spoil": self._spoil,
            "close": lambda work: self._close(work, at, hand),
            "give_back": self._give_back,
        }
        if self._work is None:
            return self._talk.tell(stop("apart_no_order"))
        return actions[action](self._work)

    def _undo(self, work: Dismantling) -> list[Effect]:
        if not work.steps:
            return self._talk.tell(stop("nothing_to_undo"))
        last = work.steps[-1]
        self._work = msgspec.structs.replace(work, steps=work.steps[:-1])
        return self._talk.tell(go("make_undone", name=last.name, qty=last.qty))

    def _spoil(self, _work: Dismantling) -> list[Effect]:
        self._spoiling = not self._spoiling
        return self._talk.tell(go("apart_next_broken") if self._spoiling else go("make_next_good"))

    def _close(self, work: Dismantling, at: datetime, hand: Hand) -> list[Effect]:
        fault = self._unfinished(work)
        if fault is not None:
            return self._talk.tell(fault)
        order, kits = work.order, work.kits
        report = Production(
            at=at, device=self._settings.scanner, document=order.number, made_qty=kits,
            spoilt_qty=work.qty("spoilt", order.sku), taken=work.taken(), came=work.came(),
            broken=work.broken(), operator=hand.operator,
        )  # fmt: skip
        self._drop()
        said = go("apart_told", order=order.number, name=order.name, made=kits)
        return self._talk.tell(said, Emit([report]))

    def _unfinished(self, work: Dismantling) -> Feedback | None:
        """Of each part as many as are in the kits must have come, or be broken."""
        kit, *parts = work.lines()
        if not work.steps:
            return stop("make_nothing")
        if not kit.done and any(step.kind in ("came", "broken") for step in work.steps):
            return stop("apart_no_kit")
        unsaid = next(filter(None, map(self._unaccounted, parts)), None)
        if unsaid is not None:
            return unsaid
        if kit.done and not any(part.done for part in parts) and any(part.lost for part in parts):
            return stop("apart_all_broken", name=kit.name)
        return None

    def _unaccounted(self, part: DismantledLine) -> Feedback | None:
        hit = self._lookup(part.sku)
        if part.lost > part.wanted:
            return stop("apart_too_broken", name=part.name, broken=part.lost, wanted=part.wanted)
        unnamed = part.by_bill and hit is not None and hit.wants
        missing = part.done if unnamed else part.missing
        return stop("apart_missing", name=part.name, qty=missing) if missing > 0 else None

    def _give_back(self, work: Dismantling) -> list[Effect]:
        self._drop()
        return self._talk.tell(go("make_given_back", order=work.order.number))

    def _drop(self) -> None:
        self._work, self._place, self._spoiling = None, None, False
        self._talk.keyed = None

    # --- what is shown, what is kept ---

    @property
    def state(self) -> DismantlingState:
        work = self._work
        return DismantlingState(
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
        return [] if self._work is None or is_new else self._give_back(self._work)


def _said_of(work: Dismantling, step: Step) -> Feedback:
    line = next(line for line in work.lines() if line.sku == step.sku)
    match step.kind:
        case "spoilt":
            return go("apart_kit_spoilt", name=step.name, qty=step.qty)
        case "broken":
            return go("apart_broken", name=step.name, qty=step.qty)
        case "came":
            key = "apart_beyond" if line.missing < 0 else "apart_came"
        case "apart":
            key = "apart_more" if line.done > line.wanted else "apart_kit"
    return go(key, name=step.name, total=line.done, wanted=line.wanted)
