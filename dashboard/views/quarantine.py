"""What could not be applied: why, what it was, and what shall become of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import columns, frames, session, terms
from dashboard.errors import HubAwayError, HubError
from dashboard.models import Held
from dashboard.notices import plain, tell
from dashboard.sentences import cause

SHOWN = ("held", "replay_requested", "replayed", "discarded")


def show() -> None:
    language = session.language()
    _ = language.text
    st.title(_("Quarantine"))
    st.caption(
        _("What cannot be applied is kept here whole, with the reason. Mend the cause, then try again.")
    )
    _outcome()
    status = st.segmented_control(
        _("Status"),
        SHOWN,
        default="held",
        format_func=lambda code: terms.word(terms.STATUSES, code, language),
        key="quarantine_status",
        required=True,
    )
    entries, cut = session.hub().quarantine(status=status)
    entries = session.of_site(entries)
    if not entries:
        st.success(_("Nothing here."), icon=":material/check_circle:")
        return
    _reasons(entries)
    chosen = _list(entries)
    if cut:
        st.warning(_("Only the newest {n} are listed.").format(n=len(entries)))
    if chosen is None:
        st.caption(_("Choose a line to see what came."))
    else:
        _entry(session.hub().held(chosen.id))


def _reasons(entries: Sequence[Held]) -> None:
    language = session.language()
    counts = frames.reason_counts(entries)[:6]
    for card, (reason, count) in zip(st.columns(max(4, len(counts))), counts, strict=False):
        card.metric(
            terms.word(terms.REASONS, reason, language), session.formats(None).number(count), border=True
        )


def _list(entries: Sequence[Held]) -> Held | None:
    language = session.language()
    frame = frames.held_table(
        entries,
        session.formats(None),
        lambda code: terms.word(terms.REASONS, code, language),
        lambda code: terms.word(terms.STATUSES, code, language),
        lambda said: cause(said, language),
    )
    picked = st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        height=320 if len(frame) > 8 else "auto",
        column_config=columns.held(language),
        column_order=[name for name in frame.columns if name != "status"],
        on_select="rerun",
        selection_mode="single-row",
        key="quarantine_table",
    )
    lines = picked["selection"]["rows"]
    return entries[lines[0]] if lines and lines[0] < len(entries) else None


def _entry(entry: Held) -> None:
    language = session.language()
    _ = language.text
    with st.container(border=True):
        st.markdown(
            f"**{_('No.')} {entry.id} · {plain(terms.word(terms.REASONS, entry.reason, language))}**"
            f" – {plain(cause(entry.detail, language))}"
        )
        st.caption(plain(entry.topic))
        st.code(frames.payload_text(entry), language=None, wrap_lines=True, height=220)
        if entry.status != "held":
            return
        if not session.may("manager"):
            st.caption(_("A manager can have this tried again or discard it."))
            return
        again, away, _rest = st.columns([1, 1, 2])
        if again.button(_("Try again"), icon=":material/replay:", type="primary", width="stretch"):
            _replay(entry)
        if away.button(_("Discard …"), icon=":material/delete:", width="stretch"):
            _discard(entry.id)


def _replay(entry: Held) -> None:
    try:
        with st.spinner(session.language().text("The gateway tries again …")):
            after = session.hub().replay(entry.id)
    except (HubAwayError, HubError) as error:
        tell(error)
        return
    st.session_state["quarantine_outcome"] = after
    st.rerun()


def _discard(entry_id: int) -> None:
    _ = session.language().text

    @st.dialog(_("Discard for good?"))
    def confirm() -> None:
        st.write(_("What this message says will never be applied. It stays readable under *Discarded*."))
        reason = st.text_input(_("Why?"), key="discard_reason", max_chars=200)
        if st.button(_("Discard"), type="primary", disabled=not reason.strip(), key="discard_confirmed"):
            try:
                st.session_state["quarantine_outcome"] = session.hub().discard(entry_id, reason.strip())
            except (HubAwayError, HubError) as error:
                tell(error)
                return
            st.rerun()

    confirm()


def _outcome() -> None:
    """What became of the last decision."""
    language = session.language()
    _ = language.text
    after: Held | None = st.session_state.pop("quarantine_outcome", None)
    if after is None:
        return
    if after.status == "replayed":
        st.success(_("No. {id} is applied now.").format(id=after.id), icon=":material/check_circle:")
    elif after.status == "discarded":
        st.success(_("No. {id} is discarded.").format(id=after.id), icon=":material/delete:")
    elif after.status == "held":
        text = _("No. {id} still cannot be applied: {detail}")
        st.error(
            text.format(id=after.id, detail=plain(cause(after.detail, language))), icon=":material/error:"
        )
    else:
        st.info(
            _("No. {id} waits for the gateway. Is it running? Look again in a moment.").format(id=after.id),
            icon=":material/hourglass:",
        )
