"""Inventory turnover by item, category or site, over a span, with its trend."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import charts, columns, frames, reads, session, terms
from dashboard.models import Turnover
from dashboard.notices import nothing_fits

BARS = 10
LINES = 5
OWN_SPAN = "own"


def show() -> None:
    language = session.language()
    _ = language.text
    st.title(_("Turnover"))
    left, right = st.columns([1, 1.6], gap="medium", vertical_alignment="top")
    with left:
        by = st.segmented_control(
            _("By"),
            list(terms.BY),
            default="item",
            format_func=lambda code: terms.word(terms.BY, code, language),
            key="turnover_by",
            required=True,
        )
    with right:
        span = _span()
    if span is None:
        st.info(_("Choose the last day as well."), icon=":material/date_range:")
        return
    turnover = reads.turnover(*span, by)
    if not turnover.rows:
        st.info(
            _("No stock and no sales in this span. Choose a longer one, or look at *Movements*."),
            icon=":material/flag:",
        )
        return
    _totals(turnover)
    _trend(span, by, turnover.currency)
    _bars(span, turnover.currency)
    _table(turnover)


def _span() -> tuple[dt.date, dt.date] | None:
    _ = session.language().text
    names = {
        "30d": _("Last 30 days"),
        "90d": _("Last 90 days"),
        "365d": _("Last 365 days"),
        "month": _("This month"),
        "last_month": _("Last month"),
        "year": _("This year"),
        OWN_SPAN: _("Own span"),
    }
    today = reads.today()
    chosen = st.selectbox(_("Span"), list(names), format_func=names.__getitem__, key="turnover_span")
    if chosen != OWN_SPAN:
        return frames.periods(today)[chosen]
    days = st.date_input(
        _("From – to"),
        value=frames.periods(today)["30d"],
        max_value=today,
        format="YYYY-MM-DD",
        key="turnover_days",
    )
    # while only the first of the two days is chosen, one comes
    return (days[0], days[1]) if isinstance(days, tuple) and len(days) == 2 else None


def _totals(turnover: Turnover) -> None:
    _ = session.language().text
    formats = session.formats(turnover.currency)
    whole = turnover.totals
    cards = st.columns(5)
    cards[0].metric(_("Turnover"), formats.number(whole.turnover, 2), border=True)
    cards[1].metric(_("Days of inventory"), formats.number(whole.days_of_inventory, 1), border=True)
    cards[2].metric(_("COGS"), formats.big_money(whole.cogs), border=True)
    cards[3].metric(_("Average stock value"), formats.big_money(whole.average_value), border=True)
    cards[4].metric(_("Revenue"), formats.big_money(whole.revenue), border=True)
    st.caption(
        _(
            "{start} to {end}, {days} days. Turnover is of the span; a whole year at this pace: {annual}."
        ).format(
            start=turnover.from_,
            end=turnover.to,
            days=turnover.days,
            annual=formats.number(whole.annual_turnover, 2),
        )
    )


def _trend(span: tuple[dt.date, dt.date], by: str, currency: str | None) -> None:
    language = session.language()
    _ = language.text
    with st.container(border=True):
        head, switch = st.columns([2, 1], vertical_alignment="center")
        head.markdown("**" + _("Turnover over time") + "**")
        split = switch.toggle(_("One line each"), key="turnover_split", help=_("The largest by COGS, apart"))
        step = frames.step_for(*span)
        trend = reads.trend(*span, step, by if split else None, LINES if split else None)
        frame = frames.trend_frame(trend, unnamed=_("(without)"), whole=_("All"))
        heads = {
            "label": terms.word(terms.BY, by, language),
            "from": terms.word(terms.STEPS, step, language),
            "turnover": _("Turnover"),
            "cogs": _("COGS") + (f" ({currency})" if currency else ""),
            "average_value": _("Average stock value"),
        }
        st.altair_chart(charts.trend_lines(frame, step=step, heads=heads), alt=_("Turnover over time"))


def _bars(span: tuple[dt.date, dt.date], currency: str | None) -> None:
    """Categories side by side: what they turn, and what they cost."""
    _ = session.language().text
    bars = frames.largest(reads.turnover(*span, "category").rows, BARS)
    frame = frames.bars_frame(bars, others=_("All others"), unnamed=_("(without)"))
    left, right = st.columns(2, gap="medium")
    with left.container(border=True):
        title = _("Turnover by category")
        st.markdown(f"**{title}**")
        st.altair_chart(charts.across(frame, "turnover", title=_("Turnover"), number=".2f"), alt=title)
    with right.container(border=True):
        title = _("COGS by category") + (f" ({currency})" if currency else "")
        st.markdown(f"**{title}**")
        st.altair_chart(charts.across(frame, "cogs", title=_("COGS"), number=",.0f"), alt=title)


def _table(turnover: Turnover) -> None:
    language = session.language()
    _ = language.text
    find, save = st.columns([3, 1], vertical_alignment="bottom")
    search = find.text_input(
        _("Search"),
        placeholder=_("SKU or words of the name"),
        key="turnover_search",
        icon=":material/search:",
    )
    save.download_button(
        _("Download CSV"),
        data=lambda: frames.turnover_csv(turnover),
        file_name=f"turnover-{turnover.by}-{turnover.from_}-{turnover.to}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    frame = frames.turnover_table(turnover.rows, search)
    if not len(frame):
        nothing_fits()
        return
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        height=440,
        column_config=columns.turnover(language, turnover.by, turnover.currency),
        column_order=None if turnover.by == "item" else [name for name in frame.columns if name != "name"],
        key="turnover_table",
    )
    st.caption(language.plural("{n} row", "{n} rows", len(frame)))
    if turnover.next is not None:
        st.warning(_("Only the rows of largest COGS are listed; the totals are of all."))
