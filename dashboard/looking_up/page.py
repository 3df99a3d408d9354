"""A box for whatever somebody has in hand: what it is, where it stands, and the page that has the rest."""

from __future__ import annotations

import pandas as pd  # type: ignore[import-untyped]
import streamlit as st

from dashboard import columns, navigation, session, terms
from dashboard.looking_up import words
from dashboard.looking_up.models import Answer, Found, Stand
from dashboard.notices import plain
from dashboard.production import words as production
from dashboard.purchasing import words as purchasing
from dashboard.sales import page as sales
from dashboard.transfers import words as transfers

TEXT = "lookup_text"
_ASKED = "sidebar_lookup_asked"


def box() -> None:
    """In the sidebar, on every page."""
    _ = session.language().text
    said = st.text_input(
        _("Look up"),
        placeholder=_("Code, SSCC, lot, order, place"),
        icon=":material/search:",
        max_chars=200,
        key="sidebar_lookup",
    ).strip()
    if said and said != st.session_state.get(_ASKED):
        st.session_state[_ASKED] = said
        navigation.go("lookup", **{TEXT: said})


def show() -> None:
    _ = session.language().text
    st.title(_("Look up"))
    text = st.text_input(
        _("What is it?"),
        placeholder=_("A code, an SSCC, a lot, a serial number, an order's number, a place"),
        max_chars=200,
        key=TEXT,
    ).strip()
    if not text:
        st.caption(_("Scan it or type it: you see what it is and where it stands."))
        return
    found = session.hub().read("/lookup", Answer, {"text": text, "site": session.site()}).found
    if not found:
        st.warning(
            _("Nothing is known of {text}. It counts as it is written, capitals and all.").format(
                text=f"**{plain(text)}**"
            ),
            icon=":material/search_off:",
        )
    for place, one in enumerate(found):
        _card(one, place)


def _card(found: Found, place: int) -> None:
    language = session.language()
    _ = language.text
    with st.container(border=True):
        title, button = st.columns([4, 1], vertical_alignment="center")
        kind = terms.word(words.KINDS, found.kind, language)
        title.markdown(f"{kind} **{plain(found.code)}** {plain(found.name)}")
        facts = [found.site or "", _state(found)]
        if found.sku and found.kind != "item":
            facts.append(found.sku)
        if found.order:
            facts.append(_("of order {number}").format(number=found.order))
        said = " · ".join(filter(None, facts))
        if said:
            title.caption(plain(said))
        if button.button(_("Open"), key=f"lookup_open_{place}", icon=":material/arrow_forward:"):
            _open(found)
        if found.stands:
            _stands(found.stands, f"lookup_stands_{place}")
        elif found.kind in ("item", "place", "lot"):
            st.caption(
                _("Nothing lies there.") if found.kind == "place" else _("None of it stands anywhere.")
            )


def _state(found: Found) -> str:
    known = {
        "place": terms.PLACE_KINDS,
        "count": terms.COUNT_STATES,
        "purchase_order": purchasing.STATES,
        "production_order": production.STATES,
        "transfer": transfers.STATES,
    }.get(found.kind, purchasing.STATES | words.STATES)
    return terms.word(known, found.state, session.language()) if found.state else ""


def _stands(rows: list[Stand], key: str) -> None:
    language = session.language()
    frame = pd.DataFrame(
        {
            "site": [row.site for row in rows],
            "location": [terms.word(terms.PLACES, row.location, language) for row in rows],
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "lot": [row.lot for row in rows],
            "qty": [float(row.qty) for row in rows],
            "unit": [row.unit for row in rows],
        }
    )
    shown = [name for name in frame.columns if name in ("sku", "qty") or frame[name].any()]
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        column_config=columns.stock(language),
        column_order=shown,
        key=key,
    )


def _open(found: Found) -> None:
    """The page that has the rest, with the thing chosen there."""
    match found.kind:
        case "item":
            navigation.go("stock", stock_search=found.code)
        case "place":
            navigation.go("places", **{f"place_of_{found.site}": found.code})
        case "lot" | "serial":
            navigation.go("places")
        case "purchase_order":
            navigation.go("purchasing", buying_section="orders", buying_order=found.code)
        case "sales_order":
            navigation.go("orders", **{sales.STATUS: "all", sales.OPENED: (found.code, found.site)})
        case "transfer":
            navigation.go("transfers", moving_section="transfers", moving_chosen=found.code)
        case "production_order":
            ended = found.state in ("closed", "cancelled")
            navigation.go(
                "production", making_section="orders", making_only_open=not ended, making_order=found.code
            )
        case "package" | "ship_notice" if found.order:
            navigation.go("purchasing", buying_section="orders", buying_order=found.order)
        case "count":
            navigation.go("counts")
        case "delivery":
            navigation.go("receipts")
        case _:
            navigation.go("movements", movements_document=found.code)
