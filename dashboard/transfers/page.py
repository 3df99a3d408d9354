"""What the parts of the page share: the hub's calls, words, and what became of the last step."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import streamlit as st

from dashboard import session, terms
from dashboard.errors import HubAwayError, HubError
from dashboard.notices import tell
from dashboard.transfers import columns, words
from dashboard.transfers.hub import Moving

_OUTCOME = "moving_outcome"
_CHOSEN = "moving_chosen"


def moving() -> Moving:
    return Moving(session.hub())


def state_word(code: str) -> str:
    return terms.word(words.STATES, code, session.language())


def kind_word(code: str) -> str:
    return terms.word(words.DIFFERENCES, code, session.language())


def decision_word(code: str) -> str:
    return terms.word(words.DECISIONS, code, session.language())


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


def show_outcome() -> None:
    text = st.session_state.pop(_OUTCOME, None)
    if text:
        st.success(text, icon=":material/check_circle:")


def key_of(what: str) -> str:
    """The idempotency key of one step: the same until the hub has done it."""
    kept: str = st.session_state.setdefault(f"moving_key_{what}", str(uuid.uuid4()))
    return kept


def done(what: str, work: Callable[[str], object], text: str) -> None:
    """Do a step under its key, and say above the page's next run that it is done.

    What the hub refused is said at once.
    """
    try:
        work(key_of(what))
    except HubError as error:
        if error.status == 412:
            _ = session.language().text
            st.warning(
                _("Somebody else has changed it since you opened it. Look at it again: nothing was done."),
                icon=":material/sync_problem:",
            )
            st.button(_("Load again"), icon=":material/refresh:", key="moving_load_again")
        else:
            tell(error)
        return
    except HubAwayError as error:
        tell(error)
        return
    st.session_state.pop(f"moving_key_{what}", None)
    st.session_state[_OUTCOME] = text
    st.rerun()
