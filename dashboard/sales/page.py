"""What the parts of the page share: the hub's calls, words, and which order is open."""

from __future__ import annotations

import streamlit as st

from dashboard import session, terms
from dashboard.sales import columns, words
from dashboard.sales.hub import Selling

OPENED = "selling_order"
STATUS = "selling_status"
STATUSES = ("released", "shipped", "cancelled", "all")


def selling() -> Selling:
    return Selling(session.hub())


def opened() -> tuple[str, str | None] | None:
    """Number and site of the order that another page has asked for; None too where it is another site's."""
    asked: tuple[str, str | None] | None = st.session_state.get(OPENED)
    if asked is None or session.site() not in (None, asked[1]):
        return None
    return asked


def state_word(code: str) -> str:
    return terms.word(words.STATES, code, session.language())


def verdict_word(code: str) -> str:
    return terms.word(words.VERDICTS, code, session.language())


def let_through_word(code: str) -> str:
    return terms.word(words.LET_THROUGH, code, session.language())


def place_word(code: str) -> str:
    return terms.word(terms.PLACES, code, session.language())


def table(frame: object, key: str, *, hide: tuple[str, ...] = ()) -> None:
    """Columns of ``hide`` are left out."""
    language = session.language()
    shown = [name for name in frame.columns if name not in hide]  # type: ignore[attr-defined]
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        column_config=columns.of(language),
        column_order=shown,
        key=key,
    )
