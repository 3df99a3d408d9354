"""Goods that wait for somebody's word: put on hold, and let go."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.inbound import page, tables, words
from dashboard.inbound.models import Held
from dashboard.typed import number


def show() -> None:
    _ = session.language().text
    rows = page.goods_in().held(session.site())
    if rows:
        page.table(tables.held(rows, page.zone(), page.word(words.HELD)), "inbound_held")
    else:
        st.success(
            _("Nothing is on hold. What nobody shall be promised is put on hold below, and released here."),
            icon=":material/check:",
        )
    if rows and session.may("manager"):
        _release(rows)
    if session.may("operator"):
        st.subheader(_("Put goods on hold"))
        _hold()


def _hold() -> None:
    _ = session.language().text
    with st.form("inbound_hold", clear_on_submit=False):
        first, second, third = st.columns(3)
        site = first.selectbox(_("Site"), page.sites(), key="inbound_hold_site")
        sku = second.text_input(_("SKU"), max_chars=64, key="inbound_hold_sku")
        lot = third.text_input(_("Lot"), max_chars=64, key="inbound_hold_lot")
        qty = first.text_input(_("Quantity"), key="inbound_hold_qty")
        source = second.text_input(_("Where it stands"), key="inbound_hold_source")
        reason = third.text_input(_("Why is it held?"), key="inbound_hold_reason")
        if st.form_submit_button(_("Put on hold"), type="primary"):
            body = {
                "site": site, "sku": sku.strip(), "lot": lot.strip(), "qty": number(qty),
                "source": source.strip(), "reason": reason.strip(),
            }  # fmt: skip
            page.done(
                lambda: page.goods_in().hold(body, page.key_of("hold")),
                _("On hold: {qty} {sku}.").format(qty=qty.strip(), sku=sku.strip()),
                key="hold",
            )


def _release(rows: list[Held]) -> None:
    _ = session.language().text
    chosen: Held = st.selectbox(_("Release"), rows, format_func=named, key="inbound_release")
    with st.form("inbound_let_go", clear_on_submit=True):
        place = st.text_input(_("Where to"), help=_("A dock, a shelf or another place inside."))
        reason = st.text_input(_("Why?"))
        if st.form_submit_button(_("Release"), type="primary") and place.strip():
            page.done(
                lambda: page.goods_in().release(chosen, place.strip(), reason, page.key_of("release")),
                _("Released: {sku} to {place}.").format(sku=chosen.sku, place=place.strip()),
                key="release",
            )


def named(row: Held) -> str:
    parts = (row.location, row.sku, row.lot, f"{row.qty.normalize():f}")
    return " · ".join(part for part in parts if part)
