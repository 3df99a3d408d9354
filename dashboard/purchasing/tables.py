"""Buying as tables, and tables that people filled in as what the hub takes. Pure: no I/O and no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

from dashboard.purchasing.models import (
    Event,
    Limit,
    Line,
    OnOrder,
    OrderSummary,
    Price,
    Supplier,
    SupplierItem,
)
from dashboard.typed import number

Word = Callable[[str], str]


def orders(rows: Sequence[OrderSummary], state: Word, kind: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": [row.number for row in rows],
            "supplier": [row.supplier_name for row in rows],
            "kind": [kind(row.kind) for row in rows],
            "state": [state(row.state) for row in rows],
            "amount": pd.Series([float(row.amount) for row in rows], dtype="float64"),
            "currency": [row.currency for row in rows],
            "due_on": [row.due_on for row in rows],
            "received": [f"{row.received_lines} / {row.line_count}" for row in rows],
        }
    )


def lines(rows: Sequence[Line], *, blanket: bool) -> pd.DataFrame:
    """Of a blanket order what is called off, of others what has come."""
    columns: dict[str, object] = {
        "line": [row.line for row in rows],
        "sku": [row.sku for row in rows],
        "name": [row.name for row in rows],
        "qty": _floats(row.qty for row in rows),
        "unit": [row.unit for row in rows],
        "unit_price": _floats(row.unit_price for row in rows),
        "amount": _floats(row.amount for row in rows),
        "expected_on": [row.expected_on for row in rows],
        "confirmed_on": [row.confirmed_on for row in rows],
    }
    if blanket:
        columns["called_qty"] = _floats(row.called_qty for row in rows)
    else:
        columns["received_qty"] = _floats(row.received_qty for row in rows)
    return pd.DataFrame(columns)


def _floats(values: Iterable[Decimal]) -> pd.Series:
    return pd.Series([float(value) for value in values], dtype="float64")


def editable(rows: Sequence[Line]) -> pd.DataFrame:
    """Lines to be filled in; quantities and prices as text, for a float would not keep them."""
    columns = {
        "line": pd.Series([row.line for row in rows], dtype="Int64"),
        "sku": pd.Series([row.sku for row in rows], dtype="object"),
        "qty": pd.Series([f"{row.qty:f}" for row in rows], dtype="object"),
        "unit_price": pd.Series([f"{row.unit_price:f}" for row in rows], dtype="object"),
        "expected_on": pd.to_datetime(pd.Series([row.expected_on for row in rows], dtype="object")),
    }
    return pd.DataFrame(columns)


def wanted_lines(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with an item, as the hub takes them; an empty cell is left out, and means the supplier's."""
    wanted = []
    for row in frame.to_dict("records"):
        said = {name: value for name, value in row.items() if not _is_empty(value)}
        if "sku" not in said:
            continue
        line: dict[str, Any] = {"sku": str(said["sku"]).strip(), "qty": number(said.get("qty", ""))}
        if "line" in said:
            # emptied, they are the supplier's anew: left out, they would stay
            line |= {"line": int(said["line"]), "unit_price": None, "expected_on": None}
        if "unit_price" in said:
            line["unit_price"] = number(said["unit_price"])
        if "expected_on" in said:
            line["expected_on"] = _day(said["expected_on"])
        wanted.append(line)
    return wanted


def _is_empty(value: object) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)) or value == ""


def _day(value: object) -> str:
    return value.isoformat()[:10] if isinstance(value, dt.date) else str(value)[:10]


def suppliers(rows: Sequence[Supplier]) -> pd.DataFrame:
    def figure(value: Decimal | None) -> float | None:
        return None if value is None else float(value)

    return pd.DataFrame(
        {
            "code": [row.code for row in rows],
            "name": [row.name for row in rows],
            "currency": [row.currency for row in rows],
            "promised": pd.Series([row.lead_time_days for row in rows], dtype="Int64"),
            "measured": pd.Series([figure(row.measured.mean_days) for row in rows], dtype="float64"),
            "on_time": pd.Series(
                [None if row.measured.on_time is None else float(row.measured.on_time) * 100 for row in rows],
                dtype="float64",
            ),
            "active": [row.active for row in rows],
        }
    )


def supplier_items(rows: Sequence[SupplierItem]) -> pd.DataFrame:
    """A row a price; an item without one has a row too."""
    flat: list[tuple[SupplierItem, Price | None]] = []
    for row in rows:
        flat += [(row, price) for price in row.prices] or [(row, None)]
    return pd.DataFrame(
        {
            "sku": [row.sku for row, _ in flat],
            "name": [row.name for row, _ in flat],
            "supplier_sku": [row.supplier_sku for row, _ in flat],
            "min_qty": _floats(row.min_qty for row, _ in flat),
            "pack_qty": _floats(row.pack_qty for row, _ in flat),
            "from_qty": pd.Series([float(p.from_qty) if p else None for _, p in flat], dtype="float64"),
            "unit_price": pd.Series([float(p.unit_price) if p else None for _, p in flat], dtype="float64"),
            "valid_from": [p.valid_from if p else None for _, p in flat],
            "valid_to": [p.valid_to if p else None for _, p in flat],
        }
    )


def editable_prices(rows: Sequence[Price]) -> pd.DataFrame:
    """Breaks to be filled in, the newest first, and of a day the smallest quantity first."""
    ordered = sorted(rows, key=lambda row: (-row.valid_from.toordinal(), row.from_qty))
    return pd.DataFrame(
        {
            "from_qty": pd.Series([f"{row.from_qty:f}" for row in ordered], dtype="object"),
            "unit_price": pd.Series([f"{row.unit_price:f}" for row in ordered], dtype="object"),
            "valid_from": pd.to_datetime(pd.Series([row.valid_from for row in ordered], dtype="object")),
            "valid_to": pd.to_datetime(pd.Series([row.valid_to for row in ordered], dtype="object")),
        }
    )


def wanted_prices(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with a price, as the hub takes them; what is left out means any quantity, from today, no end."""
    wanted = []
    for row in frame.to_dict("records"):
        said = {name: value for name, value in row.items() if not _is_empty(value)}
        if "unit_price" not in said:
            continue
        price: dict[str, Any] = {"unit_price": number(said["unit_price"])}
        if "from_qty" in said:
            price["from_qty"] = number(said["from_qty"])
        price |= {name: _day(said[name]) for name in ("valid_from", "valid_to") if name in said}
        wanted.append(price)
    return wanted


def limits(rows: Sequence[Limit], role: Word, *, every: str, unlimited: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "role": [role(row.role) for row in rows],
            "currency": [row.currency or every for row in rows],
            "amount": [unlimited if row.amount is None else f"{row.amount:,.2f}" for row in rows],
        }
    )


def on_order(rows: Sequence[OnOrder]) -> pd.DataFrame:
    """A row a day on which something is due."""
    flat = [(row, due) for row in rows for due in row.due]
    return pd.DataFrame(
        {
            "sku": [row.sku for row, _ in flat],
            "site": [row.site for row, _ in flat],
            "due_on": [due.on for _, due in flat],
            "qty": _floats(due.qty for _, due in flat),
        }
    )


def confirmed(lines: Sequence[Line]) -> int:
    """Of how many lines the supplier's word holds: one that was changed since has none."""
    return sum(line.confirmed_on is not None for line in lines)


def changed(event: Event, field: Word, state: Word, line: Word) -> list[str]:
    """What differs, a line each, by the words for a field's name, a state and a line's number."""
    return list(_differences("", event.before, event.after, field, state, line))


def _differences(
    path: str, before: Mapping[str, Any], after: Mapping[str, Any], field: Word, state: Word, line: Word
) -> Iterable[str]:
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if isinstance(was, Mapping) or isinstance(now, Mapping):
            inner = path if name == "lines" else f"{path}{line(name)} · "
            old = was if isinstance(was, Mapping) else {}
            new = now if isinstance(now, Mapping) else {}
            yield from _differences(inner, old, new, field, state, line)
        elif was != now:
            shown = [
                "–" if one in (None, "") else state(one) if name == "state" else one for one in (was, now)
            ]
            yield f"{path}{field(name)}: {shown[0]} → {shown[1]}"
