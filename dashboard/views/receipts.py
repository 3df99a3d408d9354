"""Goods in: what is due and came, differences to decide on, holds to release, the time from dock to stock."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import reads, session, terms
from dashboard.errors import HubAwayError, HubError
from dashboard.inbound import charts, columns, tables, unloading, words
from dashboard.inbound.hub import GoodsIn
from dashboard.inbound.models import Difference, Held
from dashboard.notices import tell

SECTIONS = ("due", "differences", "held", "times")
_OUTCOME = "inbound_outcome"
DAYS = 30


def show() -> None:
    _ = session.language().text
    st.title(_("Receipts"))
    names = {
        "due": _("Due and arrived"),
        "differences": _("To decide"),
        "held": _("On hold"),
        "times": _("Dock to stock"),
    }
    section = st.segmented_control(
        _("Section"),
        SECTIONS,
        default="due",
        format_func=names.__getitem__,
        key="inbound_section",
        label_visibility="collapsed",
        required=True,
    )
    said = st.session_state.pop(_OUTCOME, None)
    if said:
        st.success(said, icon=":material/check_circle:")
    {"due": _due, "differences": _differences, "held": _held, "times": _times}[section]()


def _hub() -> GoodsIn:
    return GoodsIn(session.hub())


def _zone() -> ZoneInfo:
    own = [site for site in reads.sites() if session.site() in (None, site.code)]
    return ZoneInfo(own[0].timezone if own else "UTC")


def _table(frame: object, key: str) -> None:
    language = session.language()
    st.dataframe(frame, hide_index=True, column_config=columns.of(language), key=key)
    st.caption(language.plural("{n} row", "{n} rows", len(frame)))  # type: ignore[arg-type]


def _due() -> None:
    _ = session.language().text
    due = _hub().due(session.site())
    st.subheader(_("Due"))
    if due:
        _table(tables.due(due, reads.today()), "inbound_due")
    else:
        st.info(_("No order is with its supplier."), icon=":material/flag:")
    came = _hub().receipts(session.site())
    st.subheader(_("Arrived"))
    if came:
        _table(tables.receipts(came, _zone()), "inbound_came")
        at_doors = [receipt for receipt in came if receipt.agent is not None]
        if at_doors:
            unloading.show(_hub(), at_doors, _zone())
    else:
        st.info(_("Nothing was unloaded yet."), icon=":material/flag:")


def _differences() -> None:
    _ = session.language().text
    rows = _hub().differences(session.site())
    if not rows:
        st.success(_("There is nothing to decide: all is as ordered."), icon=":material/check:")
        return
    word = _word(words.DIFFERENCES)
    _table(tables.differences(rows, word), "inbound_differences")
    chosen: Difference = st.selectbox(
        _("Decide on"),
        rows,
        format_func=lambda row: f"{row.document} · {row.sku} · {word(row.kind)} · {row.qty.normalize():f}",
        key="inbound_difference",
    )
    with st.form("inbound_decide", clear_on_submit=True):
        decision = st.segmented_control(
            _("What becomes of it?"),
            words.MAY.get(chosen.kind, tuple(words.DECISIONS)),
            format_func=_word(words.DECISIONS),
            key=f"inbound_decision_{chosen.id}",
        )
        place = st.text_input(
            _("Place"),
            placeholder=chosen.location or "",
            help=_("Where the goods stand, if elsewhere; of damaged goods that are accepted: where they go."),
        )
        reason = st.text_input(_("Why?"))
        if st.form_submit_button(_("Decide"), type="primary") and decision:
            _done(
                lambda: _hub().decide(chosen, decision, reason, place.strip() or None),
                _("Decided: {order}, {sku}.").format(order=chosen.document, sku=chosen.sku),
            )


def _held() -> None:
    _ = session.language().text
    rows = _hub().held(session.site())
    if not rows:
        st.success(_("Nothing is on hold."), icon=":material/check:")
        return
    word = _word(words.HELD)
    _table(tables.held(rows, _zone(), word), "inbound_held")
    chosen: Held = st.selectbox(
        _("Release"),
        rows,
        format_func=lambda row: " · ".join(
            part for part in (row.location, row.sku, row.lot, f"{row.qty.normalize():f}") if part
        ),
        key="inbound_release",
    )
    with st.form("inbound_let_go", clear_on_submit=True):
        place = st.text_input(_("Where to"), help=_("A dock, a shelf or another place inside."))
        reason = st.text_input(_("Why?"))
        if st.form_submit_button(_("Release"), type="primary") and place.strip():
            _done(
                lambda: _hub().release(chosen, place.strip(), reason, str(uuid.uuid4())),
                _("Released: {sku} to {place}.").format(sku=chosen.sku, place=place.strip()),
            )


def _times() -> None:
    language = session.language()
    _ = language.text
    end = reads.today()
    found = _hub().dock_to_stock(end - dt.timedelta(days=DAYS - 1), end, session.site())
    if not found.all.receipts:
        st.info(_("No receipt was put away in the last 30 days."), icon=":material/flag:")
        return
    formats = session.formats(None)
    cards = st.columns(3)
    cards[0].metric(_("Receipts put away"), formats.number(found.all.receipts), border=True)
    cards[1].metric(_("Half within"), _minutes(found.all.p50_s), border=True)
    cards[2].metric(_("95 % within"), _minutes(found.all.p95_s), border=True)
    half, most = _("Half"), _("95 %")
    title = _("From the first read at the dock until it can be picked, minutes")
    with st.container(border=True):
        st.markdown(f"**{title}**")
        picture = charts.dock_to_stock(
            tables.by_day(found.by_day, half, most), half=half, most=most, day=_("Day"), minutes=_("Minutes")
        )
        st.altair_chart(picture, alt=title)
    _table(tables.by_supplier(found.by_supplier), "inbound_times")


def _minutes(seconds: int | None) -> str:
    _ = session.language().text
    return "–" if seconds is None else _("{n} min").format(n=f"{seconds / tables.MINUTE_S:,.1f}")


def _word(table: dict[str, str]) -> Callable[[str], str]:
    language = session.language()
    return lambda code: terms.word(table, code, language)


def _done(work: Callable[[], object], text: str) -> None:
    """Said above the page's next run; what the hub refused is said at once."""
    try:
        work()
    except (HubError, HubAwayError) as error:
        tell(error)
        return
    st.session_state[_OUTCOME] = text
    st.rerun()
