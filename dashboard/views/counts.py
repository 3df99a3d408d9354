"""Counts: what is due, what waits for a word, how true the books are, and what the shelves say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import charts, columns, count_frames, reads, session, terms
from dashboard.errors import HubAwayError, HubError
from dashboard.models import Count, CountWithLines, ShelfWeight
from dashboard.notices import plain, tell
from dashboard.sentences import sentence


def show() -> None:
    _ = session.language().text
    st.title(_("Counts"))
    _outcome()
    site = _site()
    if site is None:
        st.info(_("Choose a site at the left."), icon=":material/warehouse:")
        return
    counts, cut = session.hub().counts(site=site, states=list(count_frames.OPEN))
    counts = count_frames.by_due(counts)
    _cards(site, counts)
    waiting = [one for one in counts if one.state == "to_approve"]
    if waiting:
        _approvals(waiting)
    left, right = st.columns([1, 1], gap="medium")
    with left.container(border=True):
        _accuracy(site)
    with right.container(border=True):
        _shelves(site)
    _open(site, [one for one in counts if one.state != "to_approve"])
    if cut:
        st.warning(_("Only the newest {n} are listed.").format(n=len(counts)))


def _site() -> str | None:
    """The chosen one, or the only one."""
    known = reads.sites()
    return session.site() or (known[0].code if len(known) == 1 else None)


def _cards(site: str, counts: Sequence[Count]) -> None:
    _ = session.language().text
    formats = session.formats(None)
    standing = count_frames.standing(counts, session.now())
    accuracy = reads.accuracy(site).accuracy
    cards = st.columns(4)
    cards[0].metric(_("To count"), formats.number(standing.open), border=True)
    cards[1].metric(_("Overdue"), formats.number(standing.overdue), border=True)
    cards[2].metric(_("To approve"), formats.number(standing.to_approve), border=True)
    cards[3].metric(
        _("Record accuracy, 12 weeks"),
        "–" if accuracy is None else f"{formats.number(accuracy * 100, 1)} %",
        border=True,
        help=_("Counted lines within tolerance ÷ counted lines, never netted."),
    )


def _approvals(waiting: Sequence[Count]) -> None:
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
        count = session.hub().count(number)
        money = session.formats(count.currency).money(count.value_at_stake)
        said = _("{place}, counted by {who}: {value} at stake, in {n} rounds.")
        st.caption(
            plain(said.format(place=count.location, who=count.counted_by or "–", value=money, n=count.round))
        )
        st.dataframe(
            count_frames.lines_table(count.lines),
            hide_index=True,
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
    hub = session.hub()
    if approve.button(
        _("Approve and post"),
        type="primary",
        icon=":material/check:",
        disabled=reason is None,
        width="stretch",
        key=f"count_approve_{count.number}",
    ):
        _done(lambda: hub.approve_count(count.number, reason or "", remark.strip()))
    if not session.may("manager"):
        return
    if again.button(_("Count again"), icon=":material/replay:", width="stretch", key="count_again"):
        _done(lambda: hub.count_again(count.number))
    if away.button(_("Cancel …"), icon=":material/delete:", width="stretch", key="count_cancel"):
        _cancel(count.number)


def _done(call: Callable[[], CountWithLines]) -> None:
    try:
        after = call()
    except (HubAwayError, HubError) as error:
        tell(error)
        return
    st.session_state["count_outcome"] = after
    reads.forget_counts()
    st.rerun()


def _cancel(number: str) -> None:
    _ = session.language().text

    @st.dialog(_("Cancel this count?"))
    def confirm() -> None:
        st.write(_("Nothing of it is posted; the books stay as they are."))
        reason = st.text_input(_("Why?"), key="cancel_count_reason", max_chars=200)
        if st.button(_("Cancel the count"), type="primary", disabled=len(reason.strip()) < 3):
            _done(lambda: session.hub().cancel_count(number, reason.strip()))

    confirm()


def _outcome() -> None:
    """What became of the last decision."""
    language = session.language()
    _ = language.text
    planned: list[str] | None = st.session_state.pop("counts_planned", None)
    if planned is not None:
        text = language.plural("{n} count planned.", "{n} counts planned.", len(planned))
        st.success(text, icon=":material/event:")
    after: CountWithLines | None = st.session_state.pop("count_outcome", None)
    if after is not None:
        state = terms.word(terms.COUNT_STATES, after.state, language)
        st.success(f"{after.number}: {state}", icon=":material/check_circle:")


def _accuracy(site: str) -> None:
    language = session.language()
    _ = language.text
    title = _("Record accuracy by week")
    st.markdown(f"**{title}**")
    accuracy = reads.accuracy(site)
    if not accuracy.rows:
        st.caption(_("Nothing was counted yet."))
        return
    heads = {"period": _("Week"), "accuracy": _("Record accuracy"), "counted": _("Lines counted")}
    st.altair_chart(charts.accuracy_line(count_frames.accuracy_frame(accuracy), heads=heads), alt=title)
    formats = session.formats(None)
    st.caption(
        " · ".join(f"{row.abc}: {formats.number(row.accuracy * 100, 1)} %" for row in accuracy.by_class)
    )


def _shelves(site: str) -> None:
    language = session.language()
    _ = language.text
    title = _("Shelf weight beside the books, 24 hours")
    st.markdown(f"**{title}**")
    shelves = session.hub().shelves(site)
    if not shelves:
        st.caption(_("No shelf on a scale has told its weight."))
        return
    off = [shelf for shelf in shelves if not shelf.within]
    chosen = st.selectbox(
        _("Shelf"),
        [*off, *(shelf for shelf in shelves if shelf.within)],
        format_func=lambda shelf: f"{shelf.location} · {shelf.sku}" + (" ⚠" if not shelf.within else ""),
        key="counts_shelf",
    )
    _shelf(site, chosen, title)


def _shelf(site: str, shelf: ShelfWeight, title: str) -> None:
    language = session.language()
    _ = language.text
    formats = session.formats(None)
    weights = [one for one in session.hub().shelf_weights(site, shelf.location) if one.sku == shelf.sku]
    if weights:
        heads = {"at": _("When"), "weight": _("Weight (g)"), "books": _("Expected (g)")}
        st.altair_chart(
            charts.shelf_lines(count_frames.shelf_frame(weights, formats), heads=heads), alt=title
        )
    st.caption(
        _("Grey: the scale. Dashed: what the books should weigh, with the spread of the pieces around it.")
    )


def _open(site: str, counts: Sequence[Count]) -> None:
    language = session.language()
    _ = language.text
    st.subheader(_("Open counts"))
    if session.may("manager"):
        weekly, monthly, _rest = st.columns([1, 1, 2])
        if weekly.button(_("Plan a weekly count"), icon=":material/event:", width="stretch"):
            _plan(site, "weekly")
        if monthly.button(_("Plan a monthly count"), icon=":material/calendar_month:", width="stretch"):
            _plan(site, "monthly")
    if not counts:
        st.success(_("Nothing is to be counted."), icon=":material/check_circle:")
        return
    frame = count_frames.counts_table(
        counts,
        session.formats(None),
        lambda code: terms.word(terms.COUNT_STATES, code, language),
        lambda code: terms.word(terms.COUNT_ORIGINS, code, language),
        lambda said: sentence(said, language),
    )
    st.dataframe(
        frame.drop(columns=["value"]),
        hide_index=True,
        height=320 if len(frame) > 8 else "auto",
        column_config=columns.counts(language),
        key="counts_table",
    )


def _plan(site: str, kind: str) -> None:
    try:
        st.session_state["counts_planned"] = session.hub().plan_counts(site, kind)
    except (HubAwayError, HubError) as error:
        tell(error)
        return
    st.rerun()
