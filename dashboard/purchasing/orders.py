"""The list of orders, and the one that was chosen."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import session
from dashboard.master import files
from dashboard.purchasing import columns, order_card, page, tables
from dashboard.purchasing.models import OrderSummary

MOST = 500
SHEET = "purchase-orders"


def show() -> None:
    _ = session.language().text
    only_open = st.toggle(_("Only open orders"), value=True, key="buying_only_open")
    rows = page.buying().orders(site=session.site(), only_open=only_open, limit=MOST)
    if not rows:
        st.info(_("There is no order here. Make one under *New order*."), icon=":material/flag:")
    else:
        _list(rows)
    number = page.opened_order()
    if number:
        order_card.show(page.buying().order(number))
    elif rows:
        st.caption(_("Choose a line to see the order."))
    if st.toggle(_("Orders as files: CSV and XLSX"), key="buying_order_files"):
        files.of(SHEET)


def _list(rows: Sequence[OrderSummary]) -> None:
    language = session.language()
    picked = st.dataframe(
        tables.orders(rows, page.state_word, page.kind_word),
        hide_index=True,
        placeholder="–",
        height=320 if len(rows) > 8 else "auto",
        column_config=columns.orders(language),
        on_select="rerun",
        selection_mode="single-row",
        key="buying_orders",
    )
    chosen = picked["selection"]["rows"]
    if chosen and chosen[0] < len(rows):
        page.open_order(rows[chosen[0]].number)
    if len(rows) == MOST:
        st.warning(language.text("Only the newest {n} are listed.").format(n=MOST))
