"""Moving as the terminal shows it, in one language. Pure."""

from __future__ import annotations

from decimal import Decimal

from edge import control_codes
from edge.station.errand import ErrandView
from edge.station.goods_in.view import banner, prompt
from edge.station.i18n import Words
from edge.station.moving.session import MovingState
from edge.station.moving.standing import Goods, Moved, Row
from edge.station.port import StationStatus
from edge.station.presenter import LineView, Role
from edge.station.texts import number_text

_GOOD = ("moved_one", "moved_many", "move_undone")
_WARNS = ("move_more_than_known",)


def present(state: object, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    assert isinstance(state, MovingState)  # noqa: S101 - the screen's own errand
    idle = state.source is None and not state.carried
    rows = _history(state, _) if idle else _goods(state, chosen, _)
    calm = _("Scan the place where the goods stand, or the goods themselves.")
    return ErrandView(
        title=_title(state, _),
        progress=_age(state, _),
        banner=banner(state.message, calm, _, warns=_WARNS, good=_GOOD),
        rows=rows,
        focus=chosen % len(rows) if rows else 0,
        choices=() if idle else tuple(control_codes.code("MOVE", n) for n in range(len(rows))),
        empty=_empty(state, _),
        keys=(*_keys(state, idle, _), ("*n", _("next × n")), ("Esc", _("Back"))),
        scan_prompt=_("Scan the place") if state.carried else prompt(state.next_qty, _),
    )


def _title(state: MovingState, _: Words) -> str:
    if state.source is None:
        return _("Move")
    return _("Move from {place}").format(place=state.source)


def _age(state: MovingState, _: Words) -> str:
    if state.stock_at is None:
        return _("No stock was downloaded yet")
    return _("Stock as of {time}").format(time=f"{state.stock_at.astimezone():%Y-%m-%d %H:%M}")


def _empty(state: MovingState, _: Words) -> str:
    if state.source is None and not state.carried:
        return _("Nothing was moved here yet.")
    return _("By the list nothing stands there. What you scan counts.")


def _keys(state: MovingState, idle: bool, _: Words) -> list[tuple[str, str]]:
    keys = [("F1", _("Help"))]
    if state.carried or state.moved:
        keys.append(("F3", _("Undo")))
    if not idle:
        keys.append(("F4", _("Put down")))
    if state.source is not None:
        keys.append(("F6", _("Take everything")))
    if state.choices:
        keys += [("↑↓", _("Choose")), ("Enter", _("Take it") if state.source else _("From here"))]
    return keys


def _goods(state: MovingState, chosen: int, _: Words) -> tuple[LineView, ...]:
    """What may be taken or where it stands, then what is in hand and on no list."""
    listed = {(row.sku, row.lot) for row in state.choices} if state.source else set()
    others = [one for one in state.carried if (one.sku, one.lot) not in listed]
    if state.source is None:
        places = tuple(
            _place(row, n == chosen % len(state.choices), name, _)
            for n, (row, name) in enumerate(zip(state.choices, state.names, strict=True))
        )
        return places or tuple(_in_hand(one, _) for one in others)
    total = len(state.choices) + len(others)
    rows = [
        _there(row, name, _held(state, row), n == chosen % total)
        for n, (row, name) in enumerate(zip(state.choices, state.names, strict=True))
    ]
    return (*rows, *(_in_hand(one, _) for one in others))


def _held(state: MovingState, row: Row) -> Decimal:
    mine = (one.qty for one in state.carried if (one.sku, one.lot) == (row.sku, row.lot))
    return sum(mine, Decimal(0))


def _named(name: str, lot: str | None) -> str:
    return f"{name} · {lot}" if lot else name


def _there(row: Row, name: str, held: Decimal, current: bool) -> LineView:
    count = f"{number_text(held)} / {number_text(row.qty)}" if held else number_text(row.qty)
    role: Role = "calm" if not held else "busy" if held <= row.qty else "warn"
    share = min(float(held / row.qty), 1.0)
    return LineView(count, _named(name, row.lot), row.sku, share, role, current)


def _place(row: Row, current: bool, name: str, _: Words) -> LineView:
    stands = _("stands at {where}").format(where=row.location)
    return LineView(
        number_text(row.qty), f"{_named(name, row.lot)}   {stands}", row.sku, 0.0, "calm", current
    )


def _in_hand(goods: Goods, _: Words) -> LineView:
    in_hand = _("in hand")
    name = f"{_named(goods.name, goods.lot)}   {in_hand}"
    return LineView(number_text(goods.qty), name, goods.sku, 1.0, "busy", False)


def _history(state: MovingState, _: Words) -> tuple[LineView, ...]:
    return tuple(_moved(one, goods, n == 0) for n, one in enumerate(state.moved) for goods in one.goods)


def _moved(one: Moved, goods: Goods, last: bool) -> LineView:
    name = f"{_named(goods.name, goods.lot)}   {one.source} → {one.destination}"
    return LineView(number_text(goods.qty), name, goods.sku, 1.0, "good" if last else "calm", False)
