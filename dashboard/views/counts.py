"""Counts: what is due, what waits for a word, how true the books are, what the shelves say, by what rules."""

from __future__ import annotations

import streamlit as st

from dashboard import reads, session
from dashboard.counting import accuracy, asking, page, rules, shelves, tasks

SECTIONS = ("tasks", "ask", "accuracy", "shelves", "rules")


def show() -> None:
    _ = session.language().text
    st.title(_("Counts"))
    site = _site()
    if site is None:
        st.info(_("Choose a site at the left."), icon=":material/warehouse:")
        return
    names = {
        "tasks": _("To do"),
        "ask": _("Ask for a count"),
        "accuracy": _("Record accuracy"),
        "shelves": _("Shelf scales"),
        "rules": _("Plans and rules"),
    }
    section = st.segmented_control(
        _("Section"),
        SECTIONS,
        default="tasks",
        format_func=names.__getitem__,
        key="counts_section",
        label_visibility="collapsed",
        required=True,
    )
    page.show_outcome()
    shown = {
        "tasks": tasks.show,
        "ask": asking.show,
        "accuracy": accuracy.show,
        "shelves": shelves.show,
        "rules": rules.show,
    }
    shown[section](site)


def _site() -> str | None:
    """The chosen one, or the only one."""
    known = reads.sites()
    return session.site() or (known[0].code if len(known) == 1 else None)
