"""A transfer is written: from where, to where, and which of the goods that stand there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import reads, session
from dashboard.models import Stock
from dashboard.transfers import columns, page, tables
from dashboard.transfers.models import Transfer

Written = list[dict[str, Any]]


def new() -> None:
    """The form of a new transfer."""
    _ = session.language().text
    if not session.may("operator"):
        st.caption(_("An operator can transfer goods."))
        return
    sites = [site.code for site in reads.sites()]
    if not sites:
        st.info(_("There is no site yet: make one under *Master data*."), icon=":material/flag:")
        return
    key = page.key_of("create")
    own = session.site()
    left, middle, right, last = st.columns(4)
    source = left.selectbox(
        _("From site"), sites, index=sites.index(own) if own in sites else 0, key="moving_from"
    )
    target = middle.selectbox(_("To site"), sites, key="moving_to")
    place = right.text_input(
        _("To place"), key=f"moving_place_{key}", help=_("Left empty, the receiver says where it stands.")
    )
    due = last.date_input(_("Due on"), value=None, format="YYYY-MM-DD", key=f"moving_due_{key}")
    note = st.text_input(_("Note"), key=f"moving_note_{key}", max_chars=200)
    written = lines(source, f"{key}_{source}")
    wanted = {
        "from_site": source,
        "to_site": target,
        "to_place": place.strip() or None,
        "due_on": due.isoformat() if due else None,
        "note": note,
        "lines": plain(written),
    }
    if st.button(_("Draft the transfer"), type="primary", icon=":material/add:", disabled=not written):
        page.done("create", lambda key: _create(wanted, key), _("It is drafted. Send it when it leaves."))


def _create(wanted: dict[str, Any], key: str) -> None:
    page.choose(page.moving().create(wanted, key).number)


def lines(site: str, key: str, begun: Written | None = None) -> Written:
    """The lines as they are written by now; ``begun``: those that there were before."""
    language = session.language()
    _ = language.text
    written: Written = st.session_state.setdefault(f"moving_lines_{key}", list(begun or []))
    stock = page.moving().standing(site)
    if not stock and not written:
        text = _("Nothing stands at {site} that could be sent.").format(site=site)
        st.info(text, icon=":material/flag:")
        return written
    with st.form(f"moving_add_{key}", clear_on_submit=True):
        what, how_many, which, button = st.columns([5, 2, 3, 2], vertical_alignment="bottom")
        row = what.selectbox(_("Goods"), stock, format_func=_goods)
        qty = how_many.number_input(_("Quantity"), min_value=0.0, value=None, step=1.0, format="%g")
        serials = which.text_input(
            _("Serial numbers"),
            help=_("With commas between them. Left empty, they are scanned as they are loaded."),
        )
        add = button.form_submit_button(_("Add"), icon=":material/playlist_add:", width="stretch")
        if add and row is not None and qty:
            written.append(
                {"item": row.sku, "name": row.name, "lot": row.lot, "source": row.location, "qty": qty}
                | {"serials": tables.serials(serials)}
            )
    if written:
        st.dataframe(
            tables.wanted(written),
            hide_index=True,
            placeholder="–",
            column_config=columns.of(language),
            key=f"moving_written_{key}",
        )
        if st.button(_("Take the last line out"), icon=":material/undo:", key=f"moving_less_{key}"):
            written.pop()
            st.rerun()
    return written


def _goods(row: Stock) -> str:
    parts = (row.sku, row.name, row.lot, row.location, f"{row.qty.normalize():f} {row.unit}")
    return " · ".join(part for part in parts if part)


def plain(written: Written) -> Written:
    """As the hub takes them."""
    return [
        {name: line[name] for name in ("item", "lot", "source")}
        | {"qty": tables.plain_number(float(line["qty"]))}
        | ({"serials": line["serials"]} if line.get("serials") else {})
        for line in written
    ]


def edit(transfer: Transfer) -> None:
    """The lines of a draft; it knows the version that was seen."""
    _ = session.language().text
    begun = [
        {"item": one.sku, "name": one.name, "lot": one.lot, "source": one.source, "qty": one.qty}
        | {"serials": [piece.serial for piece in one.pieces]}
        for one in transfer.content
    ]
    # of its own for each version: what was written on an older one is not taken over unseen
    written = lines(transfer.from_site, f"{transfer.number}_{transfer.version}", begun)
    if st.button(_("Save the lines"), type="primary", disabled=not written, key="moving_save"):
        page.done(
            "edit",
            lambda _key: page.moving().edit(transfer, {"lines": plain(written)}),
            _("{number} is changed.").format(number=transfer.number),
        )
