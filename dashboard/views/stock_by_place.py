"""The site's places filled by level, what lies in one of them, and the way of a lot or a serial number."""

from __future__ import annotations

import streamlit as st

from dashboard import columns as common
from dashboard import frames, reads, session, terms
from dashboard.errors import HubError
from dashboard.master import places
from dashboard.master.forms import hub as master_data
from dashboard.master.models import Filling
from dashboard.notices import plain
from dashboard.tracing import columns, tables
from dashboard.tracing.hub import Tracing
from dashboard.tracing.models import Dealing, Made, Trace

NUMBERS = ("lot", "serial")


def show() -> None:
    _ = session.language().text
    st.title(_("Stock by place"))
    seen, traced = st.tabs([_("Storage places"), _("Trace a lot or serial number")])
    with seen:
        _places()
    with traced:
        _trace()
        _trace_order()


def _hub() -> Tracing:
    return Tracing(session.hub())


def _table(frame: object, key: str) -> None:
    language = session.language()
    st.dataframe(frame, hide_index=True, placeholder="–", column_config=columns.of(language), key=key)
    st.caption(language.plural("{n} row", "{n} rows", len(frame)))  # type: ignore[arg-type]


def _places() -> None:
    _ = session.language().text
    known = reads.sites()
    site = session.site() or (known[0].code if len(known) == 1 else None)
    if site is None:
        st.info(_("Choose a site at the left."), icon=":material/warehouse:")
        return
    rows = master_data().fillings(site)
    if not places.picture(rows):
        st.info(
            _(
                "No place has a position yet. Enter positions and sizes under *Master data*, "
                "*Storage places*."
            ),
            icon=":material/map:",
        )
    by_code = {row.code: row for row in rows}
    chosen = st.selectbox(
        _("Place"),
        list(by_code),
        index=None,
        placeholder=_("Choose a place to see what lies in it"),
        format_func=lambda code: _label(by_code[code]),
        key=f"place_of_{site}",
    )
    if chosen is None:
        return
    lying = _hub().lying(site, chosen)
    if lying:
        _table(tables.lying(lying), "place_lying")
    else:
        st.info(_("Nothing lies there."), icon=":material/inbox:")


def _label(place: Filling) -> str:
    named = f"{place.code} · {place.name}" if place.name else place.code
    if place.level is None:
        return named
    return f"{named} · {session.formats(None).number(place.level * 100, 0)} %"


def _trace() -> None:
    _ = session.language().text
    heads = {"lot": _("Lot"), "serial": _("Serial number")}
    with st.form("trace", border=True):
        item_box, which_box, number_box = st.columns([2, 1, 2])
        item = item_box.text_input(_("Item"), placeholder=_("SKU or any of its codes"), max_chars=64)
        which = which_box.selectbox(_("Looked for by"), NUMBERS, format_func=heads.__getitem__)
        number = number_box.text_input(_("Lot or serial number"), max_chars=64)
        st.form_submit_button(_("Trace"), type="primary", icon=":material/route:")
    if not (item.strip() and number.strip()):
        return
    try:
        found = _hub().trace(item.strip(), **{which: number.strip()})
    except HubError as error:
        if error.status not in (404, 422):
            raise
        st.warning(
            _(
                "Nothing is known of this item with this number. Check both; a number counts as it "
                "was scanned."
            ),
            icon=":material/search_off:",
        )
        return
    _found(found)


def _trace_order() -> None:
    """Backwards from what a customer got."""
    _ = session.language().text
    with st.form("trace_order", border=True):
        document = st.text_input(_("Customer's order"), max_chars=64).strip()
        st.form_submit_button(_("What went out on it"), icon=":material/undo:")
    if not document:
        return
    try:
        found = _hub().document(document)
    except HubError as error:
        if error.status not in (404, 422):
            raise
        text = _("Nothing has gone to a customer on {document}.").format(document=plain(document))
        st.warning(text, icon=":material/search_off:")
        return
    _table(tables.sold(found.items), "trace_sold")
    st.caption(_("Take a lot or serial number of it, and trace that on."))
    if found.more:
        st.warning(_("Only the first {n} are listed.").format(n=len(found.items)))


def _found(found: Trace) -> None:
    language = session.language()
    _ = language.text
    formats = session.formats(None)
    st.markdown(f"**{plain(found.sku)}** {plain(found.name)} · **{plain(found.lot or found.serial or '')}**")
    cards = st.columns(4)
    cards[0].metric(_("Came in"), formats.number(found.qty_in), border=True)
    cards[1].metric(_("Went out"), formats.number(found.qty_out), border=True)
    cards[2].metric(_("There now"), formats.number(found.qty_left), border=True)
    cards[3].metric(_("Expiry"), found.expiry.isoformat() if found.expiry else "–", border=True)
    _dealings(_("Came from"), found.suppliers, "trace_suppliers")
    _dealings(_("Went to"), found.customers, "trace_customers")
    if found.others:
        _dealings(_("Lost, found, scrapped, produced"), found.others, "trace_others")
    _made(_("Made of"), found.made_of, "trace_made_of")
    _made(_("Went into"), found.went_into, "trace_went_into")
    st.subheader(_("Stood in"))
    kinds = terms.PLACES | terms.PLACE_KINDS
    _table(
        tables.stays(found.places, formats, lambda code: terms.word(kinds, code, language)), "trace_places"
    )
    with st.expander(_("Movements")):
        st.dataframe(
            frames.movements_table(
                found.items,
                formats,
                lambda code: terms.word(terms.KINDS, code, language),
                lambda code: terms.word(terms.PLACES, code, language),
            ),
            hide_index=True,
            placeholder="–",
            column_config=common.movements(language, None),
            key="trace_movements",
        )
        if found.next:
            st.caption(_("Only the oldest {n} are listed.").format(n=len(found.items)))


def _made(heading: str, rows: list[Made], key: str) -> None:
    """Through production; what is neither made nor used there has none of it."""
    if rows:
        st.subheader(heading)
        _table(tables.made(rows, session.formats(None)), key)


def _dealings(heading: str, rows: list[Dealing], key: str) -> None:
    language = session.language()
    _ = language.text
    st.subheader(heading)
    if not rows:
        st.caption(_("Nothing is known."))
        return
    frame = tables.dealings(
        rows,
        session.formats(None),
        lambda code: terms.word(terms.PLACES, code, language) if code else _("not known"),
    )
    _table(frame, key)
