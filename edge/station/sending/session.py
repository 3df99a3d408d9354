"""Sending a transfer: one that waits is chosen, what is loaded is scanned, F10 says that it has left. Pure.

Nothing is booked before that: until then the last scan can be taken back, or all of it dropped. More than is
planned, and what is not planned, is stopped: the office changes the transfer first. What is not loaded stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from devices.codes.gs1 import ScannedCode
from edge import control_codes
from edge.control_codes import ControlCode
from edge.station.bench import BenchSettings, CatalogueHit, Effect, Emit, Feedback, go, stop
from edge.station.errand import Hand, Lookup
from edge.station.goods_in.reckoning import fit, item_of, unplaced_scan
from edge.station.keyed import too_fine
from edge.station.sending.loading import LoadedLine, Loading, read, write
from edge.station.talk import Talk, multiplier
from edge.station.told import not_among
from gateway.wire.inbound import GoodsIn
from gateway.wire.messages import Tasks
from gateway.wire.outbound import MOST_TRANSFERS, Departure, TransferToLoad

NAME: Final = "send"
KEPT: Final = 50


@dataclass(frozen=True, slots=True)
class SendingState:
    """All that a presenter needs. `waiting`: the transfers that may be taken, of `in_all`, told or not;
    `place`: from where one takes now; `closing`: F10 was pressed, and is to be pressed again."""

    waiting: tuple[TransferToLoad, ...]
    in_all: int
    number: str | None
    to: str
    lines: tuple[LoadedLine, ...]
    place: str | None
    next_qty: Decimal
    closing: bool
    message: Feedback | None


class SendingSession:
    """`lookup` tells what a scanned text is."""

    name = NAME

    def __init__(self, lookup: Lookup, settings: BenchSettings) -> None:
        self._lookup, self._settings = lookup, settings
        self._told: list[TransferToLoad] = []
        self._in_all = 0
        self._places: frozenset[str] = frozenset()
        self._hand: Loading | None = None
        # sent here; the hub's list may not know yet
        self._sent: tuple[str, ...] = ()
        self._place: str | None = None
        self._closing = False
        self._withdrawn = False
        self._talk = Talk()
        self.say = self._talk.tell

    def told(self, tasks: Tasks) -> None:
        self._told, self._in_all = tasks.transfers, tasks.transfers_open
        self._places = frozenset(place.code for place in (tasks.goods_in or GoodsIn()).places)
        if self._hand is None:
            return
        number = self._hand.transfer.number
        now = next((one for one in tasks.transfers if one.number == number), None)
        # an older hub does not say how many there are
        most = tasks.transfers_open or MOST_TRANSFERS - 1
        told = len(tasks.transfers)
        self._withdrawn = now is None and (most <= told if tasks.transfers_open else told <= most)
        if now is not None:
            self._hand = self._hand.told(now)

    # --- what is scanned ---

    def scan(self, code: ScannedCode, at: datetime, hand: Hand) -> list[Effect]:
        self._closing = False
        text = code.text.strip()
        command, digits = control_codes.read(text), multiplier(text)
        if command is not None:
            return self._command(command, at, hand)
        if digits is not None:
            return self._talk.key_qty(digits)
        if any(one.number == text for one in self._told):
            return self._take(text)
        if text in self._places and self._lookup(text) is None:
            return self._stand_at(text)
        return self._item(code, text, at)

    def _command(self, command: ControlCode, at: datetime, hand: Hand) -> list[Effect]:
        verb, argument = command.verb, command.argument
        if verb in ("TRANSFER", "DOC", "ORDER") and argument:
            return self._take(argument)
        if verb == "LOAD" and argument.isdecimal():
            return self._rest_of(int(argument))
        if verb in ("FROM", "PLACE") and argument:
            return self._stand_at(argument)
        if verb == "QTY":
            return self._talk.key_qty(argument)
        actions = {"CLOSE": "close", "UNDO": "undo", "CANCEL": "give_back"}
        if verb in actions and not argument:
            return self.act(actions[verb], at, hand)
        return self._talk.unknown(command)

    def _take(self, number: str) -> list[Effect]:
        if self._hand is not None and self._hand.transfer.number == number:
            return self._talk.tell(go("transfer_in_hand", transfer=number))
        if self._hand is not None and self._hand.puts:
            return self._talk.tell(stop("transfer_not_sent", transfer=self._hand.transfer.number))
        found = next((one for one in self._waiting() if one.number == number), None)
        if found is None:
            hidden = None if number in self._sent else not_among(number, len(self._told), self._in_all)
            return self._talk.tell(hidden or stop("transfer_unknown", transfer=number[:64]))
        self._drop()
        self._hand = Loading(found)
        return self._talk.tell(go("transfer_taken", transfer=number, to=found.to))

    def _waiting(self) -> list[TransferToLoad]:
        return [one for one in self._told if one.number not in self._sent]

    def _stand_at(self, place: str) -> list[Effect]:
        if self._hand is None:
            return self._talk.tell(stop("no_transfer"))
        there = [line for line in self._hand.lines() if line.source == place]
        if not there:
            return self._talk.tell(
                stop("load_not_from", place=place[:64], transfer=self._hand.transfer.number)
            )
        self._place = place
        return self._talk.tell(go("load_from", place=place, lines=sum(1 for line in there if line.rest)))

    def _item(self, code: ScannedCode, text: str, at: datetime) -> list[Effect]:
        times = self._talk.times()
        hit = item_of(self._lookup, code, text)
        if self._hand is None:
            hidden = not_among(text, len(self._told), self._in_all) if hit is None else None
            return self._talk.tell(hidden or stop("no_transfer"))
        if hit is None:
            place = self._settings.location
            unplaced = unplaced_scan(
                code, at, self._settings, place, why="unknown code while loading a transfer"
            )
            return self._talk.tell(stop("unknown_code", code=text[:64]), Emit([unplaced]))
        # what a label says of goods that nobody follows so is not told
        serial = fit(code.serial) if "serial" in hit.wants else None
        qty = hit.qty * times * (code.count or 1)
        line = _serial_fault(self._hand, hit, qty, serial) or self._line_of(
            self._hand, hit, fit(code.lot), serial
        )
        if isinstance(line, Feedback):
            return self._talk.tell(line)
        return self._put(self._hand, line, qty, serial)

    def _line_of(
        self, hand: Loading, hit: CatalogueHit, lot: str | None, serial: str | None
    ) -> int | Feedback:
        """The place of the line that the scan is of: where one stands before others, what is short first."""
        lines = hand.lines()
        of_item = [n for n, line in enumerate(lines) if line.sku == hit.sku]
        if not of_item:
            return stop("load_not_planned", name=hit.name, sku=hit.sku, transfer=hand.transfer.number)
        lots = sorted({lines[n].lot or "" for n in of_item})
        if lots == [""]:
            lot = None  # what a code says of goods that nobody follows by lot
        if lot is not None and lot not in lots:
            planned = ", ".join(one or "–" for one in lots)
            return stop("load_other_lot", name=hit.name, lot=lot, planned=planned)
        if lot is None and len(lots) > 1:
            return stop("load_which_lot", name=hit.name)
        fitting = [n for n in of_item if lot is None or lines[n].lot == lot]
        if serial is not None:
            wanted = [n for n in fitting if serial in lines[n].serials]
            wanted = wanted or [n for n in fitting if not lines[n].serials]
            if not wanted:
                planned = ", ".join(sorted(one for n in fitting for one in lines[n].serials))
                return stop("load_other_serial", name=hit.name, serial=serial, planned=planned)
            fitting = wanted
        here = [n for n in fitting if lines[n].source == self._place]
        for n in (*here, *fitting):
            if lines[n].rest:
                return n
        return (here or fitting)[0]

    def _rest_of(self, number: int) -> list[Effect]:
        """All of a line that is not loaded yet, or as much as was keyed."""
        if self._hand is None or not 0 <= number < len(self._hand.lines()):
            return self._talk.tell(stop("no_transfer"))
        line = self._hand.lines()[number]
        hit = self._lookup(line.sku)
        if hit is not None and "serial" in hit.wants:
            return self._talk.tell(stop("load_wants", name=line.name, details="serial"))
        qty, self._talk.keyed = self._talk.keyed or line.rest, None
        return self._put(self._hand, number, qty)

    def _put(self, hand: Loading, number: int, qty: Decimal, serial: str | None = None) -> list[Effect]:
        line = hand.lines()[number]
        fault = too_fine(self._lookup(line.sku), qty)
        if fault is not None:
            return self._talk.tell(fault)
        if self._withdrawn:
            return self._talk.tell(stop("transfer_withdrawn", transfer=hand.transfer.number))
        if not line.rest:
            return self._talk.tell(stop("load_enough", name=line.name, planned=line.planned))
        if qty > line.rest:
            return self._talk.tell(stop("load_too_many", name=line.name, qty=qty, rest=line.rest))
        self._hand = hand.put(line, qty, serial)
        done = all(not one.rest for one in self._hand.lines())
        if done:
            return self._talk.tell(go("load_complete", transfer=hand.transfer.number))
        said = go("load_line_done" if qty == line.rest else "load_put", name=line.name, place=line.source,
                  loaded=line.loaded + qty, planned=line.planned)  # fmt: skip
        return self._talk.tell(said)

    # --- what is asked for ---

    def act(self, action: str, at: datetime, hand: Hand) -> list[Effect]:
        """undo, close, give_back."""
        closing, self._closing = self._closing, False
        actions: dict[str, Callable[[], list[Effect]]] = {
            "undo": self._undo,
            "close": lambda: self._close(at, hand, again=closing),
            "give_back": self._give_back,
        }
        return actions[action]()

    def _undo(self) -> list[Effect]:
        if self._hand is None or not self._hand.puts:
            return self._talk.tell(stop("nothing_to_undo"))
        last = self._hand.puts[-1]
        self._hand = Loading(self._hand.transfer, self._hand.puts[:-1])
        return self._talk.tell(go("load_undone", name=last.name, qty=last.qty, place=last.source))

    def _close(self, at: datetime, hand: Hand, *, again: bool) -> list[Effect]:
        """What is short is asked about: the same key again sends it so."""
        if self._hand is None:
            return self._talk.tell(stop("no_transfer"))
        number = self._hand.transfer.number
        if self._withdrawn:
            return self._talk.tell(stop("transfer_withdrawn", transfer=number))
        if not self._hand.puts:
            return self._talk.tell(stop("nothing_loaded"))
        short = sum(1 for line in self._hand.lines() if line.rest)
        if short and not again:
            self._closing = True
            return self._talk.tell(go("load_short", transfer=number, lines=short))
        left = Departure(
            at=at, device=self._settings.scanner, document=number, lines=self._hand.loads(),
            operator=hand.operator,
        )  # fmt: skip
        to = self._hand.transfer.to
        self._drop()
        self._sent = (*self._sent, number)[-KEPT:]
        return self._talk.tell(go("transfer_sent", transfer=number, to=to), Emit([left]))

    def _give_back(self) -> list[Effect]:
        if self._hand is None:
            return self._talk.tell(stop("no_transfer"))
        number = self._hand.transfer.number
        self._drop()
        return self._talk.tell(go("transfer_given_back", transfer=number))

    def _drop(self) -> None:
        self._hand = self._place = self._talk.keyed = None
        self._withdrawn = False

    # --- what is shown, what is kept ---

    @property
    def state(self) -> SendingState:
        hand = self._hand
        return SendingState(
            waiting=tuple(self._waiting()),
            in_all=self._in_all - (len(self._told) - len(self._waiting())),
            number=hand.transfer.number if hand else None,
            to=hand.transfer.to if hand else "",
            lines=hand.lines() if hand else (),
            place=self._place,
            next_qty=self._talk.next_qty,
            closing=self._closing,
            message=self._talk.message,
        )

    def snapshot(self) -> bytes:
        return write(self._hand, self._sent)

    def restore(self, stored: bytes) -> None:
        """Raises SnapshotError."""
        self._hand, self._sent = read(stored)
        self._place = self._talk.message = None
        self._talk.keyed, self._closing, self._withdrawn = None, False, False

    @property
    def in_hand(self) -> object:
        return self._hand.transfer.number if self._hand is not None else None

    def doubt(self, at: datetime, hand: Hand, *, is_new: bool) -> list[Effect]:
        """What was being loaded then has left long ago, or was given back."""
        if self._hand is None or is_new:
            return []
        return self._give_back()


def _serial_fault(hand: Loading, hit: CatalogueHit, qty: Decimal, serial: str | None) -> Feedback | None:
    """Of an item that is followed by serial number each piece is scanned, once."""
    if "serial" not in hit.wants:
        return None
    if serial is None:
        return stop("load_wants", name=hit.name, details="serial")
    if qty != 1 or hand.has(hit.sku, serial):
        return stop("serial_twice", name=hit.name, serial=serial)
    return None
