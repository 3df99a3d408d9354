"""Suppliers: who they are, what they deliver, and the links that they were given."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import i18n, session
from dashboard.notices import plain
from dashboard.purchasing import columns, page, supplier_items, tables
from dashboard.purchasing.models import NewLink, Supplier

_CHOSEN = "buying_supplier_code"
_NEW_LINK = "buying_new_link"


def show() -> None:
    language = session.language()
    _ = language.text
    rows = page.buying().suppliers()
    if rows:
        picked = st.dataframe(
            tables.suppliers(rows),
            hide_index=True,
            placeholder="–",
            height=320 if len(rows) > 8 else "auto",
            column_config=columns.suppliers(language),
            on_select="rerun",
            selection_mode="single-row",
            key="buying_suppliers",
        )
        lines = picked["selection"]["rows"]
        if lines and lines[0] < len(rows):
            st.session_state[_CHOSEN] = rows[lines[0]].code
    else:
        st.info(_("There is no supplier yet."), icon=":material/flag:")
    if session.may("manager"):
        with st.expander(_("New supplier"), icon=":material/add:"):
            _new()
    chosen = next((row for row in rows if row.code == st.session_state.get(_CHOSEN)), None)
    if chosen:
        _card(chosen)


def _new() -> None:
    _ = session.language().text
    with st.form("buying_new_supplier", border=False, clear_on_submit=False):
        code = st.text_input(_("Code"), max_chars=63)
        said = _fields(None)
        if not st.form_submit_button(_("Make the supplier"), type="primary"):
            return
    if page.attempt(lambda: page.buying().create_supplier({"code": code.strip()} | said)):
        st.session_state[_CHOSEN] = code.strip()
        page.done(_("Supplier {code} is made.").format(code=plain(code.strip())))
        st.rerun()


def _fields(of: Supplier | None) -> dict[str, Any]:
    """The inputs of a supplier's form, filled with what is known."""
    _ = session.language().text
    left, right = st.columns(2)
    name = left.text_input(_("Name"), value=of.name if of else "", max_chars=200)
    currency = right.text_input(_("Currency"), value=of.currency if of else "", max_chars=3)
    contact = left.text_input(_("Contact"), value=of.contact if of else "", max_chars=200)
    lead_time = right.number_input(
        _("Promised days"), value=of.lead_time_days if of else None, min_value=0, max_value=1000, step=1
    )
    email = left.text_input(_("E-mail"), value=of.email if of else "", max_chars=200)
    phone = right.text_input(_("Phone"), value=of.phone if of else "", max_chars=200)
    address = left.text_area(_("Address"), value=of.address if of else "", max_chars=1000, height=80)
    codes = list(i18n.LANGUAGES)
    language = right.selectbox(
        _("Language of its orders and page"),
        codes,
        index=codes.index(of.language) if of else 0,
        format_func=i18n.LANGUAGES.__getitem__,
    )
    return {
        "name": name.strip(),
        "currency": currency.strip().upper(),
        "contact": contact.strip(),
        "lead_time_days": None if lead_time is None else int(lead_time),
        "email": email.strip(),
        "phone": phone.strip(),
        "address": address.strip(),
        "language": language,
    }


def _card(supplier: Supplier) -> None:
    language = session.language()
    _ = language.text
    with st.container(border=True):
        st.subheader(f"{plain(supplier.name)} · {supplier.code}")
        items = page.buying().supplier_items(supplier.code)
        if items:
            st.dataframe(
                tables.supplier_items(items),
                hide_index=True,
                placeholder="–",
                column_config=columns.supplier_items(language),
                key="buying_supplier_items",
            )
        else:
            st.caption(_("It is not known what it delivers. Say it here, or bring a list in as a file."))
        if not session.may("manager"):
            return
        with st.expander(_("What it delivers, and at what price"), icon=":material/sell:"):
            supplier_items.show(supplier, items)
        with st.expander(_("Change the supplier"), icon=":material/edit:"):
            _change(supplier)
        with st.expander(_("Its link"), icon=":material/link:"):
            _links(supplier)


def _change(supplier: Supplier) -> None:
    _ = session.language().text
    with st.form(f"buying_supplier_{supplier.code}_{supplier.version}", border=False):
        said = _fields(supplier)
        said["active"] = st.checkbox(_("Active: it may be ordered from"), value=supplier.active)
        if not st.form_submit_button(_("Save the changes"), type="primary"):
            return
    if page.attempt(lambda: page.buying().change_supplier(supplier, said)):
        page.done(_("Supplier {code} is changed.").format(code=supplier.code))
        st.rerun()


def _links(supplier: Supplier) -> None:
    _ = session.language().text
    st.caption(
        _(
            "Whoever has a link sees this supplier's orders and items, can confirm dates, and sees nothing"
            " else. It needs no log-in, so send it to the right person only."
        )
    )
    _show_new(supplier)
    with st.form("buying_link", border=False, clear_on_submit=True):
        left, right = st.columns(2)
        label = left.text_input(_("For whom"), max_chars=200)
        days = right.number_input(_("Days until it ends"), value=180, min_value=1, max_value=730, step=1)
        if st.form_submit_button(_("Give a link"), type="primary"):
            made: list[NewLink] = []
            give = page.buying().give_link
            if page.attempt(lambda: made.append(give(supplier.code, label.strip(), int(days)))):
                url = made[0].url or session.hub_url().rstrip("/") + made[0].path
                st.session_state[_NEW_LINK] = (supplier.code, url)
                st.rerun()
    formats = session.formats(None)
    now = session.now()
    for link in page.buying().links(supplier.code):
        what, back = st.columns([4, 1], vertical_alignment="center")
        used = formats.ago(link.last_used_at, now) if link.last_used_at else _("never used")
        what.markdown(
            _("No.")
            + f" {link.id} · {plain(link.label or '–')} · "
            + _("until {day}").format(day=f"{link.expires_at:%Y-%m-%d}")
            + f" · {used}"
        )
        if link.revoked_at or link.expires_at <= now:
            back.caption(_("taken back") if link.revoked_at else _("ended"))
        elif back.button(_("Take back"), key=f"buying_revoke_{link.id}", width="stretch"):
            _revoke(supplier.code, link.id)


def _revoke(code: str, link_id: int) -> None:
    _ = session.language().text
    if page.attempt(lambda: page.buying().revoke_link(code, link_id)):
        page.done(_("Link {id} opens nothing any more.").format(id=link_id))
        st.rerun()


def _show_new(supplier: Supplier) -> None:
    """Until it is said to be copied: nobody can look its token up again."""
    _ = session.language().text
    kept: tuple[str, str] | None = st.session_state.get(_NEW_LINK)
    if kept is None or kept[0] != supplier.code:
        return
    st.success(_("Copy it now: it is shown this once."), icon=":material/link:")
    st.code(kept[1], language=None)
    st.button(_("I have copied it"), on_click=st.session_state.pop, args=(_NEW_LINK, None))
