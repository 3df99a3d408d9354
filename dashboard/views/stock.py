"""What lies where, and what it is worth."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import charts, columns, frames, reads, session
from dashboard.availability import page as availability
from dashboard.models import Stock

PLACES = 12


def show() -> None:
    _ = session.language().text
    st.title(_("Stock"))
    day = st.date_input(
        _("At the end of"),
        value=None,
        max_value=reads.today(),
        format="YYYY-MM-DD",
        help=_("A past day: what stood there at its end, and at what value. Without one it is now."),
        key="stock_day",
        width=240,
    )
    if isinstance(day, dt.date):
        _then(day)
    else:
        _now()


def _now() -> None:
    _ = session.language().text
    rows, cut = reads.stock()
    if not rows:
        st.info(
            _("No place has stock yet. Receive goods at a dock, or use `tallydock import`."),
            icon=":material/flag:",
        )
        return
    _summary()
    currencies = {row.currency for row in rows}
    if len(currencies) == 1:
        _picture(rows, currencies.pop())
    search = _search(_("SKU, words of the name, category or place"))
    by_item, by_place, promised = st.tabs(
        [_("By item"), _("By place"), _("Reserved")],
        # kept by name, so that choosing something in one does not show the first again
        key=f"stock_tabs_{session.language().code}",
        on_change="rerun",
    )
    with by_item:
        availability.by_item(rows, search)
    with promised:
        availability.promised(search)
    with by_place:
        frame = frames.stock_by_place(rows, search)
        several = len({row.site for row in rows}) > 1
        _table(frame, "stock_places", [name for name in frame.columns if several or name != "site"])
    if cut:
        st.warning(
            _("Only the first {n} places are listed. Choose one site to see fewer.").format(n=len(rows))
        )


def _then(day: dt.date) -> None:
    """Items, all places of a site together: it is not kept what stood in which place."""
    _ = session.language().text
    whole = reads.stock_then(day)
    formats = session.formats(whole.currency)
    cards = st.columns(4)
    cards[0].metric(_("Stock value"), formats.big_money(whole.value), border=True)
    cards[1].metric(_("Items in stock"), formats.number(whole.items), border=True)
    frame = frames.stock_then(whole.rows, _search(_("SKU, words of the name or category")))
    several = len({row.site for row in whole.rows}) > 1
    _table(frame, "stock_then", [name for name in frame.columns if several or name != "site"])


def _search(what: str) -> str:
    _ = session.language().text
    return st.text_input(_("Search"), placeholder=what, key="stock_search", icon=":material/search:")


def _summary() -> None:
    _ = session.language().text
    whole = session.hub().stock_summary(session.site())
    formats = session.formats(whole.currency)
    cards = st.columns(4)
    cards[0].metric(_("Stock value"), formats.big_money(whole.value), border=True)
    cards[1].metric(_("Items in stock"), formats.number(whole.items), border=True)
    cards[2].metric(_("Places with stock"), formats.number(whole.places), border=True)
    cards[3].metric(_("Negative places"), formats.number(whole.negative_places), border=True)
    if whole.negative_places:
        st.warning(
            _(
                "Somewhere more was taken than the ledger knew of. That is what devices saw, so it stands: "
                "count those places and correct them."
            ),
            icon=":material/exposure_neg_1:",
        )


def _picture(rows: list[Stock], currency: str) -> None:
    _ = session.language().text
    frame = frames.value_by_place(rows).head(PLACES)
    with st.container(border=True):
        title = _("Stock value by place") + f" ({currency})"
        st.markdown(f"**{title}**")
        st.altair_chart(charts.across(frame, "value", title=_("Value")), alt=title)


def _table(frame: object, key: str, order: list[str]) -> None:
    language = session.language()
    rows = len(frame)  # type: ignore[arg-type]
    st.dataframe(
        frame,
        hide_index=True,
        height=480 if rows > 12 else "auto",
        column_config=columns.stock(language),
        column_order=order,
        key=key,
    )
    st.caption(language.plural("{n} row", "{n} rows", rows))
