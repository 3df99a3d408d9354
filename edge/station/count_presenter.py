"""From a count's state to what the terminal shows, in one language. Pure, and blind: only what was found.

The list of counts and the count in hand are shown in the panes of the orders and of the carton.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from edge.station.bench import PackingState
from edge.station.counting import CountingState
from edge.station.i18n import Words
from edge.station.port import StationStatus
from edge.station.presenter import (
    Badge,
    LineView,
    OrdersView,
    OrderView,
    PackingView,
    Role,
    ScaleView,
    Screen,
    View,
    status_view,
    steadiness,
)
from edge.station.tally import FoundLine
from edge.station.texts import FEEDBACK, feedback_text, number_text
from gateway.wire.counting import CountTask
from gateway.wire.messages import Operator

_UNSURE = ("count_none_of", "count_nothing")


def screen_of(state: CountingState, *, listing: bool) -> Screen | None:
    """None: somebody packs."""
    if state.task is not None:
        return "counting"
    return "counts" if listing else None


def present(
    screen: Screen,
    state: CountingState,
    packing: PackingState,
    operators: Sequence[Operator],
    status: StationStatus,
    _: Words,
) -> View:
    return View(
        screen=screen,
        status=status_view(packing, operators, status, _),
        banner=_banner(state, screen, _),
        orders=_counts(state.counts, status, _),
        packing=_in_hand(state, packing, status, _),
        keys=_keys(screen, status, _),
        scan_prompt=_prompt(state, _),
    )


def _banner(state: CountingState, screen: Screen, _: Words) -> Badge:
    message = state.message
    if message is None:
        text = _("Choose a count with ↑ ↓ and press Enter, or scan its barcode.")
        if screen == "counting" and state.task is not None:
            text = _("Scan the code of {place}.").format(place=state.task.location)
        return Badge(text, "calm")
    text = feedback_text(message, _)
    if message.ok:
        return Badge(text, "good" if message.key in ("count_found", "count_closed") else "busy")
    if message.key in _UNSURE:
        return Badge(text, "warn")
    stop = _("✖ STOP")
    return Badge(f"{stop}\n{text}", "stop")


def _counts(counts: Sequence[CountTask], status: StationStatus, _: Words) -> OrdersView:
    rows = tuple(OrderView(task.number, _note(task, _), task.location) for task in counts)
    empty = (
        _("Nothing to count right now.")
        if status.connected
        else _("No more counts on this machine. The hub is away: new ones come when it is back.")
    )
    return OrdersView(_.plural("{count} place to count", "{count} places to count", len(rows)), rows, empty)


def _note(task: CountTask, _: Words) -> str:
    parts = [task.due.strftime("%Y-%m-%d")] if task.due else []
    if task.round > 1:
        parts.append(_("count again"))
    return " · ".join([*parts, task.cause]) if task.cause else " · ".join(parts)


def _in_hand(state: CountingState, packing: PackingState, status: StationStatus, _: Words) -> PackingView:
    task = state.task
    if task is None:
        title, progress = "", ""
    else:
        title = _("Count {count} · {place}").format(count=task.number, place=task.location)
        if task.round > 1:
            again = _("count again")
            title = f"{title} · {again}"
        found = [line for line in state.lines if line.qty is not None]
        progress = (
            _.plural("{count} item found", "{count} items found", len(found))
            if task.whole
            else _("{done} of {lines} lines").format(done=len(found), lines=len(state.lines))
        )
    return PackingView(
        title=title,
        progress=progress,
        lines=tuple(_line(line, (line.sku, line.lot) == state.last) for line in state.lines),
        scale=_scale(packing, status, _),
    )


def _line(line: FoundLine, current: bool) -> LineView:
    counted = line.qty is not None
    role: Role = "good" if counted else "calm"
    name = f"{line.name} · {line.lot}" if line.lot else line.name
    return LineView(
        count="?" if line.qty is None else number_text(line.qty),
        name=name,
        sku=line.sku,
        progress=1.0 if counted else 0.0,
        role=role,
        current=current,
    )


def _scale(packing: PackingState, status: StationStatus, _: Words) -> ScaleView:
    weight = packing.weight
    hint = _("This bench has no scale: count by scan, or type =n for how many there are.")
    if weight.trouble is not None:
        hint = _(FEEDBACK[f"scale_{weight.trouble}"])
    elif status.scale is not None:
        hint = _("Scan one, put all of it on the scale, press F6: the weight counts.")
    return ScaleView(
        title=_("Bench scale, g"),
        live="-" if weight.live_g is None else number_text(weight.live_g),
        steady=steadiness(weight, status, _),
        expected="",
        difference=Badge("", "calm"),
        needle=None,
        role="calm",
        hint=hint,
    )


def _prompt(state: CountingState, _: Words) -> str:
    if state.next_qty != Decimal(1):
        return _("Next scan × {qty}").format(qty=number_text(state.next_qty))
    return _("Scan")


def _keys(screen: Screen, status: StationStatus, _: Words) -> tuple[tuple[str, str], ...]:
    common = [("F1", _("Help")), ("F2", _("中文"))]
    out = ("F9", _("Log out"))
    if screen == "counts":
        return (*common, ("↑↓", _("Choose")), ("Enter", _("Take count")), ("F5", _("Orders")), out)
    keys = [("F3", _("Undo")), ("F4", _("Give back"))]
    if status.scale is not None:
        keys.append(("F6", _("Count by weight")))
    keys += [("*n", _("next × n")), ("=n", _("n in all"))]
    return (*common, *keys, ("F10", _("Close it")), out)
