"""What of the stock is free, and what is promised to whom: two tabs of the page Stock."""

from __future__ import annotations

import pandas as pd  # type: ignore[import-untyped]
import streamlit as st

from dashboard import reads, session
from dashboard.availability import columns, tables
from dashboard.availability.hub import Promises
from dashboard.availability.models import Reservation
from dashboard.errors import HubAwayError, HubError, LoginNeededError
from dashboard.models import Stock
from dashboard.notices import nothing_fits, plain, tell

_SAID = "released_said"


def by_item(rows: list[Stock], search: str) -> None:
    """What is free of each item, and what is not and why."""
    _ = session.language().text
    currencies = {site.code: site.currency for site in reads.sites()}
    frame = tables.by_item(rows, reads.available(), currencies, search)
    travels = bool(len(frame)) and bool(frame["in_transit"].any())
    _table(frame, "stock_items", [name for name in frame.columns if travels or name != "in_transit"])
    st.caption(
        _(
            "Available is what can be promised: all of it less what is reserved, on hold, damaged or in "
            "transit. Below zero: goods are gone that were promised."
        )
    )


def promised(search: str) -> None:
    """What is reserved for which document, and its release."""
    _ = session.language().text
    said = st.session_state.pop(_SAID, None)
    if said:
        st.success(said, icon=":material/check_circle:")
    rows = Promises(session.hub()).reservations(session.site())
    if not rows:
        st.info(_("Nothing is reserved: whatever is not held is free."), icon=":material/bookmark_remove:")
        return
    frame = tables.reservations(rows, session.formats(None), search)
    several = len({row.site for row in rows}) > 1
    _table(frame, "stock_reserved", [name for name in frame.columns if several or name != "site"])
    if session.may("operator"):
        _release(rows)


def _release(rows: list[Reservation]) -> None:
    _ = session.language().text
    chosen = st.selectbox(
        _("Reservation"),
        rows,
        index=None,
        placeholder=_("Choose one to give its goods free"),
        format_func=lambda row: f"{row.document} · {row.sku} · {row.open_qty.normalize():f}",
        key="stock_reservation",
    )
    if chosen is None:
        return
    with st.form(f"release_{chosen.id}", clear_on_submit=True):
        reason = st.text_input(_("Why?"), max_chars=500)
        if not st.form_submit_button(_("Give free"), type="primary"):
            return
    try:
        Promises(session.hub()).release(chosen, reason.strip())
    except LoginNeededError:
        raise
    except (HubAwayError, HubError) as error:
        tell(error)
        return
    reads.forget_stock()
    st.session_state[_SAID] = _("Given free: {sku} of {document}.").format(
        sku=plain(chosen.sku), document=plain(chosen.document)
    )
    st.rerun()


def _table(frame: pd.DataFrame, key: str, order: list[str]) -> None:
    language = session.language()
    rows = len(frame)
    if not rows:
        nothing_fits()
        return
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        height=480 if rows > 12 else "auto",
        column_config=columns.of(language),
        column_order=order,
        key=key,
    )
    st.caption(language.plural("{n} row", "{n} rows", rows))
