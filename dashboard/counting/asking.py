"""A count that a manager asks for: of a place, of some items there, or of an item wherever it lies."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from dashboard import session
from dashboard.counting import page
from dashboard.counting.models import Planned
from dashboard.master.forms import hub as master_data

WHAT = ("place", "item")


def show(site: str) -> None:
    _ = session.language().text
    if not session.may("manager"):
        st.caption(_("A manager can ask for a count."))
        return
    names = {"place": _("A place"), "item": _("An item, wherever it lies")}
    what = st.segmented_control(
        _("Of what?"),
        WHAT,
        default="place",
        format_func=names.__getitem__,
        key="count_ask_what",
        required=True,
    )
    with st.form(f"count_ask_{what}", border=False):
        body = {"site": site} | (_place(site) if what == "place" else _item()) | _terms(site)
        if not st.form_submit_button(_("Ask for it"), type="primary", icon=":material/add_task:"):
            return
    if "location" in body and not body["location"]:
        st.warning(_("Choose a place."))
        return
    if "sku" in body and not body["sku"]:
        st.warning(_("Say an item."))
        return
    call = page.hub().ask if what == "place" else page.hub().ask_of_item
    made = page.attempt(lambda: call(body))
    if made is not None:
        page.done(_said(made))


def _place(site: str) -> dict[str, Any]:
    _ = session.language().text
    known = [one for one in master_data().places(site) if not one.outside and one.kind != "in_transit"]
    left, right = st.columns(2)
    place = left.selectbox(
        _("Place"), [one.code for one in known], index=None, placeholder="–", key="count_ask_place"
    )
    items = right.text_input(
        _("Only these items"),
        placeholder=_("SKUs with spaces between them; empty: all that is there"),
        key="count_ask_items",
    )
    skus = items.replace(",", " ").split()
    return {"location": place} | ({"items": [{"sku": sku} for sku in skus]} if skus else {})


def _item() -> dict[str, Any]:
    _ = session.language().text
    left, right = st.columns(2)
    sku = left.text_input(_("SKU"), max_chars=64, key="count_ask_sku")
    lot = right.text_input(_("Lot"), placeholder=_("empty: all lots"), max_chars=64, key="count_ask_lot")
    return {"sku": sku.strip()} | ({"lot": lot.strip()} if lot.strip() else {})


def _terms(site: str) -> dict[str, Any]:
    """When, by which terminal, and why."""
    _ = session.language().text
    left, middle, right = st.columns([1, 1, 2])
    hours = left.number_input(_("Due in hours"), value=24, min_value=1, max_value=24 * 60, step=1)
    terminals = [agent.agent for agent in session.hub().agents(site) if agent.enabled]
    agent = middle.selectbox(
        _("Terminal"), terminals, index=None, placeholder=_("any of the site"), key="count_ask_agent"
    )
    cause = right.text_input(_("Why?"), max_chars=200, key="count_ask_cause")
    due_at = session.now() + dt.timedelta(hours=int(hours))
    said = {"due_at": due_at.isoformat(), "cause": cause.strip()}
    return said | ({"agent": agent} if agent else {})


def _said(made: Planned) -> str:
    language = session.language()
    text = language.plural("{n} count is asked for.", "{n} counts are asked for.", len(made.numbers))
    text += " " + ", ".join(made.numbers)
    if made.already:
        text += " " + language.text("An open count has it already at {places}.").format(
            places=", ".join(made.already)
        )
    return text
