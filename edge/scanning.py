"""A hand scanner bound to a place: scans and command barcodes -> movements. Pure.

Command barcodes are printed by the house (Code 128) and begin with TD:

    TD:MODE:RECEIVE|SHIP|RETURN|MOVE|COUNT|SCRAP|LOOKUP    what scans mean from now on
    TD:DOC:<document>  TD:ORDER:<number>                   what the next movements belong to
    TD:FROM:<place>  TD:TO:<place>                         another place than the scanner's own
    TD:QTY:<n>                                             how often the next item is meant
    TD:COUNT:<number>                                      counts, and this count is answered
    TD:NONE                                                counting: nothing stands at the place
    TD:UNDO                                                takes the last item back by a reverse movement
    TD:CLOSE                                               ends the document or the count
    TD:CANCEL                                              forgets document, places, quantity and count
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, get_args

import msgspec

from devices.codes.gs1 import ScannedCode
from edge import control_codes
from edge import hand_counts as tally
from edge.catalogue import Match
from edge.control_codes import ControlCode
from edge.hand_counts import Counted, Nothing
from edge.moment import Moment
from edge.scanner_texts import TEXTS
from edge.station.packing import BADGE_MARK
from gateway.wire.evidence import UNDO
from gateway.wire.messages import AnyEvent, Movement, MovementKind, Receipt, UnplacedScan

Mode = Literal["RECEIVE", "SHIP", "RETURN", "MOVE", "COUNT", "SCRAP", "LOOKUP"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
MAX_QTY: Final = Decimal(1_000_000)
_MAX_CODE: Final = 64
NO_PLACES: Final = frozenset({
    "supplier", "customer", "loss_gain", "scrap", "production", "in_transit", "other_site",
})  # fmt: skip
"""Places that each site has for what is elsewhere: a mode or a document says when goods go through them."""

_KINDS: Final[dict[str, MovementKind]] = {
    "RECEIVE": "receipt",
    "SHIP": "shipment",
    "RETURN": "customer_return",
    "MOVE": "move",
    "SCRAP": "scrap",
}
_BACK: Final[dict[MovementKind, MovementKind]] = {
    "receipt": "supplier_return",
    "shipment": "customer_return",
    "customer_return": "shipment",
}
"""What the way back is called; the other kinds keep their name. The ledger goes by the places."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the scanner's user is told: `key` names a text of TEXTS. Not `ok`: nothing was booked."""

    ok: bool
    key: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """In English; a terminal translates TEXTS[key] itself."""
        return TEXTS[self.key].format_map(self.params)


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """The device's id, the place it is bound to, and the mode it begins with."""

    device: str
    location: str
    mode: Mode = "RECEIVE"


@dataclass(frozen=True, slots=True)
class ScanState:
    """All of it is kept over a restart: a document and a mode go on where they were.

    `asked`: the count that was chosen.
    """

    mode: Mode
    document: str | None = None
    source: str | None = None
    destination: str | None = None
    next_qty: Decimal = Decimal(1)
    last: Movement | Counted | Nothing | None = None
    counts: tuple[Counted | Nothing, ...] = ()
    asked: str | None = None

    @classmethod
    def begin(cls, settings: ScannerSettings) -> ScanState:
        return cls(settings.mode)


Lookup = Callable[[str], Match | None]
Step = tuple[ScanState, list[AnyEvent], Feedback]


def scan(
    state: ScanState,
    settings: ScannerSettings,
    code: ScannedCode,
    lookup: Lookup,
    moment: Moment,
    *,
    catalogue_known: bool = True,
) -> Step:
    """The next state, what happened, and what to tell. State and events belong into one transaction.

    Without any catalogue (`catalogue_known` False, an agent's very first start with the network down) an item
    is sent as it was read: the hub knows it or holds it back with a reason, and no count is lost.
    """
    if code.text[: len(BADGE_MARK)].upper() == BADGE_MARK:
        return state, [], _no("badge")  # a secret: it must not travel and be shown as an unplaced scan
    command = control_codes.read(code.text)
    if command is not None:
        return _command(state, settings, command, moment)
    if not code.trusted:
        return _unplaced(state, settings, code, _no("untrusted", why=code.why or "broken"), moment)
    match = lookup(code.text) or (lookup(code.gtin) if code.gtin else None)
    if match is None and (catalogue_known or not 0 < len(code.gtin or code.text) <= _MAX_CODE):
        return _unplaced(state, settings, code, _no("unknown_code", code=code.text[:_MAX_CODE]), moment)
    return _item(state, settings, code, match, moment)


def _yes(key: str, **params: object) -> Feedback:
    return Feedback(True, key, {name: str(value) for name, value in params.items()})


def _no(key: str, **params: object) -> Feedback:
    return Feedback(False, key, {name: str(value) for name, value in params.items()})


def _unplaced(
    state: ScanState, settings: ScannerSettings, code: ScannedCode, feedback: Feedback, moment: Moment
) -> Step:
    event = UnplacedScan(
        at=moment.at,
        boot=moment.boot,
        mono_ns=moment.mono_ns,
        device=settings.device,
        data=code.raw[:512],
        why=feedback.text[:200],
        location=settings.location,
    )
    return replace(state, next_qty=Decimal(1)), [event], feedback


# --- items ---


def _item(
    state: ScanState, settings: ScannerSettings, code: ScannedCode, match: Match | None, moment: Moment
) -> Step:
    item = match.code if match else (code.gtin or code.text)
    name = match.item.name or match.item.sku if match else item
    qty = state.next_qty * (code.count or 1)
    if state.mode == "LOOKUP":
        unit, sku, per_scan = (match.item.unit, match.item.sku, match.qty) if match else ("", item, 1)
        return (
            replace(state, next_qty=Decimal(1)),
            [],
            _yes("looked_up", name=name, sku=sku, qty=per_scan, unit=unit),
        )
    if code.serial and qty != 1:
        return _unplaced(state, settings, code, _no("serial_qty", qty=qty), moment)
    if state.mode == "COUNT":
        return _count(state, settings, code, match, qty, moment)
    source, destination = _places(state, settings)
    if destination is None:
        return _unplaced(state, settings, code, _no("no_destination"), moment)
    if source == destination:
        return _unplaced(state, settings, code, _no("same_place", place=source), moment)
    movement = Movement(
        at=moment.at,
        boot=moment.boot,
        mono_ns=moment.mono_ns,
        device=settings.device,
        kind=_KINDS[state.mode],
        item=item,
        qty=qty,
        source=source,
        destination=destination,
        lot=_fit(code.lot),
        serial=_fit(code.serial),
        expiry=code.expiry,
        document=state.document,
        evidence={"code": code.raw} if code.raw != item else {},
    )
    feedback = _yes("moved", qty=qty, name=name, source=source, destination=destination)
    return replace(state, next_qty=Decimal(1), last=movement), [movement], feedback


def _fit(value: str | None) -> str | None:
    return value[:_MAX_CODE] if value else None


def _places(state: ScanState, settings: ScannerSettings) -> tuple[str, str | None]:
    """(from, to) of the next movement; None: nobody has said where to."""
    here = settings.location
    match state.mode:
        case "RECEIVE":
            return "supplier", state.destination or here
        case "RETURN":
            return "customer", state.destination or here
        case "SHIP":
            return state.source or here, "customer"
        case "SCRAP":
            return state.source or here, "scrap"
        case _:
            return state.source or here, state.destination


def _count(
    state: ScanState,
    settings: ScannerSettings,
    code: ScannedCode,
    match: Match | None,
    qty: Decimal,
    moment: Moment,
) -> Step:
    place = state.source or settings.location
    if tally.is_empty(state.counts, place):
        return state, [], _no("said_empty", place=place)
    # base units: a shelf counted by cases and by pieces is one number
    item = match.item.sku if match else (code.gtin or code.text)
    found = qty * match.qty if match else qty
    counted = Counted(item, _fit(code.lot), place, found)
    counts = tally.added(state.counts, counted)
    state = replace(state, counts=counts, next_qty=Decimal(1), last=counted)
    name = match.item.name or item if match else item
    return state, [], _yes("counted", qty=found, name=name, total=tally.total(counts, counted))


# --- commands ---


def _command(  # noqa: PLR0911, PLR0912  one return a command
    state: ScanState, settings: ScannerSettings, command: ControlCode, moment: Moment
) -> Step:
    argument = command.argument[:_MAX_CODE]
    match command.verb:
        case "MODE" if argument.upper() in MODES:
            return _mode(state, settings, argument.upper(), moment)
        case "COUNT" if argument:
            return _asked(state, settings, argument, moment)
        case "NONE" if not argument:
            return _nothing(state, settings)
        case "DOC" | "ORDER" if argument:
            opened = _receipt(state, settings, argument, "opened", moment)
            return replace(state, document=argument, last=None), opened, _yes("document", document=argument)
        case "FROM" | "TO" if argument.lower() in NO_PLACES:
            return state, [], _no("no_place", place=argument)
        case "FROM" if argument:
            return replace(state, source=argument), [], _yes("place", word="from", place=argument)
        case "TO" if argument:
            return replace(state, destination=argument), [], _yes("place", word="to", place=argument)
        case "QTY":
            return _qty(state, argument)
        case "UNDO" if not argument:
            return _undo(state, moment)
        case "CLOSE" if not argument:
            events = _close(state, settings, moment)
            return replace(_cleared(state), mode=state.mode), events, _yes("closed")
        case "CANCEL" if not argument:
            return _cleared(state), [], _yes("cancelled")
        case "BADGE":
            return state, [], _no("badge")
        case _:
            return state, [], _no("unknown_command", command=command.text)


def _mode(state: ScanState, settings: ScannerSettings, name: str, moment: Moment) -> Step:
    mode = next(mode for mode in MODES if mode == name)
    if mode == state.mode:
        return state, [], _yes("mode", mode=mode)
    return ScanState(mode), _close(state, settings, moment), _yes("mode", mode=mode)


def _asked(state: ScanState, settings: ScannerSettings, number: str, moment: Moment) -> Step:
    """Ends what was open, as a change of the mode does."""
    if (state.mode, state.asked) == ("COUNT", number):
        return state, [], _yes("asked", number=number)
    # the place's own card may have been scanned before
    chosen = ScanState("COUNT", asked=number, source=state.source if state.mode == "COUNT" else None)
    return chosen, _close(state, settings, moment), _yes("asked", number=number)


def _nothing(state: ScanState, settings: ScannerSettings) -> Step:
    place = state.source or settings.location
    if state.mode != "COUNT":
        return state, [], _no("not_counting")
    if tally.has_goods(state.counts, place):
        return state, [], _no("counted_here", place=place)
    said = Nothing(place)
    counts = state.counts if said in state.counts else (*state.counts, said)
    return replace(state, counts=counts, last=said), [], _yes("nothing_here", place=place)


def _cleared(state: ScanState) -> ScanState:
    return ScanState(state.mode)


def _close(state: ScanState, settings: ScannerSettings, moment: Moment) -> list[AnyEvent]:
    """What an open count found, or that a delivery is complete."""
    counts = tally.events(state.counts, settings.device, state.document, state.asked, moment)
    return counts + _receipt(state, settings, state.document, "closed", moment)


def _receipt(
    state: ScanState,
    settings: ScannerSettings,
    document: str | None,
    action: Literal["opened", "closed"],
    moment: Moment,
) -> list[AnyEvent]:
    if state.mode != "RECEIVE" or document is None:
        return []
    return [
        Receipt(
            at=moment.at,
            boot=moment.boot,
            mono_ns=moment.mono_ns,
            device=settings.device,
            document=document,
            action=action,
            location=state.destination or settings.location,
        )
    ]


def _qty(state: ScanState, argument: str) -> Step:
    try:
        qty = Decimal(argument)
    except InvalidOperation:
        qty = Decimal(0)
    if not qty.is_finite() or not 0 < qty <= MAX_QTY:
        return state, [], _no("bad_qty", text=argument[:20])
    return replace(state, next_qty=qty), [], _yes("qty", qty=qty)


def _undo(state: ScanState, moment: Moment) -> Step:
    match state.last:
        case None:
            return state, [], _no("nothing_to_undo")
        case Counted() as last:
            back = msgspec.structs.replace(last, qty=-last.qty)
            counts = tally.without_zeros(tally.added(state.counts, back))
            state = replace(state, counts=counts, last=None)
            return state, [], _yes("undone", qty=last.qty, item=last.item)
        case Nothing() as last:
            counts = tuple(one for one in state.counts if one != last)
            return replace(state, counts=counts, last=None), [], _yes("not_empty", place=last.location)
        case Movement() as last:
            reverse = Movement(
                at=moment.at,
                boot=moment.boot,
                mono_ns=moment.mono_ns,
                device=last.device,
                kind=_BACK.get(last.kind, last.kind),
                item=last.item,
                qty=last.qty,
                source=last.destination,
                destination=last.source,
                lot=last.lot,
                serial=last.serial,
                expiry=last.expiry,
                document=last.document,
                evidence={UNDO: last.at.isoformat()},
            )
            state = replace(state, last=None, next_qty=Decimal(1))
            return state, [reverse], _yes("undone", qty=last.qty, item=last.item)
