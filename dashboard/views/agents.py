"""The machines at the doors: do they live, what have they not yet told, and what is wrong."""

from __future__ import annotations

import streamlit as st

from dashboard import columns, frames, session, terms
from dashboard.errors import HubError
from dashboard.models import Agent, AgentWord, Alarm
from dashboard.notices import guarded, plain
from dashboard.sentences import about, cause, told

LIVE_S = 3
# beyond this a device's times are off by what people notice in a report
CLOCK_OFF_MS = 2000


def show() -> None:
    _ = session.language().text
    st.title(_("Agents & alarms"))
    _alarms()
    _agents()


@st.fragment(run_every=LIVE_S)
@guarded
def _alarms() -> None:
    language = session.language()
    alarms = session.of_site(session.hub().alarms())
    st.subheader(language.text("Open alarms") + f" ({len(alarms)})")
    if not alarms:
        st.success(language.text("All is well."), icon=":material/check_circle:")
    for alarm in alarms:
        _alarm(alarm)


def _alarm(alarm: Alarm) -> None:
    language = session.language()
    _ = language.text
    formats = session.formats(None)
    with st.container(border=True):
        what, done = st.columns([5, 1], vertical_alignment="center")
        kind = terms.word(terms.ALARMS, alarm.kind, language)
        what.markdown(
            f":red[:material/notifications_active:] **{plain(kind)}** · {plain(about(alarm, language))}"
        )
        what.caption(f"{plain(told(alarm, language))} · {formats.ago(alarm.raised_at, session.now())}")
        if session.may("manager"):
            done.button(
                _("Clear"), key=f"clear_{alarm.id}", on_click=_clear, args=(alarm.id,), width="stretch"
            )


def _clear(alarm_id: int) -> None:
    try:
        session.hub().clear_alarm(alarm_id)
    except HubError as error:
        # somebody else, or the hub itself, cleared it a moment ago
        if error.status != 409:
            raise


@st.fragment(run_every=LIVE_S)
@guarded
def _agents() -> None:
    _ = session.language().text
    agents = session.hub().agents(session.site())
    online = sum(agent.online for agent in agents)
    st.subheader(_("Agents") + f" ({online} / {len(agents)})")
    if not agents:
        st.info(
            _("No agent is known yet. Register one for a dock or a bench: POST /api/v1/agents."),
            icon=":material/flag:",
        )
    cards = st.columns(2, gap="medium")
    for at, agent in enumerate(agents):
        with cards[at % 2].container(border=True):
            _agent(agent)


def _agent(agent: Agent) -> None:
    language = session.language()
    _ = language.text
    formats = session.formats(None)
    head, badge = st.columns([3, 1], vertical_alignment="center")
    head.markdown(f"**{plain(agent.site)} / {plain(agent.agent)}**")
    with badge:
        if not agent.enabled:
            st.badge(_("disabled"), color="gray", icon=":material/block:")
        elif agent.online:
            st.badge(_("online"), color="green", icon=":material/check:")
        else:
            st.badge(_("offline"), color="red", icon=":material/cloud_off:")
    word = agent.state
    if word is None:
        st.caption(_("Has not been heard of yet."))
        return
    figures = st.columns(3)
    figures[0].metric(
        _("In its outbox"), formats.number(word.outbox_events), help=_("Events not yet applied")
    )
    offset = formats.number(word.clock_offset_ms) + " ms" if word.clock_offset_ms is not None else "–"
    wrong = word.clock_offset_ms is not None and abs(word.clock_offset_ms) > CLOCK_OFF_MS
    figures[1].metric(_("Clock offset"), f":orange[{offset}]" if wrong else offset)
    figures[2].metric(
        _("Dropped"), formats.number(word.dropped_events), help=_("Readings its outbox had no room for")
    )
    heard = _("Last heard {ago} · version {version}").format(
        ago=formats.ago(agent.state_at, session.now()), version=plain(word.version or "–")
    )
    resent = word.resent_batches
    # no fault: so it is with every message whose answer a lost connection took along
    again = language.plural("{n} batch sent again", "{n} batches sent again", resent)
    waits = word.oldest_unsent_at
    late = _("oldest unsent event {ago}").format(ago=formats.ago(waits, session.now())) if waits else ""
    st.caption(" · ".join(part for part in (heard, again if resent else "", late) if part))
    troubles = _troubles(word)
    if troubles:
        st.warning(_("Since it started: ") + " · ".join(troubles), icon=":material/warning:")
    if word.devices:
        st.dataframe(
            frames.devices_table(agent),
            hide_index=True,
            placeholder="–",
            column_config=columns.devices(language),
            key=f"devices_{agent.site}_{agent.agent}",
        )
    for device in word.devices:
        if device.detail:
            said = cause(device.detail, language)
            st.caption(f"{plain(device.id)}: {plain(said)}")


def _troubles(word: AgentWord) -> list[str]:
    """What went wrong on the way between it and the hub, each with its count; nothing where all is well."""
    plural = session.language().plural
    kept, rejected = word.not_kept_events, word.rejected_messages
    refused, unheard = word.refused_messages, word.unheard_messages
    said = [
        kept and plural("{n} event not kept", "{n} events not kept", kept),
        rejected
        and plural("{n} message from the hub rejected", "{n} messages from the hub rejected", rejected),
        refused
        and plural("{n} message refused by the broker", "{n} messages refused by the broker", refused),
        word.takeovers
        and plural(
            "gave way {n} time to another with its name",
            "gave way {n} times to another with its name",
            word.takeovers,
        ),
        unheard and plural("{n} message nobody heard", "{n} messages nobody heard", unheard),
    ]
    return [text for text in said if text]
