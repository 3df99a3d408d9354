"""Bills of materials: what there are, what one takes down to what is bought, and the next version."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import session, steps
from dashboard.notices import plain
from dashboard.production import columns, page, tables
from dashboard.production.models import Bom
from dashboard.typed import number


def show() -> None:
    _ = session.language().text
    rows = page.making().boms()
    if not rows:
        st.info(
            _(
                "There is no bill of materials yet. Write one below, or bring a list in under *Master data*, "
                "*Import & export*."
            ),
            icon=":material/flag:",
        )
    else:
        page.table(tables.boms(rows, page.bom_word), "making_boms")
        chosen = st.selectbox(
            _("Bill of materials"),
            rows,
            index=None,
            placeholder=_("Choose one to see what it takes"),
            format_func=_label,
            key="making_bom",
        )
        if chosen is not None:
            _card(chosen)
    if session.may("manager"):
        _new(rows)


def _label(bom: Bom) -> str:
    return session.language().text("{sku} · version {version}").format(sku=bom.sku, version=bom.version)


def _card(bom: Bom) -> None:
    _ = session.language().text
    with st.container(border=True):
        st.markdown(f"**{plain(_label(bom))}** · {plain(bom.name)} · {page.bom_word(bom.kind)}")
        if bom.note:
            st.text(bom.note)
        qty = st.text_input(_("To make"), value=tables.number(bom.output_qty), key=f"making_explode_{bom.id}")
        wanted = number(qty) or "1"
        page.table(
            tables.levels(page.making().explosion(bom.id, wanted, page.site()).levels), "making_levels"
        )
        st.caption(_("Level 1 are its components, level 2 what those are made of; with the expected scrap."))
        if session.may("manager"):
            _activate(bom)


def _activate(bom: Bom) -> None:
    _ = session.language().text
    label = _("Retire it") if bom.active else _("Make orders by it from now on")
    if st.button(label, icon=":material/published_with_changes:", key=f"making_activate_{bom.id}") and (
        steps.attempt(lambda: page.making().set_active(bom, active=not bom.active))
    ):
        said = _("{bom} is retired.") if bom.active else _("Orders are made by {bom} from now on.")
        steps.done(said.format(bom=plain(_label(bom))))
        st.rerun()


def _new(rows: list[Bom]) -> None:
    language = session.language()
    _ = language.text
    with st.expander(_("Write a bill of materials"), icon=":material/edit_note:", expanded=not rows):
        first, second, third = st.columns([2, 1, 1])
        sku = first.text_input(_("Item that is made (SKU)"), max_chars=64, key=_fresh("sku")).strip()
        before = next((row for row in rows if row.sku == sku and row.active), None)
        if before is not None:
            st.caption(_("It begins with version {version}.").format(version=before.version))
        # another item's bill begins anew, and so does the next one that is written
        name = f"{sku}_{before.edition if before else 0}"
        output_qty = second.text_input(
            _("Quantity made"),
            value=tables.number(before.output_qty) if before else "1",
            help=_("The components are for so many."),
            key=_fresh(f"output_{name}"),
        )
        kind = third.segmented_control(
            _("Kind"), ("made", "kit"), default=before.kind if before else "made", format_func=page.bom_word,
            required=True, key=_fresh(f"kind_{name}"), help=_("A kit can be taken apart again."),
        )  # fmt: skip
        frame = st.data_editor(
            tables.parts(before),
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            column_config=columns.parts(language),
            key=_fresh(f"parts_{name}"),
        )
        note = st.text_input(_("Note"), max_chars=200, key=_fresh("note"))
        wanted: dict[str, Any] = {
            "sku": sku, "kind": kind, "output_qty": number(output_qty), "note": note,
            "components": tables.filled_in(frame, "sku"),
        }  # fmt: skip
        ready = bool(sku and wanted["components"])
        if st.button(_("Save as the next version"), type="primary", disabled=not ready, key=_fresh("save")):
            _save(wanted)


def _fresh(field: str) -> str:
    """A widget's name that nobody has typed into since the last bill was saved."""
    return f"making_bom_{field}_{steps.key_of('bom')}"


def _save(wanted: dict[str, Any]) -> None:
    _ = session.language().text
    made: list[Bom] = []
    if steps.attempt(lambda: made.append(page.making().create_bom(wanted, steps.key_of("bom")))):
        steps.used("bom")
        steps.done(_("Saved: {bom}. Orders are made by it from now on.").format(bom=plain(_label(made[0]))))
        st.rerun()
