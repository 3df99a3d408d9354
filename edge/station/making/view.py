"""Production as the terminal shows it, in one language. Pure."""

from __future__ import annotations

from edge import control_codes
from edge.station import told
from edge.station.errand import ErrandView
from edge.station.goods_in.view import banner, prompt, standing
from edge.station.i18n import Words
from edge.station.making.session import MakingState
from edge.station.making.work import WorkLine
from edge.station.port import StationStatus
from edge.station.presenter import LineView
from edge.station.texts import number_text
from gateway.wire.production import OrderToMake

_GOOD = ("make_told",)
_WARNS = ("make_more", "make_spoilt", "make_scrapped", "make_next_spoilt")


def present(state: object, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    assert isinstance(state, MakingState)  # noqa: S101 - the screen's own errand
    if state.number is None:
        return _orders(state, status, chosen, _)
    current = chosen % len(state.lines)
    title = _("Make {name} · {order}").format(name=state.name, order=state.number)
    taking = _("components from {place}").format(place=state.place) if state.place else ""
    return ErrandView(
        title=title,
        progress=taking or _("components by the bill"),
        banner=banner(
            state.message, _("Scan what you make, and the components you take."), _, warns=_WARNS, good=_GOOD
        ),
        rows=tuple(_line(line, n == 0, n == current, _) for n, line in enumerate(state.lines)),
        focus=current,
        choices=tuple(control_codes.code("DO", n) for n in range(len(state.lines))),
        empty="",
        keys=(
            ("F1", _("Help")),
            ("F3", _("Undo")),
            ("F4", _("Give back")),
            ("F6", _("Spoilt")),
            ("↑↓", _("Choose")),
            ("Enter", _("One more")),
            ("*n", _("next × n")),
            ("F10", _("Book it")),
            ("Esc", _("Back")),
        ),
        scan_prompt=_("Spoilt") if state.spoiling else prompt(state.next_qty, _),
    )


def _line(line: WorkLine, is_made: bool, current: bool, _: Words) -> LineView:
    what = _("to make") if is_made else _("component")
    name = f"{line.name}   {what}"
    if line.lost:
        spoilt = _("{qty} spoilt").format(qty=number_text(line.lost))
        name = f"{name} · {spoilt}"
    role, share = standing(line.done, line.wanted)
    count = f"{number_text(line.done)} / {number_text(line.wanted)}"
    return LineView(count, name, line.sku, share, role, current)


def _orders(state: MakingState, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    empty = (
        _("No production order is at work here.")
        if status.connected
        else _("No more orders on this machine. The hub is away: new ones come when it is back.")
    )
    focus = chosen % len(state.orders) if state.orders else 0
    calm = _("Scan a production order's number, or choose one with ↑ ↓ and press Enter.")
    return ErrandView(
        title=_("Make goods"),
        progress=told.progress(
            _.plural("{count} order is at work", "{count} orders are at work", len(state.orders)),
            len(state.orders),
            state.in_all,
            _,
        ),
        banner=banner(state.message, calm if state.orders else empty, _, warns=_WARNS, good=_GOOD),
        rows=tuple(_order(one, n == focus) for n, one in enumerate(state.orders)),
        focus=focus,
        choices=tuple(control_codes.code("MAKE", one.number) for one in state.orders),
        empty=empty,
        keys=(
            ("F1", _("Help")),
            ("↑↓", _("Choose")),
            ("Enter", _("Take order")),
            ("Esc", _("Back")),
        ),
        scan_prompt=_("Scan"),
    )


def _order(one: OrderToMake, current: bool) -> LineView:
    count = one.due.strftime("%m-%d") if one.due else "–"
    return LineView(count, f"{number_text(one.qty)} × {one.name}", one.number, 0.0, "calm", current)
