"""What the parts of the page share: the hub's calls, words, and which order is open."""

from __future__ import annotations

import streamlit as st

from dashboard import session, terms
from dashboard.purchasing import words
from dashboard.purchasing.hub import Buying
from dashboard.steps import attempt, done, key_of, show_outcome, used

__all__ = ["attempt", "done", "key_of", "show_outcome", "used"]
_ORDER = "buying_order"


def buying() -> Buying:
    return Buying(session.hub())


def open_order(number: str) -> None:
    """It is the one that is shown from now on."""
    st.session_state[_ORDER] = number


def opened_order() -> str | None:
    number: str | None = st.session_state.get(_ORDER)
    return number


def state_word(code: str) -> str:
    return terms.word(words.STATES, code, session.language())


def kind_word(code: str) -> str:
    return terms.word(words.KINDS, code, session.language())


def field_word(code: str) -> str:
    return terms.word(words.FIELDS, code, session.language())


def event_word(code: str) -> str:
    return terms.word(words.EVENTS, code, session.language())
