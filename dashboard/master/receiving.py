"""Whether receivers of a site see what was ordered."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.master.forms import hub, saved
from dashboard.master.models import Site
from dashboard.notices import plain


def show(sites: list[Site]) -> None:
    """Of the site that is chosen at the left, of the only one, or of one that is chosen here."""
    _ = session.language().text
    codes = [site.code for site in sites if session.site() in (None, site.code)]
    if not codes:
        return
    st.subheader(_("Receiving"))
    code = codes[0] if len(codes) == 1 else st.selectbox(_("Site"), codes, key="master_receiving_site")
    blind = hub().receives_blind(code)
    if not session.may("manager"):
        st.caption(
            _("At {site} receivers count blind.").format(site=plain(code))
            if blind
            else _("At {site} receivers see what was ordered.").format(site=plain(code))
        )
        return
    with st.form(f"master_receiving_{code}"):
        wanted = st.checkbox(
            _("At {site} goods are received blind").format(site=plain(code)),
            blind,
            help=_(
                "Neither the quantities that were ordered nor what is in a package reaches the terminals, so "
                "that whoever receives has to count."
            ),
        )
        if st.form_submit_button(_("Save")):
            saved(
                lambda: hub().receive_blind(code, blind=wanted),
                _("From now on {site} receives blind.").format(site=plain(code))
                if wanted
                else _("From now on receivers at {site} see what was ordered.").format(site=plain(code)),
            )
