"""How the business stands now: the figures a manager looks at first, and what happens at this moment."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import charts, columns, frames, reads, session, terms
from dashboard.models import Overview, Trend
from dashboard.notices import guarded, plain
from dashboard.sentences import about, told

LIVE_S = 3
LATEST = 8
ALARMS = 5
CATEGORIES = 6
HEIGHT_PX = 200


def show() -> None:
    _figures()
    _pictures()
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _latest()
    with right:
        _alarms()


@st.fragment(run_every=LIVE_S)
@guarded
def _figures() -> None:
    _ = session.language().text
    now = session.hub().overview(session.site())
    formats = session.formats(now.currency)
    st.title(_("Overview"))
    seen = formats.ago(now.last_movement_at, now.time) if now.last_movement_at else _("none yet")
    st.caption(
        _("Live · {time} · last movement {ago}").format(time=formats.clock(now.time, now.time), ago=seen)
    )
    if now.last_movement_at is None:
        _what_next(now)
    past = reads.trend(now.period.from_, now.period.to, "day") if now.stock_value is not None else None
    _money_row(now, past)
    _machine_row(now)


def _money_row(now: Overview, past: Trend | None) -> None:
    _ = session.language().text
    formats = session.formats(now.currency)
    cards = st.columns(4)
    cards[0].metric(
        _("Stock value"),
        formats.big_money(now.stock_value),
        border=True,
        chart_data=_line(past, "average_value"),
        chart_type="area",
        help=_("At cost (moving average), all places inside the walls, now. The line: its daily average."),
    )
    cards[1].metric(
        _("COGS, {n} days").format(n=now.period.days),
        formats.big_money(now.cogs),
        border=True,
        chart_data=_line(past, "cogs"),
        chart_type="bar",
        help=_("Cost of goods sold, net of returns."),
    )
    cards[2].metric(
        _("Turnover, {n} days").format(n=now.period.days),
        formats.number(now.turnover, 2),
        border=True,
        chart_data=_line(past, "turnover"),
        chart_type="line",
        help=_("COGS net of returns ÷ time-weighted average stock value at cost. The line: by day."),
    )
    cards[3].metric(
        _("Days of inventory"),
        formats.number(now.days_of_inventory, 1),
        border=True,
        chart_data=_line(past, "units_sold"),
        chart_type="bar",
        help=_("How many days the average stock lasts at this pace of sales. The bars: units sold by day."),
    )


def _line(past: Trend | None, column: str) -> list[float] | None:
    values = frames.line_of(past, column) if past else []
    return values if any(values) else None


def _machine_row(now: Overview) -> None:
    _ = session.language().text
    formats = session.formats(now.currency)
    cards = st.columns(4)
    cards[0].metric(
        _("Movements today"),
        formats.number(now.movements_today),
        border=True,
        icon=":material/swap_horiz:",
        help=_("Recorded since midnight at the site."),
    )
    alarm = ":red[:material/notifications_active:] " if now.open_alarms else ""
    cards[1].metric(
        _("Open alarms"),
        alarm + formats.number(now.open_alarms),
        border=True,
        icon=":material/notifications:",
    )
    short = now.agents_online < now.agents_total
    cards[2].metric(
        _("Agents online"),
        (":orange[:material/warning:] " if short else "") + f"{now.agents_online} / {now.agents_total}",
        border=True,
        icon=":material/sensors:",
    )
    cards[3].metric(
        _("In quarantine"),
        (":orange[:material/warning:] " if now.quarantined else "") + formats.number(now.quarantined),
        border=True,
        icon=":material/report:",
        help=_("Messages that could not be applied, kept whole until somebody decides."),
    )
    if now.quarantine_dropped:
        st.caption(
            _("{n} messages that no agent was answered for had to make room in the quarantine.").format(
                n=formats.number(now.quarantine_dropped)
            )
        )


def _what_next(now: Overview) -> None:
    """An empty house: the next step only, not a manual."""
    _ = session.language().text
    if now.stock_value is None:
        step = _("There is no site yet. Make one: `tallydock up` does it, or POST /api/v1/sites.")
    elif now.agents_total == 0:
        step = _("No agent is known yet. Register one for a dock or a bench: POST /api/v1/agents.")
    elif now.agents_online == 0:
        step = _("No agent is online. Start one with `tallydock edge` and look at *Agents & alarms*.")
    else:
        step = _("Agents are online. Scan something at a dock: it appears here within a second.")
    st.info("**" + _("Nothing has moved yet.") + "** " + step, icon=":material/flag:")


@st.fragment(run_every=LIVE_S * 5)
@guarded
def _pictures() -> None:
    _ = session.language().text
    now = session.hub().overview(session.site())
    if now.last_movement_at is None or now.stock_value is None:
        return
    frame = frames.trend_frame(reads.trend(now.period.from_, now.period.to, "day"), unnamed="")
    currency = f" ({now.currency})" if now.currency else ""
    left, right = st.columns(2, gap="medium")
    with left.container(border=True):
        title = _("Stock value by day") + currency
        st.markdown(f"**{title}**")
        st.altair_chart(charts.value_area(frame, title=title, day=_("Day"), height=HEIGHT_PX), alt=title)
    rows = reads.turnover(now.period.from_, now.period.to, "category").rows
    bars = frames.bars_frame(frames.largest(rows, CATEGORIES), others=_("All others"), unnamed=_("(without)"))
    with right.container(border=True):
        title = _("COGS by category, {n} days").format(n=now.period.days) + currency
        st.markdown(f"**{title}**")
        st.altair_chart(
            charts.across(bars, "cogs", title=_("COGS"), number=",.0f", least=HEIGHT_PX), alt=title
        )


@st.fragment(run_every=LIVE_S)
@guarded
def _latest() -> None:
    language = session.language()
    _ = language.text
    movements = session.hub().movements(site=session.site(), limit=LATEST)
    st.subheader(_("Just happened"))
    if not movements:
        st.caption(_("No movement yet."))
        return
    frame = frames.movements_table(
        movements,
        session.formats(None),
        lambda code: terms.word(terms.KINDS, code, language),
        lambda code: terms.word(terms.PLACES, code, language),
    )
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        column_order=["occurred_at", "kind", "sku", "name", "qty", "source", "destination"],
        column_config={
            **columns.movements(language, None),
            "occurred_at": st.column_config.DatetimeColumn(_("When"), format="HH:mm:ss"),
            "name": st.column_config.TextColumn(_("Name"), width=130),
        },
        key="latest",
    )


@st.fragment(run_every=LIVE_S)
@guarded
def _alarms() -> None:
    language = session.language()
    _ = language.text
    alarms = session.of_site(session.hub().alarms())[:ALARMS]
    st.subheader(_("Open alarms"))
    if not alarms:
        st.success(_("All is well."), icon=":material/check_circle:")
    now: dt.datetime = session.now()
    formats = session.formats(None)
    for alarm in alarms:
        with st.container(border=True, gap=None):
            kind = plain(terms.word(terms.ALARMS, alarm.kind, language))
            st.markdown(f":red[:material/notifications_active:] **{kind}** · {plain(about(alarm, language))}")
            st.caption(f"{plain(told(alarm, language))} · {formats.ago(alarm.raised_at, now)}")
