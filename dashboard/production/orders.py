"""The list of production orders, and the one that was chosen."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.production import order_card, page, tables

MOST = 500


def show() -> None:
    _ = session.language().text
    only_open = st.toggle(_("Only open orders"), value=True, key="making_only_open")
    rows = page.making().orders(session.site(), only_open=only_open, limit=MOST)
    if not rows:
        st.info(
            _("There is no production order here. Make one under *What can be built*."),
            icon=":material/flag:",
        )
        return
    page.table(tables.orders(rows, page.state_word, page.order_word), "making_orders")
    if len(rows) == MOST:
        st.warning(_("Only the newest {n} are listed.").format(n=MOST))
    numbers = [row.number for row in rows]
    named = {row.number: f"{row.number} · {row.sku} · {page.state_word(row.state)}" for row in rows}
    opened = page.opened_order()
    chosen = st.selectbox(
        _("Order"),
        numbers,
        index=numbers.index(opened) if opened in numbers else 0,
        format_func=named.__getitem__,
        key=f"making_chosen_{opened}",
    )
    if chosen is not None:
        order_card.show(page.making().order(chosen))
