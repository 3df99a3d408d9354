"""The packing session: scans and weights in, feedback and events out. Pure: no I/O, no clock.

The same session runs headless (commands by barcode alone) and behind the terminal. Call it from one thread,
in the order in which things happened: a weight counts as taken after the scans that were given before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from edge.station import closing, manifest, snapshot
from edge.station.bench import (
    BadgeScanned,
    BenchSettings,
    CatalogueHit,
    Effect,
    Emit,
    Feedback,
    PackingState,
    Question,
    Trouble,
    Verdict,
    go,
    stop,
)
from edge.station.carton import Carton, Packed
from edge.station.closing import OnScale
from edge.station.keyed import keyed_qty, too_fine
from edge.station.lots import NOTHING_SAID, HeldBack, Objection, Said, judge
from edge.station.manifest import CUSTOMER, Closing, PackVerdict
from edge.station.snapshot import Kept, SnapshotError
from gateway.wire.messages import Order
from gateway.wire.picking import StandingLot

__all__ = [
    "CUSTOMER",
    "BadgeScanned",
    "BenchSettings",
    "CatalogueHit",
    "Effect",
    "Emit",
    "Feedback",
    "PackingSession",
    "PackingState",
    "SnapshotError",
]

PREFIX: Final = "TD:"
BADGE_MARK: Final = "TDB-"
"""So begin the badges that the hub makes: known for badges, none is sent as an unknown code."""
REMEMBERED_CLOSED: Final = 2000
MAX_SCAN_LENGTH: Final = 512


def utc_day(at: datetime) -> date:
    return at.astimezone(UTC).date()


class PackingSession:
    """One bench, one carton at a time.

    `lookup` tells what a scanned text is (None: unknown); it must be quick and raise nothing. `day_of`: which
    day it is at the site. With `operator_required` nothing is packed until `operator(login)` was called.
    """

    def __init__(
        self,
        lookup: Callable[[str], CatalogueHit | None],
        settings: BenchSettings,
        *,
        operator_required: bool = False,
        day_of: Callable[[datetime], date] = utc_day,
    ) -> None:
        self.settings = settings
        self.operator_required = operator_required
        self._lookup, self._day_of = lookup, day_of
        self._tasks: dict[str, Order] = {}
        self._lots: Sequence[StandingLot] = ()
        self._held_back: HeldBack | None = None
        self._tasks_came = False
        self._closed: dict[str, None] = {}
        self._carton: Carton | None = None
        self._last_line: int | None = None
        self._next_qty = Decimal(1)
        self._operator: str | None = None
        self._on_scale = OnScale()
        self._message: Feedback | None = None

    # --- what there is to do, and who does it ---

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders to pack here, without those that were closed here already."""
        return tuple(order for number, order in self._tasks.items() if number not in self._closed)

    def tasks(self, orders: Iterable[Order], lots: Sequence[StandingLot] = ()) -> list[Effect]:
        """The hub's newest list. A carton in hand stays as begun, but is stopped if no longer wanted; where
        its goods are to be taken from is as told last."""
        self._tasks = {order.number: order for order in orders}
        self._lots = lots
        self._tasks_came = True
        if self._carton is not None and self._in_hand() in self._tasks:
            self._carton = self._carton.retold(self._tasks[self._in_hand()])
        if self._withdrawn():
            return self._tell(stop("withdrawn", order=self._in_hand()))
        return []

    def operator(self, login: str | None) -> None:
        """Who stands at the bench; None logs out. The carton in hand stays."""
        self._operator = login
        self._message = self._held_back.objection.feedback if self._held_back else None

    # --- what the devices say ---

    def scan(self, text: str, at: datetime, said: Said = NOTHING_SAID) -> list[Effect]:
        """A barcode, of goods (`said`: of which lot, expiry, serial number) or of a command.

        Commands: TD:ORDER:<number>, TD:QTY:<n>, TD:CLOSE, TD:CANCEL, TD:UNDO, TD:OVERRIDE:<reason> (of
        another lot), TD:BADGE:<badge>. A badge that the hub made (TDB-…) needs no command before it.
        """
        text = text.strip(" \t\r\n")[:MAX_SCAN_LENGTH]
        if not text:
            return []
        if text.startswith(BADGE_MARK):
            return [BadgeScanned(text)]
        if text[: len(PREFIX)].upper() == PREFIX:
            return self._command(text[len(PREFIX) :], at)
        if self._barred():
            return self._tell(stop("operator_required"))
        if self._carton is None and text in self._tasks:
            return self._take(text)
        return self._item(text, at, said)

    def weight(self, grams: Decimal, stable: bool, at: datetime) -> list[Effect]:
        """What the bench scale shows, settled or not. Tells when it proves the carton right, and no more:
        while goods are still being put in, every weight is a wrong one.
        """
        before = self.verdict
        self._on_scale = self._on_scale.shows(grams, stable=stable)
        if self.verdict == before or self.verdict not in ("ready", "ready_unweighed"):
            return []
        if self._message is not None and self._message.key == "not_kept":
            return []  # somebody must have read it: the next weight is there in a fifth of a second
        return self._tell(go("weight_right" if self.verdict == "ready" else "weight_fits"))

    def scale_away(self, trouble: Trouble | None = None) -> None:
        """It was unplugged, fell silent, or says why it cannot weigh: what it said last is worth nothing."""
        self._on_scale = OnScale(trouble=trouble)

    # --- what the packer asks for ---

    def close(self, at: datetime) -> list[Effect]:
        """Close the carton, or say why not: lines short, weight missing or wrong, order withdrawn."""
        if self._barred():
            return self._tell(stop("operator_required"))
        if self._carton is None:
            return self._tell(stop("no_order"))
        verdict = self.verdict
        if verdict == "ready":
            return self._shut(self._carton, "verified", at)
        if verdict == "ready_unweighed":
            return self._shut(self._carton, "unweighed", at)
        return self._tell(closing.why_not(self._carton, verdict, self._on_scale, self.settings))

    def override(
        self, reason: str, operator: str, at: datetime, *, decides: bool = False, to: Question | None = None
    ) -> list[Effect]:
        """Take goods of another lot than was told, or (`decides`: as a manager) of one that may not leave, if
        such were scanned last. Else close a complete carton although its weight is wrong or cannot be had,
        never a short or a withdrawn one. The reason travels with the movements as evidence. An answer `to`
        another question than there is by now is none."""
        held_back, reason = self._held_back, reason.strip()[:200]
        if to is not None and to != self.state.question:
            return self._hold_back(held_back) if held_back else self._tell(stop("not_asked"))
        if self._carton is None:
            return self._tell(stop("no_order"))
        if held_back is not None:
            return self._let_through(held_back, reason, operator, decides=decides)
        if not reason or not operator:
            return self._tell(stop("override_needs_reason"))
        if self.verdict not in ("weigh", "wrong_weight"):
            return self.close(at)
        self._operator = operator
        return self._shut(self._carton, "overridden", at, reason)

    def undo(self, at: datetime) -> list[Effect]:
        """Take the last accepted scan back; goods that were not taken are just put back."""
        if self._barred():
            return self._tell(stop("operator_required"))
        if self._held_back is not None:
            return self._tell(go("lot_put_back", name=self._held_back.hit.name))
        if self._carton is None or not self._carton.scans:
            return self._tell(stop("nothing_to_undo"))
        last = self._carton.scans[-1]
        self._change(self._carton.without_last())
        self._last_line = None
        return self._tell(go("undone", qty=last.qty, name=last.hit.name))

    def cancel(self, at: datetime, *, nobody_asked: bool = False) -> list[Effect]:
        """Give the order back unpacked: nothing is emitted, it stays on the list."""
        if self._barred() and not nobody_asked:
            return self._tell(stop("operator_required"))
        if self._carton is None:
            return self._tell(stop("no_order"))
        number = self._in_hand()
        self._change(None)
        return self._tell(go("cancelled", order=number))

    def busy(self) -> list[Effect]:
        return self._tell(stop("carton_in_hand", order=self._in_hand()))

    def not_kept(self, why: str) -> list[Effect]:
        """What was just done could not be stored, and the session was restored to what is: say so."""
        return self._tell(stop("not_kept", why=why[:200]))

    # --- what is shown, what is kept ---

    @property
    def verdict(self) -> Verdict:
        if self._carton is None:
            return "empty"
        if self._withdrawn():
            return "withdrawn"
        if not self._carton.complete:
            return "packing"
        return closing.weighed(self._carton, self._on_scale.measured_g, self.settings)

    @property
    def state(self) -> PackingState:
        carton, verdict = self._carton, self.verdict
        return PackingState(
            orders=tuple(order.number for order in self.orders),
            operator=self._operator,
            operator_required=self.operator_required,
            order=carton.order.number if carton else None,
            customer=carton.order.customer if carton else "",
            lines=carton.lines if carton else (),
            last_line=self._last_line,
            next_qty=self._next_qty,
            weight=closing.weight_state(carton, verdict, self._on_scale, self.settings),
            verdict=verdict,
            message=self._message,
            objection=self._held_back.objection.feedback if self._held_back else None,
        )

    def snapshot(self) -> bytes:
        """All that a power cut must not take: the carton in hand, what was closed, who works. Not the tasks
        (they are stored as they came), not the weight (the carton may have been lifted meanwhile).

        Store it in the same transaction as the events of an Emit: between the two there is a doubled carton.
        """
        return snapshot.write(Kept(self._carton, self._next_qty, tuple(self._closed), self._operator))

    def restore(self, stored: bytes) -> None:
        """Go on where `stored` was taken. Raises SnapshotError and changes nothing if it cannot be read."""
        kept = snapshot.read(stored)
        self._change(kept.carton)
        self._next_qty = kept.next_qty
        self._closed = dict.fromkeys(kept.closed)
        self._operator = kept.operator
        self._message = None

    # --- inside ---

    def _tell(self, feedback: Feedback, *more: Effect) -> list[Effect]:
        self._message, self._held_back = feedback, None
        return [feedback, *more]

    def _barred(self) -> bool:
        return self.operator_required and self._operator is None

    def _in_hand(self) -> str:
        return self._carton.order.number if self._carton else ""

    def _withdrawn(self) -> bool:
        return self._carton is not None and self._tasks_came and self._in_hand() not in self._tasks

    def _change(self, carton: Carton | None) -> None:
        """Another content: the weight has to be taken again, and a keyed quantity is spent."""
        self._carton = carton
        self._on_scale = self._on_scale.content_changed()
        self._next_qty = Decimal(1)
        self._held_back = None
        if carton is None:
            self._last_line = None

    def _command(self, command: str, at: datetime) -> list[Effect]:
        verb, _, argument = command.partition(":")
        verb, argument = verb.upper(), argument.strip()
        if verb == "BADGE" and argument:
            return [BadgeScanned(argument)]
        if self._barred():
            return self._tell(stop("operator_required"))
        with_argument: dict[str, Callable[[str], list[Effect]]] = {
            "ORDER": self._take,
            "QTY": self._key_qty,
            "OVERRIDE": lambda reason: self._override_by_card(reason, at),
        }
        if verb in with_argument:
            return with_argument[verb](argument)
        plain = {"CLOSE": self.close, "CANCEL": self.cancel, "UNDO": self.undo}.get(verb)
        if plain is None or argument:
            return self._tell(stop("unknown_command", command=f"{PREFIX}{command}"[:64]))
        return plain(at)

    def _take(self, number: str) -> list[Effect]:
        if self._carton is not None and self._in_hand() == number:
            return self._tell(go("order_in_hand", order=number))
        if self._carton is not None and self._carton.scans:
            return self._tell(stop("carton_in_hand", order=self._in_hand()))
        if number in self._closed:
            return self._tell(stop("order_closed_here", order=number))
        order = self._tasks.get(number)
        if order is None:
            return self._tell(stop("order_unknown", order=number[:64]))
        if not order.lines:
            return self._tell(stop("order_empty", order=number))
        self._change(Carton(order))
        self._last_line = None
        return self._tell(go("order_taken", order=number, lines=len(order.lines)))

    def _key_qty(self, argument: str) -> list[Effect]:
        qty = keyed_qty(argument)
        if not qty:
            return self._tell(stop("bad_qty", text=argument[:20]))
        self._next_qty = qty
        return self._tell(go("qty_keyed", qty=qty))

    def _item(self, text: str, at: datetime, said: Said) -> list[Effect]:
        times, self._next_qty = self._next_qty, Decimal(1)
        carton = self._carton
        if carton is None:
            return self._tell(stop("no_order"))
        hit = self._lookup(text)
        if hit is None:
            unplaced = manifest.unplaced(text, at, self.settings)
            return self._tell(stop("unknown_code", code=text[:64]), Emit([unplaced]))
        qty = hit.qty * times
        fault = too_fine(hit, qty) or self._unfit(carton, hit, qty)
        judged = fault or judge(carton, hit, qty, said, self._lots, self._day_of(at))
        if isinstance(judged, Feedback):
            return self._tell(judged)
        if isinstance(judged, Objection):
            return self._hold_back(HeldBack(hit, qty, judged))
        return self._pack(carton, Packed(hit, qty, judged))

    def _unfit(self, carton: Carton, hit: CatalogueHit, qty: Decimal) -> Feedback | None:
        ordered = carton.ordered(hit.sku)
        if ordered == 0:
            return stop("wrong_item", name=hit.name, sku=hit.sku, order=self._in_hand())
        scanned = carton.quantities.get(hit.sku, Decimal(0))
        if scanned + qty > ordered:
            return stop("too_many", name=hit.name, ordered=ordered, scanned=scanned, qty=qty)
        return None

    def _hold_back(self, goods: HeldBack, feedback: Feedback | None = None) -> list[Effect]:
        effects = self._tell(feedback or goods.objection.feedback)
        self._held_back = goods
        return effects

    def _let_through(self, goods: HeldBack, reason: str, operator: str, *, decides: bool) -> list[Effect]:
        assert self._carton is not None  # noqa: S101 - what was held back was scanned for it
        if not reason or (self.operator_required and not operator):
            return self._hold_back(goods, stop("lot_needs_reason"))
        if goods.objection.grave and not decides:
            return self._hold_back(goods, stop("lot_needs_manager", name=goods.hit.name))
        return self._pack(
            self._carton, Packed(goods.hit, goods.qty, goods.objection.takes, reason, operator or None)
        )

    def _override_by_card(self, reason: str, at: datetime) -> list[Effect]:
        """At a bench without a terminal; a weight is answered for by somebody who is logged in at one."""
        if self._held_back is None:
            return self._tell(stop("nothing_held_back"))
        return self.override(reason, self._operator or "", at)

    def _pack(self, before: Carton, packed: Packed) -> list[Effect]:
        carton, hit = before.with_scan(packed), packed.hit
        self._change(carton)
        self._last_line = carton.line_filled_last(hit.sku)
        if carton.complete:
            return self._tell(go("all_scanned", name=hit.name))
        scanned, ordered = carton.quantities[hit.sku], carton.ordered(hit.sku)
        return self._tell(go("item_packed", name=hit.name, scanned=scanned, ordered=ordered))

    def _shut(
        self, carton: Carton, verdict: PackVerdict, at: datetime, reason: str | None = None
    ) -> list[Effect]:
        number = carton.order.number
        code = manifest.carton_code(number, at)
        closed = Closing(at, verdict, self._on_scale.measured_g, self._operator, reason)
        events = manifest.events(carton, code, closed, self.settings)
        self._closed[number] = None
        while len(self._closed) > REMEMBERED_CLOSED:
            del self._closed[next(iter(self._closed))]
        self._change(None)
        return self._tell(go(f"closed_{verdict}", order=number, carton=code), Emit(events))
