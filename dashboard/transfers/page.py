"""What the parts of the page share: the hub's calls, words, and what became of the last step."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import session, steps, terms
from dashboard.transfers import columns, words
from dashboard.transfers.hub import Moving

_CHOSEN = "moving_chosen"


def moving() -> Moving:
    return Moving(session.hub())


def state_word(code: str) -> str:
    return terms.word(words.STATES, code, session.language())


def kind_word(code: str) -> str:
    return terms.word(words.DIFFERENCES, code, session.language())


def decision_word(code: str) -> str:
    return terms.word(words.DECISIONS, code, session.language())


def became_word(code: str) -> str:
    return terms.word(words.BECAME, code, session.language())


def choose(number: str) -> None:
    """It is the one that the list shows from now on."""
    st.session_state[_CHOSEN] = number


def chosen() -> str | None:
    number: str | None = st.session_state.get(_CHOSEN)
    return number


def table(frame: object, key: str) -> None:
    language = session.language()
    st.dataframe(frame, hide_index=True, placeholder="–", column_config=columns.of(language), key=key)
    st.caption(language.plural("{n} row", "{n} rows", len(frame)))  # type: ignore[arg-type]


def key_of(what: str) -> str:
    """The idempotency key of one step: the same until the hub has done it."""
    return steps.key_of(f"transfer_{what}")


def done(what: str, work: Callable[[str], object], text: str) -> None:
    """Do a step under its key, and say above the page's next run that it is done.

    What the hub refused is said at once.
    """
    if steps.attempt(lambda: work(key_of(what))):
        steps.used(f"transfer_{what}")
        steps.done(text)
        st.rerun()
