"""Goods that go back to their suppliers: what stands on hold or damaged, replaced or credited."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import session
from dashboard.inbound import holding, page, tables, words
from dashboard.inbound.models import Held
from dashboard.typed import number


def show() -> None:
    _ = session.language().text
    rows = page.goods_in().returns(session.site())
    if rows:
        page.table(tables.returns(rows, page.zone(), page.word(words.SETTLEMENTS)), "inbound_returns")
    else:
        st.info(_("Nothing went back to a supplier yet."), icon=":material/flag:")
    if not session.may("manager"):
        st.caption(_("A manager can send goods back."))
        return
    held = page.goods_in().held(session.site())
    if not held:
        st.info(
            _("Goods that are to go back stand on hold or damaged first: put them there under *On hold*."),
            icon=":material/pan_tool:",
        )
        return
    st.subheader(_("Send back"))
    _new(held)


def _new(held: list[Held]) -> None:
    _ = session.language().text
    chosen: list[Held] = st.multiselect(
        _("What goes back"), held, format_func=holding.named, placeholder="–", key="inbound_return_goods"
    )
    with st.form("inbound_return", clear_on_submit=False):
        left, right = st.columns(2)
        order = left.text_input(
            _("Purchase order"), help=_("The one they came on, if any."), key="inbound_return_order"
        )
        supplier = right.text_input(
            _("Supplier"), help=_("Its code, where there is no order."), key="inbound_return_supplier"
        )
        qty = left.text_input(
            _("Quantity"),
            help=_("A part of it, if one line is chosen; empty: all."),
            key="inbound_return_qty",
        )
        reason = right.text_input(_("Why does it go back?"), key="inbound_return_reason")
        settlement = st.segmented_control(
            _("How is it settled?"),
            list(words.SETTLEMENTS),
            default="replace",
            format_func=page.word(words.SETTLEMENTS),
            help=_("To be replaced: the order's line is open again. To be credited: the order is lowered."),
            required=True,
            key="inbound_return_settlement",
        )
        pressed = st.form_submit_button(_("Send back"), type="primary")
    if not pressed:
        return
    if not chosen:
        st.warning(_("Choose what goes back."))
        return
    part = number(qty) if len(chosen) == 1 else ""
    body: dict[str, Any] = {
        "site": chosen[0].site,
        "reason": reason.strip(),
        "settlement": settlement,
        "lines": [
            {"item": row.sku, "qty": part or f"{row.qty:f}", "source": row.location, "lot": row.lot}
            for row in chosen
        ],
    }
    body |= {"order": order.strip()} if order.strip() else {}
    body |= {"supplier": supplier.strip()} if supplier.strip() else {}
    page.done(
        lambda: page.goods_in().send_back(body, page.key_of("return")),
        _("On its way back: {goods}.").format(goods=", ".join(row.sku for row in chosen)),
        key="return",
    )
