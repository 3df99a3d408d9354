"""Kits that are taken apart as the terminal shows them, in one language. Pure."""

from __future__ import annotations

from edge import control_codes
from edge.station import told
from edge.station.dismantling.session import DismantlingState
from edge.station.dismantling.work import DismantledLine
from edge.station.errand import ErrandView
from edge.station.goods_in.view import banner, prompt, standing
from edge.station.i18n import Words
from edge.station.port import StationStatus
from edge.station.presenter import LineView
from edge.station.texts import number_text
from gateway.wire.production import KitToTakeApart

_GOOD = ("apart_told",)
_WARNS = ("apart_more", "apart_beyond", "apart_broken", "apart_kit_spoilt", "apart_next_broken")


def present(state: object, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    assert isinstance(state, DismantlingState)  # noqa: S101 - the screen's own errand
    if state.number is None:
        return _orders(state, status, chosen, _)
    current = chosen % len(state.lines)
    calm = _("Scan each kit. A part: scan it where its lot is written down; broken: F6 first.")
    return ErrandView(
        title=_("Take apart {name} · {order}").format(name=state.name, order=state.number),
        progress=_("kits from {place}").format(place=state.place)
        if state.place
        else _("scan where the kits stand"),
        banner=banner(state.message, calm, _, warns=_WARNS, good=_GOOD),
        rows=tuple(_line(line, n == 0, n == current, _) for n, line in enumerate(state.lines)),
        focus=current,
        choices=tuple(control_codes.code("DO", n) for n in range(len(state.lines))),
        empty="",
        keys=(
            ("F1", _("Help")),
            ("F3", _("Undo")),
            ("F4", _("Give back")),
            ("F6", _("Broken")),
            ("↑↓", _("Choose")),
            ("Enter", _("One more")),
            ("*n", _("next × n")),
            ("F10", _("Book it")),
            ("Esc", _("Back")),
        ),
        scan_prompt=_("Broken") if state.spoiling else prompt(state.next_qty, _),
    )


def _line(line: DismantledLine, is_kit: bool, current: bool, _: Words) -> LineView:
    what = _("to take apart") if is_kit else _("by the bill") if line.by_bill else _("part")
    name = f"{line.name}   {what}"
    if line.lost:
        broken = _("{qty} broken").format(qty=number_text(line.lost))
        name = f"{name} · {broken}"
    role, share = standing(line.done, line.wanted) if line.done or line.wanted else ("calm", 0.0)
    if line.lost and not is_kit:
        role = "warn"
    count = f"{number_text(line.done)} / {number_text(line.wanted)}"
    return LineView(count, name, line.sku, share, role, current)


def _orders(state: DismantlingState, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    empty = (
        _("No kit is to be taken apart here.")
        if status.connected
        else _("No more orders on this machine. The hub is away: new ones come when it is back.")
    )
    focus = chosen % len(state.orders) if state.orders else 0
    calm = _("Scan the kit or its order's number, or choose one with ↑ ↓ and press Enter.")
    return ErrandView(
        title=_("Take kits apart"),
        progress=told.progress(
            _.plural("{count} order is at work", "{count} orders are at work", len(state.orders)),
            len(state.orders),
            state.in_all,
            _,
        ),
        banner=banner(state.message, calm if state.orders else empty, _, warns=_WARNS, good=_GOOD),
        rows=tuple(_order(one, n == focus) for n, one in enumerate(state.orders)),
        focus=focus,
        choices=tuple(control_codes.code("APART", one.number) for one in state.orders),
        empty=empty,
        keys=(
            ("F1", _("Help")),
            ("↑↓", _("Choose")),
            ("Enter", _("Take order")),
            ("Esc", _("Back")),
        ),
        scan_prompt=_("Scan"),
    )


def _order(one: KitToTakeApart, current: bool) -> LineView:
    count = one.due.strftime("%m-%d") if one.due else "–"
    return LineView(count, f"{number_text(one.qty)} × {one.name}", one.number, 0.0, "calm", current)
