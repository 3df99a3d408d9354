"""From a session's state to what the terminal shows, in one language. Pure: no widget, no clock.

Colours are roles (good, stop, busy, calm, warn); the stylesheet gives them their looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from edge.station.bench import LineState, PackingState, Suspect, WeightState
from edge.station.i18n import Words
from edge.station.port import StationStatus
from edge.station.texts import FEEDBACK, feedback_text, grams_text, number_text
from gateway.wire.messages import Operator, Order
from gateway.wire.picking import PickFrom

Role = Literal["good", "stop", "busy", "calm", "warn"]
Screen = Literal["login", "orders", "packing", "counts", "counting"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A few words of status and how they are meant."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class StatusView:
    place: str
    operator: str
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class LineView:
    """`progress` from 0 to 1. `current`: the line of the last scan. `take`: what to fetch, and from where."""

    count: str
    name: str
    sku: str
    progress: float
    role: Role
    current: bool
    take: str = ""


@dataclass(frozen=True, slots=True)
class ScaleView:
    """`needle` is the live weight's place: -1 and 1 are the ends of the tolerance; None: it says nothing."""

    title: str
    live: str
    steady: Badge
    expected: str
    difference: Badge
    needle: float | None
    role: Role
    hint: str


@dataclass(frozen=True, slots=True)
class OrderView:
    number: str
    customer: str
    size: str


@dataclass(frozen=True, slots=True)
class OrdersView:
    title: str
    rows: tuple[OrderView, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class PackingView:
    title: str
    progress: str
    lines: tuple[LineView, ...]
    scale: ScaleView


@dataclass(frozen=True, slots=True)
class View:
    screen: Screen
    status: StatusView
    banner: Badge
    orders: OrdersView
    packing: PackingView
    keys: tuple[tuple[str, str], ...]
    scan_prompt: str


def present(
    state: PackingState,
    orders: Sequence[Order],
    operators: Sequence[Operator],
    status: StationStatus,
    _: Words,
) -> View:
    screen = screen_of(state, status)
    return View(
        screen=screen,
        status=status_view(state, operators, status, _),
        banner=_banner(state, screen, _) if status.location else _no_bench(status, _),
        orders=_orders(orders, status, _),
        packing=_packing(state, status, _),
        keys=_keys(screen, state, _),
        scan_prompt=_("Next scan × {qty}").format(qty=number_text(state.next_qty))
        if state.next_qty != 1
        else _("Scan"),
    )


def screen_of(state: PackingState, status: StationStatus) -> Screen:
    """The login also while the agent has no bench: there is nothing else to show."""
    if not status.location or (state.operator_required and state.operator is None):
        return "login"
    return "orders" if state.order is None else "packing"


def status_view(
    state: PackingState, operators: Sequence[Operator], status: StationStatus, _: Words
) -> StatusView:
    names = {operator.login: operator.name or operator.login for operator in operators}
    badges = [
        Badge(_("● Hub connected"), "good")
        if status.connected
        else Badge(_("○ Hub away – go on working"), "warn")
    ]
    if status.outbox_events:
        waiting = _.plural("{count} event kept here", "{count} events kept here", status.outbox_events)
        badges.append(Badge(waiting, "calm" if status.connected else "warn"))
    if status.scanner is False:
        badges.append(Badge(_("Scanner unplugged"), "stop"))
    if status.scale is False:
        badges.append(Badge(_("Scale unplugged"), "stop"))
    return StatusView(
        place=f"Tallydock · {status.location or status.agent}",
        operator=names.get(state.operator, state.operator) if state.operator else "",
        badges=tuple(badges),
    )


def _banner(state: PackingState, screen: Screen, _: Words) -> Badge:
    """The last stop stays until something right happens; otherwise what the carton needs now."""
    message = state.message
    asked = message is not None and (message.key == "weight_missing" or message.key.startswith("scale_"))
    answered = asked and state.verdict != "weigh"
    if message is not None and not message.ok and not answered:
        if message.key == "lot_other":
            return Badge(f"⚠ {feedback_text(message, _)}", "warn")
        stop = _("✖ STOP")
        perhaps = _suspicion(state.weight.suspect, _)
        return Badge(f"{stop}\n{feedback_text(message, _)} {perhaps}".rstrip(), "stop")
    difference = _difference(state.weight, _)
    wrong = _("WEIGHT NOT RIGHT: {difference}").format(difference=difference)
    perhaps = _suspicion(state.weight.suspect, _)
    needs: dict[str, Badge] = {
        "wrong_weight": Badge(f"{wrong}\n{perhaps}".rstrip(), "stop"),
        "weigh": _weigh_now(state, _),
        "ready": Badge(_("✔ COUNT AND WEIGHT ARE RIGHT – close the carton: F10"), "good"),
        "ready_unweighed": Badge(_("✔ ALL SCANNED, not proved by weight – close the carton: F10"), "good"),
        "withdrawn": Badge(_("This order was withdrawn. Give it back: F4"), "stop"),
    }
    if screen == "login":
        return Badge(_("Scan your badge, or choose your name and type your PIN."), "calm")
    if state.verdict in needs:
        return needs[state.verdict]
    if message is None or not message.ok:
        take_one = _("Scan an order's barcode, or choose one with ↑ ↓ and press Enter.")
        return Badge(take_one if screen == "orders" else _("Scan the next piece."), "calm")
    return Badge(feedback_text(message, _), "good" if message.key.startswith("closed_") else "busy")


def _weigh_now(state: PackingState, _: Words) -> Badge:
    if state.weight.trouble is not None:
        return Badge(_(FEEDBACK[f"scale_{state.weight.trouble}"]), "stop")
    return Badge(_("All scanned. Put the carton on the scale and wait until it is steady."), "busy")


def _no_bench(status: StationStatus, _: Words) -> Badge:
    text = _(
        "Agent {agent} has no packing bench. The office gives it a bench scanner and scale, under agents."
    )
    return Badge(text.format(agent=status.agent), "warn")


def _orders(orders: Sequence[Order], status: StationStatus, _: Words) -> OrdersView:
    rows = tuple(
        OrderView(
            order.number,
            order.customer,
            _("{lines}, {pieces} pcs").format(
                lines=_.plural("{count} line", "{count} lines", len(order.lines)),
                pieces=number_text(sum((line.qty for line in order.lines), Decimal(0))),
            ),
        )
        for order in orders
    )
    empty = (
        _("Nothing to pack right now.\n\nNew orders appear here as soon as the office releases them.")
        if status.connected
        else _(
            "No more orders on this machine.\n\nThe hub is away: new orders come when it is back. "
            "What you packed is kept here and sent then."
        )
    )
    return OrdersView(_.plural("{count} order to pack", "{count} orders to pack", len(rows)), rows, empty)


def _packing(state: PackingState, status: StationStatus, _: Words) -> PackingView:
    done = sum(1 for line in state.lines if line.missing == 0)
    title = _("Order {order}").format(order=state.order or "")
    return PackingView(
        title=f"{title} · {state.customer}" if state.customer else title,
        progress=_("{done} of {lines} lines").format(done=done, lines=len(state.lines)),
        lines=tuple(_line(line, line.line == state.last_line, _) for line in state.lines),
        scale=_scale(state, status, _),
    )


def _line(line: LineState, current: bool, _: Words) -> LineView:
    role: Role = "good" if line.missing == 0 else "busy" if line.scanned > 0 else "calm"
    return LineView(
        count=f"{number_text(line.scanned)} / {number_text(line.ordered)}",
        name=line.name,
        sku=line.sku,
        progress=float(line.scanned / line.ordered) if line.ordered else 1.0,
        role=role,
        current=current,
        take=_take(line.picks, _),
    )


def _take(picks: Sequence[PickFrom], _: Words) -> str:
    """The next place, and how many come after it: for more a narrow terminal has no room."""
    if not picks:
        return ""
    pick = picks[0]
    parts = [f"{pick.place} × {number_text(pick.qty)}"]
    if pick.lot:
        parts.append(_("lot {lot}").format(lot=pick.lot))
    if pick.expiry:
        parts.append(_("until {day}").format(day=pick.expiry))
    more = f"  (+{len(picks) - 1})" if len(picks) > 1 else ""
    return f"→ {', '.join(parts)}{more}"


def _scale(state: PackingState, status: StationStatus, _: Words) -> ScaleView:
    weight = state.weight
    comparable = weight.live_g is not None and not weight.unknown
    needle = _needle(weight) if comparable else None
    window = f"{grams_text(weight.expected_g)} ± {grams_text(weight.tolerance_g)}"
    return ScaleView(
        title=_("Bench scale, g"),
        live="-" if weight.live_g is None else number_text(weight.live_g),
        steady=steadiness(weight, status, _),
        expected=_("Expected so far: {window}").format(window=window)
        if state.verdict == "packing"
        else _("Expected: {window}").format(window=window),
        difference=Badge(
            _difference(weight, _) if comparable else "",
            "good" if needle is not None and abs(needle) <= 1 else "warn",
        ),
        needle=needle,
        role=_scale_role(state),
        hint=_scale_hint(state, status, _),
    )


def steadiness(weight: WeightState, status: StationStatus, _: Words) -> Badge:
    if weight.trouble is not None:
        words = {
            "overload": _("▲ OVERLOAD"),
            "underload": _("▼ UNDERLOAD"),
            "not_a_weight": _("✖ not in grams"),
        }
        return Badge(words[weight.trouble], "stop")
    if weight.live_g is None:
        return Badge(_("No weight from the scale"), "stop" if status.scale is False else "calm")
    return Badge(_("■ steady"), "good") if weight.stable else Badge(_("≈ moving"), "busy")


def _scale_role(state: PackingState) -> Role:
    roles: dict[str, Role] = {"ready": "good", "ready_unweighed": "good", "wrong_weight": "stop"}
    return roles.get(state.verdict, "calm")


def _scale_hint(state: PackingState, status: StationStatus, _: Words) -> str:
    if status.scale is None:
        return _("This bench has no scale: cartons are closed by count alone.")
    if state.weight.trouble is not None:
        return _(FEEDBACK[f"scale_{state.weight.trouble}"])
    if state.weight.unknown:
        return _("No unit weight is known of {sku}: this carton is closed by count alone.").format(
            sku=", ".join(state.weight.unknown[:3])
        )
    if state.weight.indistinct and state.verdict != "packing":
        return _("One {sku} more or less would not show in this weight: count it by eye.").format(
            sku=", ".join(state.weight.indistinct[:3])
        )
    return ""


def _suspicion(suspect: Suspect | None, _: Words) -> str:
    if suspect is None:
        return ""
    text = (
        _("Perhaps {pieces} × {name} missing.")
        if suspect.pieces < 0
        else _("Perhaps {pieces} × {name} too many.")
    )
    return text.format(pieces=abs(suspect.pieces), name=suspect.name)


def _difference(weight: WeightState, _: Words) -> str:
    if weight.live_g is None:
        return ""
    difference_g = weight.live_g - weight.expected_g
    if abs(difference_g) <= weight.tolerance_g:
        return _("weight fits")
    text = _("{grams} too heavy") if difference_g > 0 else _("{grams} too light")
    return text.format(grams=grams_text(abs(difference_g)))


def _needle(weight: WeightState) -> float | None:
    if weight.live_g is None or weight.tolerance_g <= 0:
        return None
    return float((weight.live_g - weight.expected_g) / weight.tolerance_g)


def _elsewhere(_: Words) -> tuple[tuple[str, str], ...]:
    return (("F5", _("Counts")), ("F7", _("Goods in")))


def _keys(screen: Screen, state: PackingState, _: Words) -> tuple[tuple[str, str], ...]:
    common = [("F1", _("Help")), ("F2", _("中文"))]
    if screen == "login":
        return (*common, ("↑↓", _("Choose your name")), ("Enter", _("Log in")))
    out = ("F9", _("Log out"))
    if screen == "orders":
        return (*common, ("↑↓", _("Choose")), ("Enter", _("Take order")), *_elsewhere(_), out)
    packing = [("F3", _("Undo")), ("F4", _("Give back"))]
    if state.can_be_overridden:
        packing.append(("F8", _("Take it anyway") if state.objected else _("Override")))
    return (*common, *packing, ("F10", _("Close")), out)
