"""Receiving an order at a dock: scans, packages, weights in, feedback and events out. Pure: no I/O, no clock.

What was seen is booked when the person closes the unloading; until then the last scan can be taken back. What
is not on the order has to be scanned twice, what is too much is counted: both are there, the office decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from devices.codes.gs1 import ScannedCode
from edge import control_codes
from edge.control_codes import ControlCode
from edge.station.bench import BenchSettings, Effect, Emit, Feedback, go, stop
from edge.station.errand import Hand, Lookup
from edge.station.goods_in import doors, unannounced
from edge.station.goods_in import unloading as kept
from edge.station.goods_in.details import Asked, door_fault, package_fault, serial_fault
from edge.station.goods_in.reckoning import (
    ReceivedLine,
    dock_of,
    fit,
    is_sscc,
    lines,
    packed,
    unplaced_scan,
    weigh_in,
)
from edge.station.goods_in.unloading import Goods, Got, Unloading
from edge.station.keyed import too_fine
from edge.station.talk import Talk, multiplier
from gateway.wire.inbound import DuePackage, DueReceipt, GoodsIn
from gateway.wire.messages import AnyEvent, Tasks

NAME: Final = "receive"
_NO_GOODS: Final = GoodsIn()


@dataclass(frozen=True, slots=True)
class ReceivingState:
    """All that a presenter needs. `pending`: a package that was scanned and waits to be confirmed."""

    due: tuple[DueReceipt, ...]
    blind: bool
    document: str | None
    supplier: str
    location: str
    lines: tuple[ReceivedLine, ...]
    packages: tuple[int, int]
    unplaced: tuple[str, ...]
    last: str | None
    next_qty: Decimal
    damaged: bool
    pending: DuePackage | None
    asked: Asked | None
    message: Feedback | None


class ReceivingSession:
    """`lookup` tells what a scanned text is. The dock is the bench's, until another is scanned."""

    name = NAME

    def __init__(self, lookup: Lookup, settings: BenchSettings) -> None:
        self._lookup, self._settings = lookup, settings
        self._goods = _NO_GOODS
        self._hand: Unloading | None = None
        self._place: str | None = None
        self._damaged = False
        self._pending: DuePackage | None = None
        self._last: str | None = None
        self._twice: str | None = None
        self._asked: Asked | None = None
        self._talk = Talk()
        self.say = self._talk.tell

    def told(self, tasks: Tasks) -> None:
        self._goods = tasks.goods_in or _NO_GOODS
        self._hand = self._hand and doors.told(self._hand, self._goods)

    def heard(self, events: Sequence[AnyEvent]) -> list[Effect]:
        """What the portals of this agent have just read."""
        if self._hand is None:
            return []
        before, self._hand = self._hand, doors.read(self._hand, events, self._lookup)
        said = doors.news(before, self._hand)
        return self._talk.tell(said) if said is not None else []

    # --- what is scanned ---

    def scan(  # noqa: PLR0911 - one return a kind of code
        self, code: ScannedCode, at: datetime, hand: Hand
    ) -> list[Effect]:
        text = code.text.strip()
        twice, self._twice = self._twice, None
        pending, self._pending = self._pending, None
        command, digits = control_codes.read(text), multiplier(text)
        if command is not None:
            return self._command(command, at, hand)
        if digits is not None:
            return self._talk.key_qty(digits)
        if not code.trusted:
            return self._unknown(code, at, stop("goods_untrusted", why=code.why or ""))
        if self._asked is not None:
            return self._answer(self._asked, code, text, at)
        sscc = code.sscc or (text if is_sscc(text) else None)
        if sscc is not None:
            return self._package(sscc, pending, at, hand)
        if any(due.number == text for due in self._goods.receipts):
            return self._take(text, at, hand)
        place = next((p for p in self._goods.places if p.code == text), None)
        if place is not None and self._lookup(text) is None:
            return self._stand_at(place.code, place.kind)
        return self._item(code, text, twice, at)

    def _command(self, command: ControlCode, at: datetime, hand: Hand) -> list[Effect]:
        verb, argument = command.verb, command.argument
        if verb in ("ORDER", "DOC", "RECEIVE") and argument:
            return self._take(argument, at, hand)
        if verb == "UNANNOUNCED":
            return self._take(unannounced.number_at(at, self._here()), at, hand, by=argument)
        if verb in ("TO", "PLACE") and argument:
            found = next((p for p in self._goods.places if p.code == argument), None)
            return self._stand_at(argument, found.kind if found else "")
        if verb == "QTY":
            return self._talk.key_qty(argument)
        actions = {"CLOSE": "close", "UNDO": "undo", "CANCEL": "give_back", "DAMAGED": "damaged"}
        if verb in actions and not argument:
            return self.act(actions[verb], at, hand)
        return self._talk.unknown(command)

    def _take(self, number: str, at: datetime, hand: Hand, *, by: str = "") -> list[Effect]:
        if self._hand is not None and self._hand.due.number == number:
            return self._talk.tell(go("receipt_in_hand", order=number))
        if self._hand is not None and (self._hand.got or self._hand.door.seen):
            return self._talk.tell(stop("receipt_not_closed", order=self._hand.due.number))
        told = (one for one in self._goods.receipts if one.number == number)
        due = next(told, None) or unannounced.delivery(number, by)
        if due is None:
            return self._talk.tell(stop("receipt_unknown", order=number[:64]))
        given_back = self._drop(at, hand)
        broken = next((place.code for place in self._goods.places if place.kind == "damaged"), None)
        self._hand = Unloading(due, f"{number[:40]}-{at:%y%m%d%H%M%S%f}", self._here(), broken)
        self._last = None
        opened = Emit([kept.receipt(self._hand, self._settings, "opened", at, hand.operator)])
        key = unannounced.key(number, "receipt_taken")
        return [*given_back, *self._talk.tell(go(key, order=number, place=self._hand.location), opened)]

    def _stand_at(self, code: str, kind: str) -> list[Effect]:
        if kind not in ("dock", "storage"):
            return self._talk.tell(stop("no_dock", place=code[:64]))
        if self._hand is not None:
            return self._talk.tell(stop("dock_not_now", place=code))
        self._place = code
        return self._talk.tell(go("dock_set", place=code))

    def _here(self) -> str:
        return self._place or dock_of(self._goods.places, self._settings.location)

    def _package(self, sscc: str, pending: DuePackage | None, at: datetime, hand: Hand) -> list[Effect]:
        """Shown first, and received when it is scanned again or confirmed."""
        due = next((d for d in self._goods.receipts if any(p.sscc == sscc for p in d.packages)), None)
        if self._hand is not None and self._hand.has_package(sscc):
            return self._talk.tell(stop("package_twice", sscc=sscc))
        if due is None:
            return self._talk.tell(stop("package_unknown", sscc=sscc))
        effects: list[Effect] = []
        if self._hand is None or (self._hand.due.number != due.number and not self._hand.got):
            effects = self._take(due.number, at, hand)
        if self._hand is None or self._hand.due.number != due.number:
            in_hand = self._hand.due.number if self._hand else ""
            return self._talk.tell(stop("package_of_other", sscc=sscc, order=due.number, in_hand=in_hand))
        package = next(p for p in due.packages if p.sscc == sscc)
        return [*effects, *self._look_into(package, pending, at)]

    def _look_into(self, package: DuePackage, pending: DuePackage | None, at: datetime) -> list[Effect]:
        if not package.lines:
            return self._talk.tell(go("package_blind", sscc=package.sscc))
        lacks = package_fault(package, self._lookup)
        if lacks is not None:
            return self._talk.tell(lacks)
        if pending is not None and pending.sscc == package.sscc:
            return self._receive_package(package, at)
        self._pending = package
        pieces = sum((line.qty for line in package.lines), Decimal(0))
        return self._talk.tell(
            go("package_shown", sscc=package.sscc, lines=len(package.lines), pieces=pieces)
        )

    def _receive_package(self, package: DuePackage, at: datetime) -> list[Effect]:
        if self._hand is None:
            return self._talk.tell(stop("no_receipt"))
        goods = packed(package, self._damaged)
        self._add(Got(goods=goods, at=at, way="package"))
        return self._talk.tell(go("package_received", sscc=package.sscc, lines=len(goods)))

    def _item(self, code: ScannedCode, text: str, twice: str | None, at: datetime) -> list[Effect]:
        times = self._talk.times()
        hit = self._lookup(text) or (self._lookup(code.gtin) if code.gtin else None)
        if self._hand is None:
            return self._talk.tell(stop("no_receipt"))
        if hit is None:
            return self._unknown(code, at, stop("unknown_code", code=text[:64]))
        qty = hit.qty * times * (code.count or 1)
        if not self._hand.expects(hit.sku) and self._hand.by_hand(hit.sku) == 0 and twice != code.raw:
            self._twice, self._talk.keyed = code.raw, times
            return self._talk.tell(
                stop("not_on_order", name=hit.name, sku=hit.sku, order=self._hand.due.number)
            )
        goods = Goods(
            sku=hit.sku, name=hit.name, qty=qty, lot=fit(code.lot), serial=fit(code.serial),
            expiry=code.expiry, damaged=self._damaged,
        )  # fmt: skip
        return self._count(Asked(goods, hit.wants), at)

    def _answer(self, asked: Asked, code: ScannedCode, text: str, at: datetime) -> list[Effect]:
        answered = asked.answered(code, text, self._lookup)
        return self._talk.tell(answered) if isinstance(answered, Feedback) else self._count(answered, at)

    def _count(self, asked: Asked, at: datetime) -> list[Effect]:
        """Once all is known that the item demands."""
        assert self._hand is not None  # noqa: S101 - whoever calls has looked
        goods, self._asked = asked.goods, None
        fault = too_fine(self._lookup(goods.sku), goods.qty)
        fault = fault or serial_fault(goods, asked.wants, self._hand, self._serials(goods.sku))
        if fault is not None:
            return self._talk.tell(fault)
        if asked.lacking:
            self._asked = asked
            return self._talk.tell(asked.question())
        before = self._hand.qty(goods.sku)
        self._add(Got(goods=(goods,), at=at))
        return self._talk.tell(self._came(goods, before))

    def _serials(self, sku: str) -> frozenset[str]:
        """In stock, as the hub knew last."""
        return frozenset(one for known in self._goods.in_stock if known.sku == sku for one in known.serials)

    def _add(self, got: Got) -> None:
        assert self._hand is not None  # noqa: S101 - whoever calls has looked
        self._hand = self._hand.add(got)
        self._last = got.goods[-1].sku
        self._damaged = False

    def _came(self, goods: Goods, before: Decimal) -> Feedback:
        line = next(line for line in self.state.lines if line.sku == goods.sku)
        name = goods.name
        if goods.damaged:
            return go("came_damaged", name=name, qty=goods.qty)
        if line.got == before:
            return go("came_by_door", name=name, got=line.got)
        if line.due is None:
            return go("came_blind", name=name, got=line.got)
        if line.got > line.due:
            return stop("came_over", name=name, got=line.got, due=line.due)
        return go("came", name=name, got=line.got, due=line.due)

    def _unknown(self, code: ScannedCode, at: datetime, feedback: Feedback) -> list[Effect]:
        unplaced = unplaced_scan(code, at, self._settings, self._here(), why="unknown code while receiving")
        return self._talk.tell(feedback, Emit([unplaced]))

    def act(self, action: str, at: datetime, hand: Hand) -> list[Effect]:
        """confirm, undo, damaged, weigh, close, give_back."""
        pending, self._pending = self._pending, None
        actions: dict[str, Callable[[], list[Effect]]] = {
            "confirm": lambda: self._receive_package(pending, at) if pending else [],
            "undo": self._undo,
            "damaged": self._mark_damaged,
            "weigh": lambda: self._weigh(at, hand),
            "close": lambda: self._close(at, hand),
            "give_back": lambda: self._give_back(at, hand),
        }
        return actions[action]()

    def _undo(self) -> list[Effect]:
        asked, self._asked = self._asked, None
        if asked is not None:
            return self._talk.tell(go("details_dropped", name=asked.goods.name))
        if self._hand is None or not self._hand.got:
            return self._talk.tell(stop("nothing_to_undo"))
        last = self._hand.got[-1]
        self._hand = self._hand.without_last()
        self._last = None
        if last.way == "package":
            return self._talk.tell(go("package_undone", sscc=last.goods[0].sscc or ""))
        return self._talk.tell(go("receipt_undone", qty=last.goods[0].qty, name=last.goods[0].name))

    def _mark_damaged(self) -> list[Effect]:
        """The last scan is damaged; with none, the next one will be."""
        if self._hand is None:
            return self._talk.tell(stop("no_receipt"))
        if self._last is None or not self._hand.got:
            self._damaged = not self._damaged
            return self._talk.tell(go("next_damaged" if self._damaged else "next_whole"))
        broken = not self._hand.got[-1].goods[0].damaged
        self._hand = self._hand.with_last_marked(broken)
        goods = self._hand.got[-1].goods
        qty = sum((one.qty for one in goods), Decimal(0))
        return self._talk.tell(
            go("marked_damaged" if broken else "marked_whole", name=goods[0].name, qty=qty)
        )

    def _weigh(self, at: datetime, hand: Hand) -> list[Effect]:
        """All pieces of the item scanned last are on the scale: the weight counts them, not the scan."""
        if self._hand is None or not self._hand.got or self._hand.got[-1].way != "scan":
            return self._talk.tell(stop("weigh_what"))
        last = self._hand.got[-1]
        if hand.steady_g is None and hand.trouble:
            return self._talk.tell(stop(f"scale_{hand.trouble}"))
        found = weigh_in(last, self._lookup(last.goods[0].sku), hand.steady_g, self._settings)
        if isinstance(found, Feedback):
            return self._talk.tell(found)
        self._hand = self._hand.without_last().add(found)
        goods = found.goods[0]
        return self._talk.tell(go("weighed", name=goods.name, pieces=int(goods.qty)))

    def _close(self, at: datetime, hand: Hand) -> list[Effect]:
        if self._hand is None:
            return self._talk.tell(stop("no_receipt"))
        if self._asked is not None:
            return self._talk.tell(self._asked.question())
        if not self._hand.got and not self._hand.door.seen:
            return self._talk.tell(stop("nothing_unloaded"))
        lacks = door_fault(self._hand, self._lookup)
        if lacks is not None:
            return self._talk.tell(lacks)
        missing = [line for line in self.state.lines if line.due is not None and line.got < line.due]
        key = "receipt_closed_short" if missing else unannounced.key(self._hand.due.number, "receipt_closed")
        done, self._hand = self._hand, None
        self._last, self._damaged, self._talk.keyed = None, False, None
        feedback = go(key, order=done.due.number, lines=len(missing))
        return self._talk.tell(feedback, Emit(kept.events(done, self._settings, at, hand.operator)))

    def _give_back(self, at: datetime, hand: Hand, *, asked: bool = True) -> list[Effect]:
        if self._hand is None:
            return self._talk.tell(stop("no_receipt"))
        if self._hand.door.seen and asked:
            return self._talk.tell(stop("door_has_booked", pieces=len(self._hand.door.seen)))
        number = self._hand.due.number
        return [*self._drop(at, hand), *self._talk.tell(go("receipt_given_back", order=number))]

    def _drop(self, at: datetime, hand: Hand) -> list[Effect]:
        done, self._hand = self._hand, None
        self._last, self._damaged, self._asked, self._talk.keyed = None, False, None, None
        if done is None:
            return []
        said = kept.receipt(done, self._settings, "closed", at, hand.operator, given_back=True)
        return [Emit([said])]

    # --- what is shown, what is kept ---

    @property
    def state(self) -> ReceivingState:
        hand = self._hand
        packages = hand.due.packages if hand else []
        came = sum(1 for package in packages if hand and hand.has_package(package.sscc))
        return ReceivingState(
            due=tuple(self._goods.receipts),
            blind=self._goods.blind,
            document=hand.due.number if hand else None,
            supplier=hand.due.supplier if hand else "",
            location=hand.location if hand else self._here(),
            lines=lines(hand) if hand else (),
            packages=(came, len(packages)),
            unplaced=hand.door.unplaced if hand else (),
            last=self._last,
            next_qty=self._talk.next_qty,
            damaged=self._damaged,
            pending=self._pending,
            asked=self._asked,
            message=self._talk.message,
        )

    def snapshot(self) -> bytes:
        return kept.write(self._hand, self._place)

    def restore(self, stored: bytes) -> None:
        """Raises SnapshotError."""
        self._hand, self._place = kept.read(stored)
        self._last = self._talk.message = self._pending = self._twice = self._asked = None

    @property
    def in_hand(self) -> object:
        return self._hand.session if self._hand else None

    def doubt(self, at: datetime, hand: Hand, *, is_new: bool) -> list[Effect]:
        """An unloading that was in hand then was closed long ago."""
        return [] if self._hand is None or is_new else self._give_back(at, hand, asked=False)
