"""One item: its data, codes and packs, fixed places, picture and weight."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import session, terms
from dashboard.master import weighing
from dashboard.master.forms import hub, number, saved
from dashboard.master.models import Item
from dashboard.master.tables import plain as typed
from dashboard.notices import plain

TRACKING = ("none", "lot", "serial", "lot_serial")
PICTURE_MB = 2


def show(item: Item) -> None:
    _ = session.language().text
    with st.container(border=True):
        st.markdown(f"**{plain(item.sku)}** · {plain(item.name)}")
        names = {
            "data": _("Data"),
            "codes": _("Codes & packs"),
            "places": _("Fixed places"),
            "picture": _("Picture"),
            "weight": _("Learn the weight"),
        }
        part = st.segmented_control(
            _("Part"),
            list(names),
            default="data",
            format_func=names.__getitem__,
            key="master_item_part",
            label_visibility="collapsed",
            required=True,
        )
        parts = {
            "data": _data,
            "codes": _codes,
            "places": _places,
            "picture": _picture,
            "weight": weighing.show,
        }
        parts[part](item)


def _data(item: Item) -> None:
    language = session.language()
    _ = language.text
    may = session.may("manager")
    with st.form(f"item_{item.sku}", border=False):
        first, second, third = st.columns(3)
        name = first.text_input(_("Name"), item.name, max_chars=200, disabled=not may)
        category = second.text_input(_("Category"), item.category, max_chars=200, disabled=not may)
        tracking = third.selectbox(
            _("Tracking"),
            TRACKING,
            index=TRACKING.index(item.tracking),
            format_func=lambda code: terms.word(terms.TRACKING, code, language),
            disabled=not may,
        )
        numbers = {
            "unit_weight_g": (first, _("Unit weight (g)"), item.unit_weight_g),
            "unit_weight_sd_g": (second, _("Spread (g)"), item.unit_weight_sd_g),
            "shelf_life_days": (third, _("Shelf life (days)"), item.shelf_life_days),
            "length_mm": (first, _("Length (mm)"), item.length_mm),
            "width_mm": (second, _("Width (mm)"), item.width_mm),
            "height_mm": (third, _("Height (mm)"), item.height_mm),
            "price": (first, _("Price"), item.price),
            "standard_cost": (second, _("Standard cost"), item.standard_cost),
        }
        said = {
            field: column.text_input(label, typed(value), disabled=not may)
            for field, (column, label, value) in numbers.items()
        }
        expiry = third.checkbox(
            _("Its day of expiry is demanded when it comes in"), item.tracks_expiry, disabled=not may
        )
        active = third.checkbox(_("Active: devices are told of it"), item.active, disabled=not may)
        st.caption(_("Counted in {unit}.").format(unit=plain(item.unit)))
        if st.form_submit_button(_("Save"), type="primary", disabled=not may):
            body: dict[str, object] = {field: number(text) for field, text in said.items()}
            body |= {
                "name": name.strip(),
                "category": category.strip(),
                "tracking": tracking,
                "tracks_expiry": expiry,
                "active": active,
            }
            saved(lambda: hub().change_item(item.sku, body), _("{sku} is saved.").format(sku=plain(item.sku)))


def _codes(item: Item) -> None:
    _ = session.language().text
    formats = session.formats(None)
    for code in hub().codes(item.sku):
        what, away = st.columns([5, 1], vertical_alignment="center")
        pack = f" · {plain(code.pack)}" if code.pack else ""
        what.markdown(f"`{code.code}` · {formats.number(code.qty)} {plain(item.unit)}{pack}")
        may = session.may("manager") and code.kind != "sku"
        if may and away.button(_("Remove"), key=f"code_away_{code.code}", width="stretch"):
            saved(partial(hub().remove_code, item.sku, code.code), _("The code is removed."))
    if not session.may("manager"):
        return
    with st.form(f"code_{item.sku}", border=False):
        first, second, third, fourth = st.columns([2, 1, 1, 1], vertical_alignment="bottom")
        text = first.text_input(_("Code"), max_chars=64)
        qty = second.text_input(_("Units in it"), "1")
        pack = third.text_input(_("Name of the pack"), placeholder=_("case"), max_chars=64)
        gtin = fourth.checkbox(_("A GTIN"), True, help=_("Its check digit is verified"))
        if st.form_submit_button(_("Add the code")):
            body = {
                "code": text.strip(),
                "qty": number(qty) or "1",
                "pack": pack.strip(),
                "kind": "gtin" if gtin else "other",
            }
            saved(lambda: hub().add_code(item.sku, body), _("The code is added."))


def _places(item: Item) -> None:
    _ = session.language().text
    formats = session.formats(None)
    found = hub().fixed_places(item.sku)
    if not found:
        st.caption(_("It has none: put-away may choose any place."))
    for place in found:
        what, away = st.columns([5, 1], vertical_alignment="center")
        most = (
            " · " + _("at most {qty}").format(qty=formats.number(place.max_qty))
            if place.max_qty is not None
            else ""
        )
        what.markdown(f"**{plain(place.site)} / {plain(place.place)}**{most}")
        if session.may("manager"):
            key = f"place_away_{place.site}_{place.place}"
            if away.button(_("Remove"), key=key, width="stretch"):
                saved(partial(hub().free_place, place), _("The place is removed."))
    if session.may("manager"):
        _add_place(item)


def _add_place(item: Item) -> None:
    _ = session.language().text
    sites = [session.site()] if session.site() else [site.code for site in hub().sites()]
    known = [
        (place.site, place.code)
        for site in sites
        for place in hub().places(str(site))
        if not place.outside and place.kind != "in_transit"
    ]
    with st.form(f"place_{item.sku}", border=False):
        first, second = st.columns([2, 1])
        chosen = first.selectbox(_("Place"), known, format_func=" / ".join, index=None, placeholder="–")
        most = second.text_input(_("At most"), help=_("As many base units as go there; empty: no limit"))
        if st.form_submit_button(_("Add the place")) and chosen:
            site, code = chosen
            saved(lambda: hub().fix_place(item.sku, site, code, number(most)), _("The place is added."))


def _picture(item: Item) -> None:
    _ = session.language().text
    content = hub().picture(item.sku)
    if content is None:
        st.caption(_("It has no picture."))
    else:
        st.image(content, width=320)
    if not session.may("manager"):
        return
    sent = st.file_uploader(
        _("PNG, JPEG or WebP"),
        type=["png", "jpg", "jpeg", "webp"],
        key=f"picture_{item.sku}",
        max_upload_size=PICTURE_MB,
    )
    if sent is not None and st.button(_("Use this picture"), type="primary"):
        content = sent.getvalue()
        saved(lambda: hub().put_picture(item.sku, content), _("The picture is saved."))
    if content is not None and sent is None and st.button(_("Remove the picture")):
        saved(lambda: hub().remove_picture(item.sku), _("The picture is removed."))
