"""Putting away as the terminal shows it, in one language. Pure."""

from __future__ import annotations

from edge import control_codes
from edge.station.errand import ErrandView
from edge.station.goods_in.putting_away import PuttingAwayState
from edge.station.goods_in.view import banner, prompt
from edge.station.goods_in.waiting import Waiting, key_of
from edge.station.i18n import N_, Words
from edge.station.port import StationStatus
from edge.station.presenter import LineView
from edge.station.texts import number_text

_GOOD = ("put_away",)
_WHY = {
    "fixed": N_("its own place"),
    "same_item": N_("stands there already"),
    "empty": N_("empty"),
    "other": N_("has room"),
}


def present(state: object, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    assert isinstance(state, PuttingAwayState)  # noqa: S101 - the screen's own errand
    carried = state.carried
    in_hand = key_of(carried.task) if carried else None
    focus = next((n for n, task in enumerate(state.tasks) if key_of(task) == in_hand), None)
    if focus is None:
        focus = chosen % len(state.tasks) if state.tasks else 0
    calm = _("Scan what you take from the dock, or choose it with ↑ ↓ and press Enter.")
    empty = (
        _("Nothing waits at the docks.")
        if status.connected
        else _("Nothing more on this machine. The hub is away: new work comes when it is back.")
    )
    keys = [("F1", _("Help")), ("F3", _("Undo"))]
    if carried is None:
        keys += [("↑↓", _("Choose")), ("Enter", _("Take it"))]
    else:
        keys.append(("F4", _("Put down")))
    if state.wrong is not None:
        keys.append(("F8", _("Leave it there")))
    return ErrandView(
        title=_("Put away"),
        progress=_.plural("{count} to put away", "{count} to put away", len(state.tasks)),
        banner=banner(state.message, calm, _, good=_GOOD),
        rows=tuple(
            _row(task, in_hand == key_of(task) if in_hand else n == focus, carried is not None, _)
            for n, task in enumerate(state.tasks)
        ),
        focus=focus,
        choices=() if carried else tuple(control_codes.code("PUT", n) for n in range(len(state.tasks))),
        empty=empty,
        keys=(*keys, ("*n", _("next × n")), ("Esc", _("Back"))),
        scan_prompt=_("Scan the place") if carried else prompt(state.next_qty, _),
    )


def _row(task: Waiting, current: bool, carrying: bool, _: Words) -> LineView:
    name = f"{task.name} · {task.lot}" if task.lot else task.name
    if task.sscc is not None:
        lines = _.plural("{count} line", "{count} lines", len(task.lines))
        name = _("Package of {lines}: {first}").format(lines=lines, first=task.name)
    to = task.to or "?"
    why = _(_WHY[task.why]) if task.why in _WHY else ""
    return LineView(
        count=number_text(task.qty),
        name=f"{name}   {task.location} → {to}   {why}".rstrip(),
        sku=task.sku,
        progress=1.0 if current and carrying else 0.0,
        role="busy" if current and carrying else "calm",
        current=current,
    )
