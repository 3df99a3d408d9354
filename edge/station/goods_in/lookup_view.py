"""Looking up as the terminal shows it, in one language. Pure."""

from __future__ import annotations

from edge.station.errand import ErrandView
from edge.station.goods_in.looking_up import Fact, LookingUpState
from edge.station.goods_in.view import banner
from edge.station.i18n import N_, Words
from edge.station.port import StationStatus
from edge.station.presenter import LineView, Role
from edge.station.texts import number_text

_GOOD = (
    "found_item", "found_place", "found_package", "found_unit", "found_order", "found_transfer",
    "found_production", "found_lot",
)  # fmt: skip
_NOTES = {
    "stands": N_("stands at {where}"),
    "waits": N_("waits at a dock, for {where}"),
    "due": N_("of order {where} has come"),
    "in_package": N_("in package {where}"),
    "to_pack": N_("to pack for order {where}"),
    "to_make": N_("to be made on production order {where}"),
    "goes_into": N_("go into production order {where}"),
    "to_take_apart": N_("to be taken apart on production order {where}"),
    "comes_of": N_("comes of production order {where}"),
    "to_load": N_("to be loaded for transfer {where}"),
    "leaves": N_("of transfer {where} have arrived"),
    "code": N_("pieces a scan of {where}"),
}
_ROLES: dict[str, Role] = {"stands": "good", "waits": "busy", "due": "calm", "in_package": "calm"}


def present(state: object, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    assert isinstance(state, LookingUpState)  # noqa: S101 - the screen's own errand
    if state.stock_at is None:
        age = _("No stock was downloaded yet")
    else:
        age = _("Stock as of {time}").format(time=f"{state.stock_at.astimezone():%Y-%m-%d %H:%M}")
        if not state.whole:
            part = _("a part of it")
            age = f"{age} ({part})"
    focus = chosen % len(state.facts) if state.facts else 0
    return ErrandView(
        title=_("Look up"),
        progress=age,
        banner=banner(state.message, _("Scan anything: item, place, package, lot or order."), _, good=_GOOD),
        rows=tuple(_row(fact, n == focus, _) for n, fact in enumerate(state.facts)),
        focus=focus,
        choices=(),
        empty="" if state.message is None or not state.message.ok else _("None of it is here."),
        keys=(("F1", _("Help")), ("↑↓", _("Choose")), ("F4", _("Clear")), ("Esc", _("Back"))),
        scan_prompt=_("Scan"),
    )


def _row(fact: Fact, current: bool, _: Words) -> LineView:
    count = "" if fact.qty is None else number_text(fact.qty)
    if fact.of is not None:
        count = f"{count} / {number_text(fact.of)}"
    name = f"{fact.name} · {fact.lot}" if fact.lot else fact.name
    note = _(_NOTES[fact.note]).format(where=fact.where)
    share = float(fact.qty / fact.of) if fact.qty is not None and fact.of else 0.0
    role = _ROLES.get(fact.note, "calm")
    return LineView(count, f"{name}   {note}".strip(), fact.sku, min(share, 1.0), role, current)
