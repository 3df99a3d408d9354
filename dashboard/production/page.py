"""What the parts of the page share: the hub's calls, words, and which order is open."""

from __future__ import annotations

import streamlit as st

from dashboard import reads, session, terms
from dashboard.production import columns, words
from dashboard.production.hub import Making

_ORDER = "making_order"
INSIDE = ("dock", "shelf", "bench", "storage", "hold", "damaged")
PICKABLE = ("shelf", "bench", "storage")


def making() -> Making:
    return Making(session.hub())


def site() -> str | None:
    """The chosen one, or the only one there is."""
    known = reads.sites()
    return session.site() or (known[0].code if len(known) == 1 else None)


def places(of: str, kinds: tuple[str, ...] = INSIDE) -> list[str]:
    return [place.code for place in making().places(of) if place.kind in kinds]


def open_order(number: str) -> None:
    """It is the one that is shown from now on."""
    st.session_state[_ORDER] = number


def opened_order() -> str | None:
    number: str | None = st.session_state.get(_ORDER)
    return number


def table(frame: object, key: str, currency: str | None = None) -> None:
    language = session.language()
    st.dataframe(
        frame, hide_index=True, placeholder="–", column_config=columns.of(language, currency), key=key
    )
    st.caption(language.plural("{n} row", "{n} rows", len(frame)))  # type: ignore[arg-type]


def state_word(code: str) -> str:
    return terms.word(words.STATES, code, session.language())


def order_word(code: str) -> str:
    return terms.word(words.ORDERS, code, session.language())


def bom_word(code: str) -> str:
    return terms.word(words.BOMS, code, session.language())


def role_word(code: str) -> str:
    return terms.word(words.ROLES, code, session.language())
