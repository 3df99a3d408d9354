"""How true the books are where somebody counted: over time, by class, by place."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import session
from dashboard.counting import charts, columns, page, tables
from dashboard.counting.models import Accuracy

SPANS = (4, 12, 52)
LONG_WEEKS = 26


def show(site: str) -> None:
    language = session.language()
    _ = language.text
    left, right = st.columns([1, 1])
    weeks = left.segmented_control(
        _("Span"),
        SPANS,
        default=12,
        format_func=lambda n: language.plural("{n} week", "{n} weeks", n),
        key="accuracy_weeks",
        required=True,
    )
    since = session.now() - dt.timedelta(weeks=weeks)
    by = "month" if weeks > LONG_WEEKS else "week"
    whole = page.hub().accuracy(site, since=since, by=by)
    if not whole.rows:
        st.caption(_("Nothing was counted yet."))
        return
    place = right.selectbox(
        _("Place"),
        [row.location for row in whole.by_place],
        index=None,
        placeholder=_("All places"),
        key="accuracy_place",
    )
    shown = page.hub().accuracy(site, since=since, by=by, location=place) if place else whole
    _cards(shown)
    _picture(shown, by)
    _places(whole)


def _cards(accuracy: Accuracy) -> None:
    _ = session.language().text
    formats = session.formats(None)
    cards = st.columns(4)
    part = "–" if accuracy.accuracy is None else f"{formats.number(accuracy.accuracy * 100, 1)} %"
    cards[0].metric(_("Record accuracy"), part, border=True)
    of_class = {row.abc: row for row in accuracy.by_class}
    for card, abc in zip(cards[1:], ("A", "B", "C"), strict=True):
        row = of_class.get(abc)
        card.metric(
            _("Class {abc}").format(abc=abc),
            "–" if row is None else f"{formats.number(row.accuracy * 100, 1)} %",
            border=True,
            help=_("{accurate} of {counted} lines within tolerance").format(
                accurate=row.accurate if row else 0, counted=row.counted if row else 0
            ),
        )


def _picture(accuracy: Accuracy, by: str) -> None:
    _ = session.language().text
    title = _("Record accuracy by month") if by == "month" else _("Record accuracy by week")
    everything = _("All")
    heads = {
        "period": _("Month") if by == "month" else _("Week"),
        "accuracy": _("Record accuracy"),
        "counted": _("Lines counted"),
        "series": _("Class"),
    }
    with st.container(border=True):
        st.markdown(f"**{title}**")
        frame = tables.accuracy_frame(accuracy, everything)
        st.altair_chart(charts.accuracy_lines(frame, everything=everything, heads=heads), alt=title)


def _places(accuracy: Accuracy) -> None:
    language = session.language()
    _ = language.text
    st.subheader(_("By place"))
    frame = tables.places_table(accuracy.by_place, session.formats(None))
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        height=320 if len(frame) > 8 else "auto",
        column_config=columns.places(language),
        key="accuracy_places",
    )
    if accuracy.places > len(frame):
        st.caption(_("The {n} least accurate of {all} places.").format(n=len(frame), all=accuracy.places))
