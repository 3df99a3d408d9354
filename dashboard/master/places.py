"""The tree of a site's places, how full each is, and one of them."""

from __future__ import annotations

import streamlit as st

from dashboard import charts, session, terms
from dashboard.i18n import Language
from dashboard.master import tables
from dashboard.master.forms import hub, number, outcome, saved
from dashboard.master.models import Filling, Place
from dashboard.master.tables import plain as typed
from dashboard.notices import plain

KINDS = ("dock", "shelf", "bench", "storage", "hold", "damaged")
NEW = "\x00new"


def show() -> None:
    language = session.language()
    _ = language.text
    outcome()
    site = session.site() or _only_site()
    if site is None:
        st.info(_("There is no site yet. Make one under *Sites*."), icon=":material/flag:")
        return
    rows = hub().fillings(site)
    picture(rows)
    chosen = _list(rows, language) if rows else None
    if not rows:
        said = (
            _("The site has no places yet. Make one below, or bring a list in under *Import & export*.")
            if session.may("manager")
            else _("The site has no places yet. A manager can add them.")
        )
        st.info(said, icon=":material/flag:")
    if session.may("manager"):
        places = {
            place.code: place for place in hub().places(site) if place.kind in KINDS and not place.outside
        }
        _form(site, places, places.get(chosen.code) if chosen else None)


def picture(rows: list[Filling]) -> bool:
    """The places that have a position, from above; False where none has one, and nothing is drawn."""
    _ = session.language().text
    frame = tables.plan(rows)
    if not len(frame):
        return False
    with st.container(border=True):
        title = _("The site from above, filled by level")
        st.markdown(f"**{title}**")
        st.altair_chart(charts.plan(frame, _("Level")), alt=title)
    return True


def _only_site() -> str | None:
    _ = session.language().text
    codes = [site.code for site in hub().sites()]
    if len(codes) < 2:
        return codes[0] if codes else None
    return st.selectbox(_("Site"), codes, key="master_places_site")


def _list(rows: list[Filling], language: Language) -> Filling | None:
    _ = language.text
    picked = st.dataframe(
        tables.places(rows, lambda code: terms.word(terms.PLACE_KINDS, code, language)),
        hide_index=True,
        placeholder="–",
        height=400 if len(rows) > 10 else "auto",
        column_config={
            "code": st.column_config.TextColumn(_("Place"), width="medium"),
            "name": _("Called"),
            "kind": _("Kind of place"),
            "level": st.column_config.ProgressColumn(
                _("Level"),
                format="%.0f %%",
                min_value=0,
                max_value=100,
                help=_("Of what is full first: weight, volume or pieces. Empty: no capacity is known."),
            ),
            "pieces": st.column_config.NumberColumn(_("Pieces"), format="localized"),
            "weight_kg": st.column_config.NumberColumn(_("Weight (kg)"), format="localized"),
            "volume_l": st.column_config.NumberColumn(_("Volume (l)"), format="localized"),
        },
        on_select="rerun",
        selection_mode="single-row",
        key="master_places",
    )
    blind = sum(1 for row in rows if row.without_weight or row.without_volume)
    if blind:
        st.caption(
            language.plural(
                "In {n} place stand items without weight or measures: it is at least so full.",
                "In {n} places stand items without weight or measures: they are at least so full.",
                blind,
            )
        )
    lines = picked["selection"]["rows"]
    return rows[lines[0]] if lines and lines[0] < len(rows) else None


def _form(site: str, places: dict[str, Place], place: Place | None) -> None:
    """Of the chosen place, or of a new one."""
    language = session.language()
    _ = language.text
    with st.form(f"place_{site}_{place.code if place else NEW}"):
        heading = plain(place.code) if place else _("New place")
        st.markdown(f"**{heading}**")
        columns = st.columns(4)
        code = "" if place else columns[0].text_input(_("Place"), max_chars=64, help=_("What its label says"))
        name = columns[1].text_input(_("Called"), place.name if place else "", max_chars=200)
        kind = columns[2].selectbox(
            _("Kind of place"),
            KINDS,
            index=KINDS.index(place.kind if place else "shelf"),
            format_func=lambda one: terms.word(terms.PLACE_KINDS, one, language),
        )
        above = [one for one in places if place is None or one != place.code]
        parent = columns[3].selectbox(
            _("Stands in"),
            above,
            index=above.index(place.parent) if place and place.parent else None,
            placeholder="–",
        )
        labels = {
            "max_weight_kg": _("Holds (kg)"),
            "max_volume_l": _("Holds (l)"),
            "max_pieces": _("Holds (pieces)"),
            "x_m": "x (m)",
            "y_m": "y (m)",
            "width_m": _("Width (m)"),
            "depth_m": _("Depth (m)"),
        }
        said = {
            field: columns[at % 4].text_input(label, typed(getattr(place, field)) if place else "")
            for at, (field, label) in enumerate(labels.items())
        }
        level = columns[3].text_input(_("Level above the floor"), typed(place.level) if place else "")
        if st.form_submit_button(_("Save") if place else _("Make it"), type="primary"):
            body: dict[str, object] = {field: number(text) for field, text in said.items()}
            body |= {"name": name.strip(), "kind": kind, "parent": parent, "level": number(level)}
            if place is None:
                body |= {"site": site, "code": code.strip()}
                saved(
                    lambda: hub().add_place(body), _("Place {code} is made.").format(code=plain(code.strip()))
                )
            else:
                saved(
                    lambda: hub().change_place(site, place.code, body),
                    _("Place {code} is saved.").format(code=plain(place.code)),
                )
