"""Moving: goods and the place they stand at, in either order, then the place they go to. Pure.

The place where they are put down is the confirmation. What is moved is what the hands say: that the list
knows of less is told, and not refused. Goods on hold or damaged are moved by the office, which says why.
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
from edge.station.moving.standing import Goods, Moved, Row, rows
from edge.station.snapshot import SnapshotError
from edge.station.talk import Talk, multiplier
from gateway.wire.evidence import UNDO
from gateway.wire.inbound import GoodsIn, Place
from gateway.wire.messages import Movement, Stock, Tasks

NAME: Final = "move"
LEAVES: Final = ("dock", "shelf", "storage", "bench")
ENTERS: Final = (*LEAVES, "hold", "damaged")
KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class MovingState:
    """All that a presenter needs. `choices`: what may be taken now, at `source`, or the places where what is
    `carried` stands. `moved`: what was moved here, the last one first."""

    source: str | None
    carried: tuple[Goods, ...]
    choices: tuple[Row, ...]
    names: tuple[str, ...]
    moved: tuple[Moved, ...]
    next_qty: Decimal
    stock_at: datetime | None
    message: Feedback | None


class MovingSession:
    """`lookup` tells what a scanned text is; `stock` is what was downloaded last."""

    name = NAME

    def __init__(self, lookup: Lookup, stock: Callable[[], Stock | None], settings: BenchSettings) -> None:
        self._lookup, self._stock, self._settings = lookup, stock, settings
        self._places: dict[str, Place] = {}
        self._source: str | None = None
        self._carried: tuple[Goods, ...] = ()
        self._moved: tuple[Moved, ...] = ()
        self._talk = Talk()
        self.say = self._talk.tell

    def told(self, tasks: Tasks) -> None:
        self._places = {place.code: place for place in (tasks.goods_in or GoodsIn()).places}

    # --- what is scanned ---

    def scan(self, code: ScannedCode, at: datetime, hand: Hand) -> list[Effect]:
        text = code.text.strip()
        command, digits = control_codes.read(text), multiplier(text)
        if command is not None:
            return self._command(command, at, hand)
        if digits is not None:
            return self._talk.key_qty(digits)
        if text in self._places and self._lookup(text) is None:
            return self._place(self._places[text], at, hand)
        return self._item(code, text, at)

    def _command(self, command: ControlCode, at: datetime, hand: Hand) -> list[Effect]:
        verb, argument = command.verb, command.argument
        if verb == "MOVE" and argument.isdecimal():
            return self._choose(int(argument))
        if verb in ("FROM", "TO", "PLACE") and argument in self._places:
            place = self._places[argument]
            return self._from(place) if verb == "FROM" else self._place(place, at, hand)
        if verb == "QTY":
            return self._talk.key_qty(argument)
        actions = {"UNDO": "undo", "CANCEL": "put_down"}
        if verb in actions and not argument:
            return self.act(actions[verb], at, hand)
        return self._talk.unknown(command)

    def _place(self, place: Place, at: datetime, hand: Hand) -> list[Effect]:
        """Where it stands, as long as that is not known or nothing is in hand; then where it goes."""
        if self._source is None or not self._carried:
            return self._from(place)
        if place.code == self._source:
            return self._talk.tell(stop("move_same_place", place=place.code))
        if place.kind not in ENTERS:
            return self._talk.tell(stop("move_no_place", place=place.code))
        return self._down(place.code, at, hand)

    def _from(self, place: Place) -> list[Effect]:
        if place.kind not in LEAVES:
            key = "move_held" if place.kind in ENTERS else "move_no_place"
            return self._talk.tell(stop(key, place=place.code))
        self._source = place.code
        if self._carried:
            return self._said_of_hand(self._carried[-1])
        return self._talk.tell(go("move_from", place=place.code, items=len(self._at(place.code))))

    def _item(self, code: ScannedCode, text: str, at: datetime) -> list[Effect]:
        hit = item_of(self._lookup, code, text)
        if hit is None:
            place = self._source or self._settings.location
            unplaced = unplaced_scan(code, at, self._settings, place, why="unknown code while moving goods")
            return self._talk.tell(stop("unknown_code", code=text[:64]), Emit([unplaced]))
        qty = hit.qty * self._talk.next_qty * (code.count or 1)
        if code.serial and (qty != 1 or any(one.serial == code.serial for one in self._carried)):
            return self._talk.tell(stop("serial_twice", name=hit.name, serial=code.serial[:64]))
        lot = fit(code.lot)
        if lot is None and self._source is not None:
            lots = {row.lot for row in self._at(self._source) if row.sku == hit.sku}
            if len(lots) > 1:
                return self._talk.tell(stop("move_which_lot", name=hit.name, place=self._source))
            lot = next(iter(lots), None)
        return self._take(Goods(hit.sku, hit.name, qty, lot, fit(code.serial)))

    def _choose(self, number: int) -> list[Effect]:
        choices = self._choices()
        if not 0 <= number < len(choices):
            return self._talk.tell(stop("move_nothing_there"))
        row = choices[number]
        if self._source is None:
            self._source = row.location
            if self._carried[-1].lot is None and self._carried[-1].serial is None:
                last = msgspec.structs.replace(self._carried[-1], lot=row.lot)
                self._carried = (*self._carried[:-1], last)
            return self._said_of_hand(self._carried[-1])
        in_hand = self._in_hand(row.sku, row.lot)
        qty = self._talk.keyed or row.qty - in_hand
        if qty <= 0:
            return self._talk.tell(stop("move_all_in_hand", name=self._named(row.sku)))
        return self._take(Goods(row.sku, self._named(row.sku), qty, row.lot))

    def _take(self, goods: Goods) -> list[Effect]:
        self._talk.keyed = None
        fault = too_fine(self._lookup(goods.sku), goods.qty)
        if fault is not None:
            return self._talk.tell(fault)
        same = [
            one
            for one in self._carried
            if one.serial is None and (one.sku, one.lot) == (goods.sku, goods.lot)
        ]
        if same and goods.serial is None:
            goods = msgspec.structs.replace(goods, qty=same[0].qty + goods.qty)
            self._carried = tuple(one for one in self._carried if one != same[0])
        self._carried = (*self._carried, goods)
        return self._said_of_hand(goods)

    def _said_of_hand(self, goods: Goods) -> list[Effect]:
        if self._source is None:
            return self._talk.tell(go("move_where_from", name=goods.name, qty=goods.qty))
        there = sum(row.qty for row in self._at(self._source) if (row.sku, row.lot) == (goods.sku, goods.lot))
        if self._stock() is not None and self._in_hand(goods.sku, goods.lot) > there:
            feedback = go("move_more_than_known", name=goods.name, known=there, place=self._source)
            return self._talk.tell(feedback)
        return self._talk.tell(go("move_where_to", name=goods.name, qty=goods.qty, place=self._source))

    def _down(self, place: str, at: datetime, hand: Hand) -> list[Effect]:
        assert self._source is not None  # noqa: S101 - asked for before
        done = Moved(self._carried, self._source, place, at)
        self._moved = (*self._moved, done)[-KEPT:]
        # the next goods say anew where they stand: a place kept in mind would be booked for another one
        self._source, self._carried, self._talk.keyed = None, (), None
        goods = done.goods[0]
        feedback = (
            go("moved_one", name=goods.name, qty=goods.qty, place=place)
            if len(done.goods) == 1
            else go("moved_many", items=len(done.goods), place=place)
        )
        return self._talk.tell(feedback, Emit(self._movements(done, at, hand)))

    def _movements(self, done: Moved, at: datetime, hand: Hand, **evidence: str) -> list[Movement]:
        if hand.operator:
            evidence["operator"] = hand.operator
        return [
            Movement(
                at=at, device=self._settings.scanner, kind="move", item=goods.sku, qty=goods.qty,
                source=done.source, destination=done.destination, lot=goods.lot, serial=goods.serial,
                evidence=dict(evidence),
            )
            for goods in done.goods
        ]  # fmt: skip

    # --- what is asked for ---

    def act(self, action: str, at: datetime, hand: Hand) -> list[Effect]:
        """undo, put_down, everything."""
        actions: dict[str, Callable[[], list[Effect]]] = {
            "undo": lambda: self._undo(at, hand),
            "put_down": self._put_down,
            "everything": self._everything,
        }
        return actions[action]()

    def _undo(self, at: datetime, hand: Hand) -> list[Effect]:
        """What was taken last is put down; with empty hands what was moved last goes back."""
        if self._carried:
            last, self._carried = self._carried[-1], self._carried[:-1]
            return self._talk.tell(go("move_taken_back", name=last.name, qty=last.qty))
        last_move = next((one for one in reversed(self._moved) if not one.back), None)
        if last_move is None:
            return self._talk.tell(stop("nothing_to_undo"))
        back = Moved(last_move.goods, last_move.destination, last_move.source, at, back=True)
        self._moved = tuple(one for one in self._moved if one != last_move)
        # where the list knows of the move already, it does not know of the way back
        stock = self._stock()
        if stock is not None and last_move.at <= stock.at:
            self._moved = (*self._moved, back)[-KEPT:]
        events = self._movements(back, at, hand, **{UNDO: last_move.at.isoformat()})
        return self._talk.tell(go("move_undone", items=len(back.goods), place=back.destination), Emit(events))

    def _put_down(self) -> list[Effect]:
        """From the beginning: nothing is in hand, at no place."""
        if self._source is None and not self._carried:
            return self._talk.tell(stop("move_nothing_in_hand"))
        self._source, self._carried, self._talk.keyed = None, (), None
        return self._talk.tell(go("move_put_down"))

    def _everything(self) -> list[Effect]:
        """All that stands at the place, by the list."""
        if self._source is None:
            return self._talk.tell(stop("move_from_first"))
        there = self._at(self._source)
        if not there:
            return self._talk.tell(stop("move_nothing_there"))
        serials = tuple(one for one in self._carried if one.serial is not None)
        if serials:
            return self._talk.tell(stop("move_put_down_first", name=serials[0].name))
        self._carried = tuple(Goods(row.sku, self._named(row.sku), row.qty, row.lot) for row in there)
        return self._talk.tell(go("move_everything", items=len(there), place=self._source))

    # --- what stands where ---

    def _rows(self) -> list[Row]:
        return rows(self._stock(), self._moved)

    def _at(self, place: str) -> list[Row]:
        return [row for row in self._rows() if row.location == place]

    def _choices(self) -> list[Row]:
        """At the place what may be taken; without a place those where what is in hand stands."""
        if self._source is not None:
            return self._at(self._source)
        if not self._carried:
            return []
        goods = self._carried[-1]
        kinds = {code: place.kind for code, place in self._places.items()}
        return [
            row
            for row in self._rows()
            if row.sku == goods.sku and goods.lot in (None, row.lot) and kinds.get(row.location) in LEAVES
        ]

    def _in_hand(self, sku: str, lot: str | None) -> Decimal:
        mine = [one.qty for one in self._carried if (one.sku, one.lot) == (sku, lot)]
        return sum(mine, Decimal(0))

    def _named(self, sku: str) -> str:
        hit: CatalogueHit | None = self._lookup(sku)
        return hit.name if hit else sku

    # --- what is shown, what is kept ---

    @property
    def state(self) -> MovingState:
        stock, choices = self._stock(), tuple(self._choices())
        return MovingState(
            source=self._source,
            carried=self._carried,
            choices=choices,
            names=tuple(self._named(row.sku) for row in choices),
            moved=tuple(one for one in reversed(self._moved) if not one.back),
            next_qty=self._talk.next_qty,
            stock_at=stock.at if stock else None,
            message=self._talk.message,
        )

    def snapshot(self) -> bytes:
        return msgspec.json.encode((self._source, self._carried, self._moved))

    def restore(self, stored: bytes) -> None:
        """Raises SnapshotError."""
        kind = tuple[str | None, tuple[Goods, ...], tuple[Moved, ...]]
        try:
            self._source, self._carried, self._moved = msgspec.json.decode(stored, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SnapshotError(f"what was moved last cannot be read: {error}") from error
        self._talk.keyed = self._talk.message = None

    @property
    def in_hand(self) -> object:
        return (self._source, self._carried) if self._source or self._carried else None

    def doubt(self, at: datetime, hand: Hand, *, is_new: bool) -> list[Effect]:
        """What was moved then may have been taken back since."""
        self._moved = ()
        if not is_new:
            self._source, self._carried = None, ()
        return []
