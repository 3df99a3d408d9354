"""Receiving as the terminal shows it, in one language. Pure."""

from __future__ import annotations

from edge.station.errand import ErrandView
from edge.station.goods_in.receiving import ReceivingState
from edge.station.goods_in.reckoning import ReceivedLine
from edge.station.goods_in.texts import DETAILS
from edge.station.goods_in.unannounced import is_unannounced
from edge.station.goods_in.view import banner, prompt, standing
from edge.station.i18n import Words
from edge.station.port import StationStatus
from edge.station.presenter import LineView, Role
from edge.station.texts import number_text
from gateway.wire.inbound import DueReceipt

_WARNS = (
    "came_over",
    "came_by_door",
    "door_unplaced",
    "came_damaged",
    "marked_damaged",
    "receipt_closed_short",
)
_GOOD = ("receipt_closed", "delivery_closed", "package_received")


def present(state: object, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    assert isinstance(state, ReceivingState)  # noqa: S101 - the screen's own errand
    if state.document is None:
        return _orders(state, status, chosen, _)
    calm = _("Scan what you unload, or the label of a package.")
    came, packages = state.packages
    done = sum(1 for line in state.lines if line.due is not None and line.got >= line.due)
    progress = (
        _.plural("{count} item found", "{count} items found", sum(1 for line in state.lines if line.got))
        if state.blind or is_unannounced(state.document)
        else _("{done} of {lines} lines").format(done=done, lines=len(state.lines))
    )
    if packages:
        said = _("{came} of {packages} packages").format(came=came, packages=packages)
        progress = f"{progress} · {said}"
    if state.unplaced:
        said = _.plural("{count} unknown tag", "{count} unknown tags", len(state.unplaced))
        progress = f"{progress} · {said}"
    title = _("Receive {order} at {place}").format(order=state.document, place=state.location)
    focus = next((n for n, line in enumerate(state.lines) if line.sku == state.last), 0)
    return ErrandView(
        title=f"{title} · {state.supplier}" if state.supplier else title,
        progress=progress,
        banner=banner(state.message, calm, _, warns=_WARNS, good=_GOOD),
        rows=tuple(_line(line, line.sku == state.last, _) for line in state.lines),
        focus=focus,
        choices=(),
        empty="",
        keys=(
            ("F1", _("Help")),
            ("F3", _("Undo")),
            ("F4", _("Give back")),
            ("F6", _("Count by weight")),
            ("F7", _("Damaged")),
            ("*n", _("next × n")),
            ("F10", _("Book it")),
            ("Esc", _("Back")),
        ),
        scan_prompt=_scan_prompt(state, _),
    )


def _scan_prompt(state: ReceivingState, _: Words) -> str:
    if state.asked is not None:
        return _(DETAILS[state.asked.lacking[0]])
    return _("Damaged") if state.damaged else prompt(state.next_qty, _)


def _line(line: ReceivedLine, current: bool, _: Words) -> LineView:
    got = number_text(line.got)
    name = line.name
    if line.seen:
        by_door = _("{pieces} by the portal").format(pieces=line.seen)
        name = f"{name}   {by_door}"
    if line.due is None:
        blind: Role = "warn" if not line.ordered else "good" if line.got else "calm"
        return LineView(got, name, line.sku, 1.0 if line.got else 0.0, blind, current)
    role, share = standing(line.got, line.due)
    return LineView(f"{got} / {number_text(line.due)}", name, line.sku, share, role, current)


def _orders(state: ReceivingState, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    empty = (
        _("No order is expected here.")
        if status.connected
        else _("No more orders on this machine. The hub is away: new ones come when it is back.")
    )
    focus = chosen % (len(state.due) + 1)
    calm = _("Scan an order's number or a package, or choose an order with ↑ ↓ and press Enter.")
    return ErrandView(
        title=_("Receive at {place}").format(place=state.location),
        progress=_.plural("{count} order is due", "{count} orders are due", len(state.due)),
        banner=banner(state.message, calm if state.due else empty, _, warns=_WARNS, good=_GOOD),
        rows=(
            *(_due(due, n == focus, _) for n, due in enumerate(state.due)),
            _other(focus == len(state.due), _),
        ),
        focus=focus,
        choices=(*(f"TD:RECEIVE:{due.number}" for due in state.due), "TD:UNANNOUNCED"),
        empty="",
        keys=(
            ("F1", _("Help")),
            ("↑↓", _("Choose")),
            ("Enter", _("Take order")),
            ("Esc", _("Back")),
        ),
        scan_prompt=_("Scan"),
    )


def _other(current: bool, _: Words) -> LineView:
    """What no order tells of is received too."""
    return LineView("?", _("Without an order"), _("the office decides"), 0.0, "calm", current)


def _due(due: DueReceipt, current: bool, _: Words) -> LineView:
    done = sum(1 for line in due.lines if line.qty is not None and line.received_qty >= line.qty)
    share = done / len(due.lines) if due.lines else 0.0
    count = due.due.strftime("%m-%d") if due.due else "–"
    return LineView(count, due.supplier, due.number, share, "calm", current)
