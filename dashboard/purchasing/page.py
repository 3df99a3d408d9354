"""What the parts of the page share: the hub's calls, words, and what became of the last step."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import streamlit as st

from dashboard import session, terms
from dashboard.errors import HubAwayError, HubError
from dashboard.notices import tell
from dashboard.purchasing import words
from dashboard.purchasing.hub import Buying

_OUTCOME = "buying_outcome"
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


def event_word(code: str) -> str:
    return terms.word(words.EVENTS, code, session.language())


def done(text: str) -> None:
    """Said above the page's next run."""
    st.session_state[_OUTCOME] = text


def show_outcome() -> None:
    text = st.session_state.pop(_OUTCOME, None)
    if text:
        st.success(text, icon=":material/check_circle:")


def attempt(work: Callable[[], object]) -> bool:
    """False when the hub did not; then it is said why, and that a changed thing is to be looked at again."""
    try:
        work()
    except HubError as error:
        if error.status == 412:
            _ = session.language().text
            st.warning(
                _("Somebody else has changed it since you opened it. Look at it again: nothing was done."),
                icon=":material/sync_problem:",
            )
            st.button(_("Load again"), icon=":material/refresh:", key="buying_load_again")
        else:
            tell(error)
        return False
    except HubAwayError as error:
        tell(error)
        return False
    return True


def key_of(what: str) -> str:
    """The idempotency key of one thing to be made: the same until ``used`` says that it is made."""
    kept: str = st.session_state.setdefault(f"buying_key_{what}", str(uuid.uuid4()))
    return kept


def used(what: str) -> None:
    st.session_state.pop(f"buying_key_{what}", None)
