"""Shelves on scales: what each weighs beside what the books say, over time."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import session
from dashboard.counting import charts, columns, page, tables
from dashboard.counting.models import ShelfWeight

# hours, and of each stretch of so many seconds the last weight: some 1,500 points at the most
SPANS = {24: 60, 24 * 7: 600, 24 * 30: 1800}


def show(site: str) -> None:
    language = session.language()
    _ = language.text
    shelves = page.hub().shelves(site)
    if not shelves:
        st.info(
            _("No shelf on a scale has told its weight. Give an agent a device of the role `shelf_scale`."),
            icon=":material/scale:",
        )
        return
    st.dataframe(
        tables.shelves_table(shelves, session.formats(None)),
        hide_index=True,
        placeholder="–",
        height=320 if len(shelves) > 8 else "auto",
        column_config=columns.shelves(language),
        key="shelves_table",
    )
    left, middle, right = st.columns([3, 2, 1.5])
    chosen = left.selectbox(
        _("Shelf"),
        sorted(shelves, key=lambda shelf: (shelf.within, shelf.location, shelf.sku)),
        format_func=lambda shelf: f"{shelf.location} · {shelf.sku}" + ("" if shelf.within else " ⚠"),
        key="counts_shelf",
    )
    names = {24: _("24 hours"), 24 * 7: _("7 days"), 24 * 30: _("30 days")}
    hours = middle.segmented_control(
        _("Span"), list(SPANS), default=24, format_func=names.__getitem__, key="shelf_hours", required=True
    )
    units = {"pieces": _("Pieces"), "grams": _("Grams")}
    unit = right.segmented_control(
        _("Unit"),
        list(units),
        default="pieces",
        format_func=units.__getitem__,
        key="shelf_unit",
        required=True,
    )
    _shelf(site, chosen, hours, unit)


def _shelf(site: str, shelf: ShelfWeight, hours: int, unit: str) -> None:
    _ = session.language().text
    since = session.now() - dt.timedelta(hours=hours)
    weights = page.hub().shelf_weights(site, shelf.location, shelf.sku, since=since, every_s=SPANS[hours])
    with st.container(border=True):
        title = _("The shelf's weight beside the books")
        st.markdown(f"**{title}**")
        if not weights:
            st.caption(_("It has told no weight in this span."))
            return
        frame = tables.shelf_frame(weights, session.formats(None))
        clock = "%H:%M" if hours == min(SPANS) else "%m-%d"
        if unit == "grams":
            heads = {"at": _("When"), "weight": _("Weight (g)"), "books": _("Expected (g)")}
            st.altair_chart(charts.shelf_grams(frame, clock=clock, heads=heads), alt=title)
            st.caption(
                _(
                    "Grey: the scale. Dashed: what the books should weigh, with the spread of the pieces"
                    " around it."
                )
            )
        else:
            heads = {"at": _("When"), "weight": _("Pieces by weight"), "books": _("Books")}
            st.altair_chart(charts.shelf_pieces(frame, clock=clock, heads=heads), alt=title)
            st.caption(
                _("Grey: pieces by weight, where it can tell them. Dashed: the books. Red: they differ.")
            )
    if shelf.count:
        st.info(_("{count} is open for it.").format(count=shelf.count), icon=":material/fact_check:")
