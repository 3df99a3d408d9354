"""Lists as files: templates, export, and import with everything that is wrong shown before it is saved."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import streamlit as st

from dashboard import columns, session, terms
from dashboard.errors import HubAwayError, HubError
from dashboard.master import tables
from dashboard.master.forms import hub
from dashboard.master.models import Import, Sheet
from dashboard.notices import plain, tell
from dashboard.sentences import sentence

MAX_MB = 20
ASK_EVERY_S = 0.3
FIRST = ("items", "item-codes", "sites", "places", "fixed-places")
ONLY_MADE = ("purchase-orders", "ship-notices")
ENCODINGS = (None, "utf-8", "gb18030", "windows-1252", "utf-16")


def show() -> None:
    language = session.language()
    _ = language.text
    sheets = {sheet.name: sheet for sheet in sorted(hub().sheets(), key=_order)}
    name = st.selectbox(
        _("List"),
        list(sheets),
        format_func=lambda one: sheets[one].title_zh if language.code == "zh_CN" else sheets[one].title,
        key="master_sheet",
        width=320,
    )
    _show(sheets[name])


def of(name: str) -> None:
    """One list alone, where its goods are looked at."""
    sheet = next((sheet for sheet in hub().sheets() if sheet.name == name), None)
    if sheet is not None:
        _show(sheet)


def _show(sheet: Sheet) -> None:
    language = session.language()
    _ = language.text
    _out(sheet)
    if session.may(sheet.role):
        _in(sheet)
    else:
        role = terms.word(terms.ROLES, sheet.role, language)
        st.caption(_("Bringing this list in takes the role {role}.").format(role=role))
    _recent(sheet)


def _order(sheet: Sheet) -> tuple[int, str]:
    """In which lists are brought in: what others name comes first."""
    return (FIRST.index(sheet.name) if sheet.name in FIRST else len(FIRST), sheet.name)


def _out(sheet: Sheet) -> None:
    language = session.language()
    _ = language.text
    with st.container(border=True):
        heading = _("Out")
        st.markdown(f"**{heading}**")
        buttons = st.columns(4)
        for at, (what, form) in enumerate(
            [("export", "xlsx"), ("export", "csv"), ("template", "xlsx"), ("template", "csv")]
        ):
            label = _("List as {form}") if what == "export" else _("Template as {form}")
            suffix = "-template" if what == "template" else ""
            buttons[at].download_button(
                label.format(form=form.upper()),
                # asked for only when somebody presses it
                partial(getattr(hub(), what), sheet.name, form, language.code),
                file_name=f"{sheet.name}{suffix}.{form}",
                key=f"out_{what}_{form}",
                icon=":material/download:",
                on_click="ignore",
                width="stretch",
            )
        with st.expander(_("What its columns mean")):
            chinese = language.code == "zh_CN"
            st.dataframe(
                [
                    {
                        _("Column"): column.zh if chinese else column.name,
                        _("Required"): column.required,
                        _("Meaning"): column.note_zh if chinese else column.note,
                        _("Example"): column.example,
                    }
                    for column in sheet.columns
                ],
                hide_index=True,
                placeholder="–",
            )


def _in(sheet: Sheet) -> None:
    _ = session.language().text
    with st.container(border=True):
        heading = _("In")
        st.markdown(f"**{heading}**")
        sent = st.file_uploader(
            _("CSV or XLSX"), type=["csv", "txt", "xlsx"], key=f"in_{sheet.name}", max_upload_size=MAX_MB
        )
        with st.expander(_("If a CSV is not understood")):
            encoding = st.selectbox(
                _("Encoding"),
                ENCODINGS,
                format_func=lambda one: _("Find it out") if one is None else str(one).upper(),
                key="in_encoding",
            )
            comma = st.checkbox(_("The comma is the decimal mark: 1,5"), key="in_comma")
        st.caption(_rows_do(sheet))
        check, take, _rest = st.columns([1, 1, 2])
        checked = check.button(
            _("Check"), icon=":material/rule:", disabled=sent is None, width="stretch", key="in_check"
        )
        taken = take.button(
            _("Take in"),
            icon=":material/upload:",
            type="primary",
            disabled=sent is None,
            width="stretch",
            key="in_take",
        )
        if sent is not None and (checked or taken):
            options: dict[str, Any] = {"encoding": encoding, "decimal_comma": comma}
            ended = _run(sheet, sent.getvalue(), sent.name, dry_run=checked, **options)
            st.session_state["master_import"] = ended
        ended = st.session_state.get("master_import")
        if (
            sent is not None
            and ended is not None
            and ended.kind == sheet.name
            and ended.file_name == sent.name
        ):
            _result(ended)


def _rows_do(sheet: Sheet) -> str:
    _ = session.language().text
    if sheet.name in ONLY_MADE:
        return _(
            "A row makes what its key names. What is there already is not changed, and nothing is deleted."
        )
    return _(
        "A row makes what its key names, or changes it; an empty cell takes a value away; nothing is deleted."
    )


def _run(sheet: Sheet, content: bytes, name: str, **options: Any) -> Import | None:
    """The import when it has ended. Who leaves the page does not stop it: it stands in the list below."""
    _ = session.language().text
    steps = {
        "": _("Waits for other files …"),
        "reading": _("Reads the file …"),
        "checking": _("Checks every row …"),
        "saving": _("Saves …"),
    }
    bar = st.progress(0.0, text=steps["reading"])
    try:
        job = hub().send(sheet.name, content, name, **options)
        while not job.ended:
            part = job.rows_done / job.rows_total if job.rows_total else 0.0
            count = f" {job.rows_done}" + (f" / {job.rows_total}" if job.rows_total else "")
            bar.progress(
                min(1.0, part), text=steps.get(job.step, job.step) + (count if job.rows_done else "")
            )
            time.sleep(ASK_EVERY_S)
            job = hub().progress(job.id)
    except (HubAwayError, HubError) as error:
        bar.empty()
        tell(error)
        return None
    bar.empty()
    return job


def _result(job: Import) -> None:
    language = session.language()
    _ = language.text
    formats = session.formats(None)
    if job.state == "failed":
        st.error(plain(sentence(job.detail, language)), icon=":material/error:")
        return
    if job.state == "refused":
        st.error(
            language.plural(
                "{n} fault. Nothing was saved: mend the file and send it again.",
                "{n} faults. Nothing was saved: mend the file and send it again.",
                job.faults,
            ),
            icon=":material/error:",
        )
        _faults(job)
        return
    counts = _("{created} new, {updated} changed, {unchanged} as they were").format(
        created=formats.number(job.created),
        updated=formats.number(job.updated),
        unchanged=formats.number(job.unchanged),
    )
    if job.dry_run:
        st.info(_("The file is right. Taking it in would make of it: ") + counts, icon=":material/rule:")
    else:
        st.success(_("Taken in: ") + counts, icon=":material/check_circle:")
    if job.reading.get("encoding"):
        st.caption(
            _("Read as {encoding}, cut by {separator}").format(
                encoding=job.reading["encoding"].upper(), separator=f"`{job.reading.get('separator', ',')!r}`"
            )
        )
    if job.changes:
        st.dataframe(
            tables.changes(job.changes, lambda code: terms.word(terms.CHANGES, code, language)),
            hide_index=True,
            placeholder="–",
            column_config={
                "row": st.column_config.NumberColumn(_("Row"), format="%d"),
                "key": _("Key"),
                "what": _("What"),
                "fields": st.column_config.TextColumn(_("Fields"), width="large"),
            },
            key="import_changes",
        )


def _faults(job: Import) -> None:
    language = session.language()
    _ = language.text
    frame = tables.faults(hub().faults(job.id), lambda said: sentence(said, language))
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        height=400 if len(frame) > 10 else "auto",
        column_config={
            "row": st.column_config.NumberColumn(_("Row"), format="%d"),
            "column": _("Column"),
            "value": _("What stands there"),
            "what": st.column_config.TextColumn(_("What is wrong"), width="large"),
        },
        key="import_faults",
    )
    st.download_button(
        _("Faults as CSV"),
        tables.faults_csv(frame),
        file_name=f"faults-{job.id}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _recent(sheet: Sheet) -> None:
    language = session.language()
    _ = language.text
    rows = hub().imports(sheet.name)
    if not rows:
        return
    st.subheader(_("Last files"))
    frame = tables.imports(rows, lambda code: terms.word(terms.IMPORT_STATES, code, language))
    formats = session.formats(None)
    frame["started_at"] = [formats.local(row.started_at) for row in rows]
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        column_config={
            "started_at": columns.moment(_("When")),
            "file_name": _("File"),
            "by": _("Done by"),
            "state": _("Status"),
            "created": st.column_config.NumberColumn(_("New"), format="%d"),
            "updated": st.column_config.NumberColumn(_("Changed"), format="%d"),
            "unchanged": st.column_config.NumberColumn(_("As it was"), format="%d"),
            "faults": st.column_config.NumberColumn(_("Faults"), format="%d"),
        },
        key="import_recent",
    )
