"""Movements as they happen."""

from __future__ import annotations

import streamlit as st

from dashboard import columns, frames, session, terms
from dashboard.notices import guarded

LIVE_S = 2
LENGTHS = (50, 200, 1000)


def show() -> None:
    _ = session.language().text
    st.title(_("Movements"))
    _filters()
    paused = bool(st.session_state.get("movements_paused"))
    # drawn anew by itself, until somebody wants to read in peace
    st.fragment(guarded(_tail), run_every=None if paused else LIVE_S)()


def _filters() -> None:
    language = session.language()
    _ = language.text
    sku, document, kind, length = st.columns([1.2, 1.2, 1.2, 0.8])
    sku.text_input(_("SKU"), key="movements_sku", placeholder=_("all"), icon=":material/search:")
    document.text_input(
        _("Document"), key="movements_document", placeholder=_("all"), icon=":material/receipt_long:"
    )
    kind.selectbox(
        _("Kind"),
        list(terms.KINDS),
        index=None,
        placeholder=_("all"),
        format_func=lambda code: terms.word(terms.KINDS, code, language),
        key="movements_kind",
    )
    length.selectbox(_("How many"), LENGTHS, key="movements_length")
    st.toggle(_("Pause"), key="movements_paused", help=_("Hold the list still; nothing is missed meanwhile"))


def _tail() -> None:
    language = session.language()
    _ = language.text
    wanted = st.session_state
    movements = session.hub().movements(
        site=session.site(),
        sku=str(wanted.get("movements_sku") or "").strip() or None,
        document=str(wanted.get("movements_document") or "").strip() or None,
        kind=wanted.get("movements_kind"),
        limit=int(wanted.get("movements_length") or LENGTHS[0]),
    )
    if not movements:
        st.info(
            _("No movement fits. SKU and document must be given in full; clear a field to see all."),
            icon=":material/filter_alt_off:",
        )
        return
    now = session.now()
    formats = session.formats(None)
    latest = movements[0]
    st.caption(
        _("Newest first · as of {time} · last recorded {ago}").format(
            time=formats.clock(now, now), ago=formats.ago(latest.recorded_at, now)
        )
    )
    frame = frames.movements_table(
        movements,
        formats,
        lambda code: terms.word(terms.KINDS, code, language),
        lambda code: terms.word(terms.PLACES, code, language),
    )
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        height=600 if len(frame) > 15 else "auto",
        column_config=columns.movements(language, None),
        key="movements_table",
    )
