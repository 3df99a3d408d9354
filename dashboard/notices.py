"""What went wrong, in words for the person at the browser: what it was, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import streamlit as st

from dashboard import session
from dashboard.errors import HubAwayError, HubError, LoginNeededError, NotAllowedError, NotUnderstoodError
from dashboard.launch import HUB_URL_VARIABLE


def guarded(show: Callable[[], None]) -> Callable[[], None]:
    """A page, or a part of one, that says what is wrong with the hub instead of breaking."""

    @wraps(show)
    def inner() -> None:
        try:
            show()
        except LoginNeededError:
            session.end()
            st.rerun()
        except (HubAwayError, HubError) as error:
            tell(error)

    return inner


def tell(error: HubAwayError | HubError) -> None:
    _ = session.language().text
    if isinstance(error, HubAwayError):
        away(error)
    elif isinstance(error, NotAllowedError):
        st.warning(
            _("Your role does not allow this. Ask an administrator.") + said(error), icon=":material/lock:"
        )
    elif isinstance(error, NotUnderstoodError):
        text = _("What answers at {url} does not speak as this dashboard expects: {reason}.")
        what_to_do = _(
            "Either another program listens there, or hub and dashboard are of different versions. "
            "Check {variable}."
        )
        url = session.hub_url()
        st.error(
            text.format(url=f"`{url}`", reason=plain(error.detail or error.title))
            + "\n\n"
            + what_to_do.format(variable=f"`{HUB_URL_VARIABLE}`"),
            icon=":material/sync_problem:",
        )
    else:
        st.error(_("The hub refused this.") + said(error), icon=":material/error:")


def away(error: HubAwayError) -> None:
    _ = session.language().text
    st.error(
        _("**The hub does not answer** at {url} ({reason}).").format(
            url=f"`{error.url}`", reason=plain(error.reason)
        )
        + "\n\n"
        + _(
            "Nothing is lost: devices keep their counts until it is back. Check that `tallydock hub` runs "
            "and that {variable} names its address, then try again."
        ).format(variable=f"`{HUB_URL_VARIABLE}`"),
        icon=":material/cloud_off:",
    )
    st.button(_("Try again"), icon=":material/refresh:", key="try_again")


def said(error: HubError) -> str:
    """The hub's own words below ours."""
    lines = [error.title + (f" – {error.detail}" if error.detail else ""), *error.errors]
    return "\n\n" + "\n".join(f"* {plain(line)}" for line in lines)


def nothing_fits() -> None:
    """In the place of a table without rows: there are some, but not of what was asked."""
    _ = session.language().text
    st.info(
        _("Nothing fits: clear the search, or choose another day or place."),
        icon=":material/filter_alt_off:",
    )


def plain(text: str) -> str:
    """Data in a line of Markdown: shown as it is, no link, picture or formula made of it."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-!|$~:&" else c for c in text.replace("\n", " "))
