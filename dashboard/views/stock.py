"""What lies where, and what it is worth."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import charts, columns, frames, reads, session
from dashboard.availability import page as availability
from dashboard.master.forms import hub as master_data
from dashboard.models import PastStock, PlaceThenRow, Stock
from dashboard.notices import nothing_fits

PLACES = 12


def show() -> None:
    _ = session.language().text
    st.title(_("Stock"))
    left, middle, right = st.columns([1, 1, 2])
    day = left.date_input(
        _("At the end of"),
        value=None,
        max_value=reads.today(),
        format="YYYY-MM-DD",
        help=_("A past day: what stood there at its end, and at what value. Without one it is now."),
        key="stock_day",
    )
    if not isinstance(day, dt.date):
        _now()
        return
    clock = middle.time_input(
        _("or at"),
        value=None,
        step=60,
        help=_("By the site's clock; empty: the end of the day."),
        key="stock_time",
    )
    own = [site for site in reads.sites() if session.site() in (None, site.code)]
    at = (
        day if clock is None else dt.datetime.combine(day, clock, ZoneInfo(own[0].timezone if own else "UTC"))
    )
    place = None
    if len(own) == 1:
        known = [one.code for one in master_data().places(own[0].code) if not one.outside]
        place = right.selectbox(
            _("Place"), known, index=None, placeholder=_("All places"), key="stock_then_place"
        )
    if place:
        _place_then(at, own[0].code, place)
    else:
        _then(at)


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
    by_item, by_place, soon, promised = st.tabs(
        [_("By item"), _("By place"), _("Expiring"), _("Reserved")],
        # kept by name, so that choosing something in one does not show the first again
        key=f"stock_tabs_{session.language().code}",
        on_change="rerun",
    )
    with soon:
        _expiring(search)
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


def _then(at: dt.date) -> None:
    """Items, all places of a site together."""
    _ = session.language().text
    whole = reads.stock_then(at)
    formats = session.formats(whole.currency)
    cards = st.columns(4)
    cards[0].metric(_("Stock value"), formats.big_money(whole.value), border=True)
    cards[1].metric(_("Items in stock"), formats.number(whole.items), border=True)
    frame = frames.stock_then(whole.rows, _search(_("SKU, words of the name or category")))
    several = len({row.site for row in whole.rows}) > 1
    _table(frame, "stock_then", [name for name in frame.columns if several or name != "site"])
    _download(whole.rows, at, "")


def _place_then(at: dt.date, site: str, place: str) -> None:
    _ = session.language().text
    rows = session.hub().place_then(at, site, place).rows
    frame = frames.place_then(rows, _search(_("SKU, words of the name or category")))
    _table(frame, "stock_place_then", list(frame.columns))
    _download(rows, at, f"-{place}")


def _download(rows: list[PastStock] | list[PlaceThenRow], at: dt.date, of: str) -> None:
    _ = session.language().text
    if rows:
        st.download_button(
            _("Download CSV"),
            data=lambda: frames.rows_csv(rows),
            file_name=f"stock{of}-{at:%Y-%m-%d-%H%M}.csv"
            if isinstance(at, dt.datetime)
            else f"stock{of}-{at}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="stock_csv",
        )


def _expiring(search: str) -> None:
    _ = session.language().text
    days = st.number_input(
        _("Expires within days"), value=30, min_value=0, max_value=3650, step=1, key="stock_within", width=240
    )
    found = session.hub().expiring(session.site(), int(days))
    formats = session.formats(found.currency)
    cards = st.columns(4)
    cards[0].metric(_("Expired"), formats.big_money(found.expired_value), border=True)
    cards[1].metric(_("Expires by then"), formats.big_money(found.expiring_value), border=True)
    if not found.items:
        st.success(_("No lot expires by then."), icon=":material/check_circle:")
        return
    frame = frames.expiring(found.items, search)
    several = len({row.site for row in found.items}) > 1
    _table(frame, "stock_expiring", [name for name in frame.columns if several or name != "site"])


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
    if not rows:
        nothing_fits()
        return
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        height=480 if rows > 12 else "auto",
        column_config=columns.stock(language),
        column_order=order,
        key=key,
    )
    st.caption(language.plural("{n} row", "{n} rows", rows))
