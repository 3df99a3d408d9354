"""What is to be counted: late, due, planned."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import session, terms
from dashboard.counting import approvals, columns, page, tables
from dashboard.counting.models import Count, Schedule
from dashboard.notices import plain
from dashboard.sentences import sentence

SHOWN = 5


def show(site: str) -> None:
    _ = session.language().text
    counts, cut = page.hub().counts(site, list(tables.OPEN))
    counts = tables.by_due(counts)
    _cards(site, counts)
    _reminders(site, counts)
    waiting = [one for one in counts if one.state == "to_approve"]
    if waiting:
        approvals.show(waiting)
    _open(site, [one for one in counts if one.state != "to_approve"])
    if cut:
        st.warning(_("Only the newest {n} are listed.").format(n=len(counts)))


def _cards(site: str, counts: Sequence[Count]) -> None:
    _ = session.language().text
    formats = session.formats(None)
    standing = tables.standing(counts, session.now())
    accuracy = page.hub().accuracy(site).accuracy
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


def _reminders(site: str, counts: Sequence[Count]) -> None:
    """What is late, what is due within a day, and when the calendar plans again."""
    _ = session.language().text
    late, soon = tables.reminders(counts, session.now())
    if late:
        st.warning("**" + _("Late") + "**\n\n" + _listed(late), icon=":material/alarm:")
    if soon:
        st.info("**" + _("Due within a day") + "**\n\n" + _listed(soon), icon=":material/event_upcoming:")
    planned = [_planned(one) for one in page.hub().schedule(site)]
    st.caption(" · ".join(plain(text) for text in planned))


def _listed(counts: Sequence[Count]) -> str:
    language = session.language()
    _ = language.text
    formats = session.formats(None)
    lines = [
        "* "
        + plain(
            _("{place} ({number}), due {when}, {who}").format(
                place=one.location,
                number=one.number,
                when=formats.when(one.due_at, session.now()),
                who=one.taken_by or _("nobody has taken it"),
            )
            + (f": {sentence(one.cause, language)}" if one.cause else "")
        )
        for one in counts[:SHOWN]
    ]
    if len(counts) > SHOWN:
        lines.append("* " + language.plural("and {n} more", "and {n} more", len(counts) - SHOWN))
    return "\n".join(lines)


def _planned(one: Schedule) -> str:
    language = session.language()
    _ = language.text
    name = terms.word(terms.COUNT_ORIGINS, one.kind, language)
    last = _("none planned yet")
    if one.last_on is not None:
        last = _("last {day} ({n})").format(day=one.last_on.isoformat(), n=one.last_counts)
    following = _("next {day}").format(day=one.next_on.isoformat()) if one.next_on else _("never planned")
    return f"{name}: {last}, {following}"


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
    frame = tables.counts_table(
        counts,
        session.formats(None),
        lambda code: terms.word(terms.COUNT_STATES, code, language),
        lambda code: terms.word(terms.COUNT_ORIGINS, code, language),
        lambda said: sentence(said, language),
    )
    st.dataframe(
        frame.drop(columns=["value"]),
        hide_index=True,
        placeholder="–",
        height=320 if len(frame) > 8 else "auto",
        column_config=columns.counts(language),
        key="counts_table",
    )


def _plan(site: str, kind: str) -> None:
    numbers = page.attempt(lambda: page.hub().plan(site, kind))
    if numbers is not None:
        page.done(session.language().plural("{n} count planned.", "{n} counts planned.", len(numbers)))
