"""The forms in which people say what happened on an order: made, taken, spoilt."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import session, steps
from dashboard.production import columns, page, tables
from dashboard.production.models import Order
from dashboard.typed import number


def show(order: Order) -> None:
    _ = session.language().text
    report, scrap = st.tabs([_("Report what was done"), _("Scrap a component")])
    with report:
        _report(order)
    with scrap:
        _scrap(order)


def _report(order: Order) -> None:
    _ = session.language().text
    what = f"report_{order.number}"
    apart = order.kind == "disassemble"
    with st.form(f"making_{steps.key_of(what)}", border=False):
        left, middle, right = st.columns(3)
        made = left.text_input(
            _("Taken apart") if apart else _("Made, good"),
            placeholder=_("{n} still open").format(n=tables.number(order.open_qty)),
        )
        spoilt = middle.text_input(_("Spoilt"), help=_("They used components up, and are not stock."))
        reason = right.text_input(_("Why was it spoilt?"), max_chars=200)
        said: dict[str, Any] = {} if apart else _pieces(order)
        said |= _otherwise(order, apart=apart)
        if not st.form_submit_button(_("Report"), type="primary", icon=":material/check:"):
            return
    said |= {"produced_qty": _qty(made), "scrapped_qty": _qty(spoilt), "reason": reason.strip()}
    if steps.attempt(lambda: page.making().report(order.number, said, steps.key_of(what))):
        steps.used(what)
        page.open_order(order.number)
        steps.done(_("Reported on {number}.").format(number=order.number))
        st.rerun()


def _qty(text: str) -> str:
    return number(text) or "0"


def _pieces(order: Order) -> dict[str, Any]:
    """What is said of each piece that is made."""
    _ = session.language().text
    left, right = st.columns(2)
    lot = left.text_input(_("Lot of what was made"), max_chars=64)
    expiry = right.date_input(
        _("Expiry"), value=None, format="YYYY-MM-DD", help=_("Empty: by the item's shelf life")
    )
    said: dict[str, Any] = {"lot": lot.strip()}
    if expiry:
        said["expiry"] = expiry.isoformat()
    if order.tracking in ("serial", "lot_serial"):
        said["serials"] = tables.serials(st.text_area(_("Serial numbers, one a piece"), height=80))
    return said


def _otherwise(order: Order, *, apart: bool) -> dict[str, Any]:
    """What was really taken, and what came of a kit, where it was not as the bill says."""
    language = session.language()
    _ = language.text
    skus = [component.sku for component in order.components]
    with st.expander(_("Otherwise than by the bill")):
        st.caption(
            _(
                "What is named here was taken as it says, the rest by the bill. With nothing made or spoilt, "
                "only this is taken, for what is made later."
            )
        )
        taken = st.data_editor(
            tables.empty("item", "qty", "source", "lot", "serial"),
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            column_config=columns.goods(language, skus, page.places(order.site)),
            key=f"making_taken_{steps.key_of(f'report_{order.number}')}",
        )
        said = {"taken": tables.filled_in(taken, "item")}
        if apart:
            st.caption(_("What came of the kits: name all of it, or nothing for what the bill says."))
            parts = [bom for bom in page.making().boms() if bom.id == order.bom_id]
            put = st.data_editor(
                tables.empty("item", "qty", "lot", "serial"),
                num_rows="dynamic",
                hide_index=True,
                placeholder="",
                column_config=columns.goods(language, [c.sku for bom in parts for c in bom.components], []),
                key=f"making_put_{steps.key_of(f'report_{order.number}')}",
            )
            said["put"] = tables.filled_in(put, "item")
    return said


def _scrap(order: Order) -> None:
    _ = session.language().text
    what = f"scrap_{order.number}"
    with st.form(f"making_{steps.key_of(what)}", border=False):
        left, middle, right = st.columns(3)
        item = left.selectbox(_("Component"), [component.sku for component in order.components])
        qty = middle.text_input(_("Quantity"))
        source = right.selectbox(_("Where it stood"), page.places(order.site))
        lot = left.text_input(_("Lot"), max_chars=64)
        reason = middle.text_input(_("Why?"), max_chars=200)
        if not st.form_submit_button(_("Scrap"), type="primary", icon=":material/delete:"):
            return
    said = {"item": item, "qty": _qty(qty), "source": source, "lot": lot.strip(), "reason": reason.strip()}
    if steps.attempt(lambda: page.making().scrap(order.number, said, steps.key_of(what))):
        steps.used(what)
        page.open_order(order.number)
        steps.done(_("Scrapped: {sku}, on {number}.").format(sku=item, number=order.number))
        st.rerun()
