"""What a portal and hands count at a dock door, live while somebody unloads there."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import session
from dashboard.inbound import columns, tables
from dashboard.inbound.hub import GoodsIn
from dashboard.inbound.models import Receipt

REFRESH_S = 3.0


def show(hub: GoodsIn, receipts: Sequence[Receipt], zone: ZoneInfo) -> None:
    """The newest that is not over first."""
    _ = session.language().text
    st.subheader(_("Counted at the door"))
    rows = sorted(receipts, key=lambda one: one.closed_at is not None)
    chosen: Receipt = st.selectbox(
        _("Unloading"),
        rows,
        format_func=lambda one: (
            f"{one.document} · {one.location} · {one.opened_at.astimezone(zone):%m-%d %H:%M}"
        ),
        key="inbound_unloading",
    )
    st.fragment(_counted, run_every=REFRESH_S if chosen.closed_at is None else None)(hub, chosen, zone)


def _counted(hub: GoodsIn, receipt: Receipt, zone: ZoneInfo) -> None:
    language = session.language()
    _ = language.text
    found = hub.counted(receipt)
    of = columns.of(language)
    if found.items:
        st.dataframe(
            tables.counted(found.items),
            hide_index=True,
            placeholder="–",
            column_config=of,
            key="inbound_counted",
        )
        st.caption(_("A piece that both the portal and a hand have counted came once."))
    else:
        st.info(_("Nothing was read here yet: it is shown as it comes."), icon=":material/sensors:")
    if found.unplaced:
        st.warning(_("Tags and codes that nobody could place:"), icon=":material/help:")
        st.dataframe(
            tables.unplaced(found.unplaced, zone),
            hide_index=True,
            placeholder="–",
            column_config=of,
            key="inbound_unplaced",
        )
