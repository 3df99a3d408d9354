"""Variances that wait for somebody's word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import session, terms
from dashboard.counting import columns, page, tables
from dashboard.counting.models import Count, CountWithLines
from dashboard.notices import plain
from dashboard.sentences import sentence


def show(waiting: Sequence[Count]) -> None:
    language = session.language()
    _ = language.text
    with st.container(border=True):
        st.markdown("**" + _("Variances that wait for a word") + "**")
        by_number = {one.number: one for one in waiting}
        number = st.selectbox(
            _("Count"),
            list(by_number),
            format_func=lambda key: f"{key} · {by_number[key].location}",
            key="count_to_approve",
        )
        count = page.hub().count(number)
        money = session.formats(count.currency).money(count.value_at_stake)
        said = _("{place}, counted by {who}: {value} at stake, in {n} rounds.")
        st.caption(
            plain(said.format(place=count.location, who=count.counted_by or "–", value=money, n=count.round))
        )
        origin = terms.word(terms.COUNT_ORIGINS, count.origin, language)
        st.caption(plain(f"{origin}: {sentence(count.cause, language)}" if count.cause else origin))
        st.dataframe(
            tables.lines_table(count.lines),
            hide_index=True,
            placeholder="–",
            column_config=columns.count_lines(language, count.currency),
            key=f"count_lines_{number}",
        )
        if count.state == "to_approve":
            _decide(count)


def _decide(count: CountWithLines) -> None:
    language = session.language()
    _ = language.text
    if not session.may("operator"):
        st.caption(_("An operator or a manager can approve this."))
        return
    why, note = st.columns([1, 2])
    reason = why.selectbox(
        _("Reason"),
        list(terms.VARIANCE_REASONS),
        index=None,
        placeholder=_("Why are they off?"),
        format_func=lambda code: terms.word(terms.VARIANCE_REASONS, code, language),
        key=f"count_reason_{count.number}",
    )
    remark = note.text_input(_("Note"), key=f"count_note_{count.number}", max_chars=200)
    approve, again, away, _rest = st.columns([1, 1, 1, 2])
    hub = page.hub()
    if approve.button(
        _("Approve and post"),
        type="primary",
        icon=":material/check:",
        disabled=reason is None,
        width="stretch",
        key=f"count_approve_{count.number}",
    ):
        _done(lambda: hub.approve(count.number, reason or "", remark.strip()))
    if not session.may("manager"):
        return
    if again.button(_("Count again"), icon=":material/replay:", width="stretch", key="count_again"):
        _done(lambda: hub.again(count.number))
    if away.button(_("Cancel …"), icon=":material/delete:", width="stretch", key="count_cancel"):
        _cancel(count.number)


def _done(call: Callable[[], CountWithLines]) -> None:
    after = page.attempt(call)
    if after is not None:
        state = terms.word(terms.COUNT_STATES, after.state, session.language())
        page.done(f"{after.number}: {state}")


def _cancel(number: str) -> None:
    _ = session.language().text

    @st.dialog(_("Cancel this count?"))
    def confirm() -> None:
        st.write(_("Nothing of it is posted; the books stay as they are."))
        reason = st.text_input(_("Why?"), key="cancel_count_reason", max_chars=200)
        if st.button(_("Cancel the count"), type="primary", disabled=len(reason.strip()) < 3):
            _done(lambda: page.hub().cancel(number, reason.strip()))

    confirm()
