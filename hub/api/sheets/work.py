"""One file, checked or taken in: all of it or nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from hub.api.database import Connection
from hub.api.sheets import files
from hub.api.sheets.kind import SheetKind
from hub.domain.sheets import plan as planning
from hub.domain.sheets import reading
from hub.domain.sheets.columns import Fault, key_of
from hub.domain.sheets.csv_text import UnreadableError
from hub.domain.sheets.plan import Change, Plan
from hub.store import import_jobs, imports
from hub.store.import_jobs import Ending

MAX_ROWS: Final = 200_000
MAX_FAULTS: Final = 20_000
"""More than anybody reads; how many there are is counted all the same."""
BATCH: Final = 1000
CHANGES_SHOWN: Final = 200

Tell = Callable[[str, int, int], None]
"""Called with the step, and how many of how many rows are done."""


class UploadedFile(NamedTuple):
    job_id: int
    user_id: int
    kind: SheetKind
    content: bytes
    dry_run: bool
    encoding: str | None
    decimal_comma: bool


class GivenUpError(Exception):
    """The import was given up while it ran: nothing of it is saved."""


def take_in(conn: Connection, upload: UploadedFile, tell: Tell, now: datetime) -> None:
    """In the caller's transaction, at whose end the rows are saved and the job is done.

    Raises GivenUpError.
    """
    kind = upload.kind
    tell("reading", 0, 0)
    try:
        file = files.read(upload.content, upload.encoding)
        sheet = reading.read(
            kind.columns, kind.key, _told(file.lines, tell), decimal_comma=upload.decimal_comma
        )
    except UnreadableError as error:
        _end(
            conn,
            upload.job_id,
            Ending(state="refused", reading={}, faults=[Fault(0, "", "", str(error))]),
            now,
        )
        return
    tell("checking", 0, sheet.lines)
    if not upload.dry_run:
        imports.lock(conn)
    keys = {key_of(kind.key, row.values) for row in sheet.rows}
    plan = planning.plan(kind.columns, kind.key, sheet.rows, kind.current(conn, keys))
    faults = sorted([*sheet.faults, *kind.check(conn, plan.changes)], key=lambda fault: fault.row)
    refused = bool(faults)
    if not refused and not upload.dry_run:
        _save(conn, upload, plan.changes, tell)
    ending = Ending(
        state="refused" if refused else "done",
        rows_total=sheet.lines,
        rows_done=sheet.lines,
        created=plan.created,
        updated=plan.updated,
        unchanged=plan.unchanged,
        faults=faults,
        reading=dict(file.reading),
        changes=_shown(kind, plan),
    )
    _end(conn, upload.job_id, ending, now)


def _told(lines: Iterable[list[str]], tell: Tell) -> Iterator[list[str]]:
    for number, line in enumerate(lines):
        if number > MAX_ROWS:
            raise UnreadableError(f"more than {MAX_ROWS} rows; cut it into several files")
        if number % BATCH == 0:
            tell("reading", number, 0)
        yield line


def _save(conn: Connection, upload: UploadedFile, changes: Sequence[Change], tell: Tell) -> None:
    for start in range(0, len(changes), BATCH):
        tell("saving", start, len(changes))
        upload.kind.save(conn, changes[start : start + BATCH])
    if changes:
        upload.kind.finish(conn, changes, upload.user_id)
    tell("saving", len(changes), len(changes))


def _end(conn: Connection, job_id: int, ending: Ending, now: datetime) -> None:
    if not import_jobs.finish(conn, job_id, ending, now=now):
        raise GivenUpError(f"import {job_id} was given up while it ran")


def _shown(kind: SheetKind, plan: Plan) -> list[dict[str, Any]]:
    """The first changes, as texts: which row, which key, and of each field what it was and will be."""
    shown: list[dict[str, Any]] = []
    columns = {column.name: column for column in kind.columns}
    for change in itertools.islice(plan.changes, CHANGES_SHOWN):
        fields = {
            name: [files.cell_text(columns[name], old), files.cell_text(columns[name], change.record[name])]
            for name, old in (change.old or {}).items()
        }
        key = [files.cell_text(columns[name], part) for name, part in zip(kind.key, change.key, strict=True)]
        shown.append(
            {
                "row": change.row,
                "key": key,
                "what": "created" if change.is_new else "updated",
                "fields": fields,
            }
        )
    return shown
