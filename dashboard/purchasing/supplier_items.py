"""What a supplier delivers: its number, minimum and packs, and its prices with breaks and validity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import session
from dashboard.notices import plain
from dashboard.purchasing import columns, page, tables
from dashboard.purchasing.models import Supplier, SupplierItem
from dashboard.typed import number


def show(supplier: Supplier, items: Sequence[SupplierItem]) -> None:
    """The form of one item, new or known: what is saved takes the place of all that was said of it."""
    _ = session.language().text
    by_sku = {item.sku: item for item in items}
    chosen = st.selectbox(
        _("Item"),
        list(by_sku),
        index=None,
        placeholder=_("Choose one to change it, or say a new one below"),
        format_func=lambda sku: f"{sku} · {by_sku[sku].name}",
        key=f"buying_item_of_{supplier.code}",
    )
    _form(supplier, by_sku.get(chosen) if chosen else None)


def _form(supplier: Supplier, item: SupplierItem | None) -> None:
    _ = session.language().text
    with st.form(f"buying_item_{supplier.code}_{item.sku if item else ''}", border=False):
        wanted = _fields(item)
        st.markdown(_("Unit price") + f" ({supplier.currency})")
        frame = st.data_editor(
            tables.editable_prices(item.prices if item else []),
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            column_config=columns.prices(session.language()),
            key=f"buying_prices_{supplier.code}_{item.sku if item else ''}",
        )
        st.caption(
            _(
                "Of the prices that hold on a day, the one that came into force last counts;"
                " of that day's, the highest break that is reached."
            )
        )
        if not st.form_submit_button(_("Save"), type="primary"):
            return
    wanted["prices"] = tables.wanted_prices(frame)
    if not wanted["sku"]:
        st.warning(_("Say an item."))
    elif page.attempt(lambda: page.buying().put_item(supplier.code, wanted)):
        name, sku = plain(supplier.name), plain(wanted["sku"])
        page.done(_("{name} delivers {sku}.").format(name=name, sku=sku))
        st.rerun()


def _fields(item: SupplierItem | None) -> dict[str, Any]:
    _ = session.language().text
    left, middle, right = st.columns(3)
    # a known item's SKU stays: another one would be another item
    sku = left.text_input(_("SKU"), item.sku if item else "", max_chars=64, disabled=item is not None)
    own = middle.text_input(_("Supplier's number"), item.supplier_sku if item else "", max_chars=200)
    days = right.number_input(
        _("Lead time in days"),
        value=item.lead_time_days if item else None,
        min_value=0,
        max_value=1000,
        step=1,
        help=_("Of this item alone; empty: the supplier's"),
    )
    least = left.text_input(
        _("Minimum"), f"{item.min_qty:f}" if item else "", help=_("It delivers no less, in base units")
    )
    pack = middle.text_input(
        _("Pack"), f"{item.pack_qty:f}" if item else "", help=_("It delivers multiples of this; 0: any")
    )
    return {
        "sku": item.sku if item else sku.strip(),
        "supplier_sku": own.strip(),
        "min_qty": number(least) or "0",
        "pack_qty": number(pack) or "0",
        "lead_time_days": None if days is None else int(days),
    }
