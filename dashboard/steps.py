"""What somebody does on a page: tried, told, and done once however often its button is pressed."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import streamlit as st

from dashboard import session
from dashboard.errors import HubAwayError, HubError
from dashboard.notices import tell

_OUTCOME = "step_outcome"


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
            st.button(_("Load again"), icon=":material/refresh:", key="step_load_again")
        else:
            tell(error)
        return False
    except HubAwayError as error:
        tell(error)
        return False
    return True


def key_of(what: str) -> str:
    """The idempotency key of one thing to be made: the same until ``used`` says that it is made."""
    kept: str = st.session_state.setdefault(f"step_key_{what}", str(uuid.uuid4()))
    return kept


def used(what: str) -> None:
    st.session_state.pop(f"step_key_{what}", None)
