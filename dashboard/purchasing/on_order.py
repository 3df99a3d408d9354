"""What suppliers still owe, and when it is due."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.purchasing import columns, page, tables


def show() -> None:
    language = session.language()
    frame = tables.on_order(page.buying().on_order(session.site()))
    if frame.empty:
        st.info(
            language.text("Nothing is on order. Draft it under *New order*, have it approved, and send it."),
            icon=":material/flag:",
        )
        return
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        column_config=columns.on_order(language),
        key="buying_on_order",
    )
    st.caption(language.plural("{n} row", "{n} rows", len(frame)))
