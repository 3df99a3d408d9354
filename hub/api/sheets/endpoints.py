from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status

from hub.api.auth.roles import Manager, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, PageQuery, after_id, after_text, encode_cursor, page_of
from hub.api.problems import Problem
from hub.api.sheets import files, xlsx
from hub.api.sheets.desk import Desk
from hub.api.sheets.kind import SheetKind
from hub.api.sheets.kinds import KINDS, kind_named
from hub.api.sheets.schemas import (
    ColumnAnswer,
    FaultAnswer,
    FileQuery,
    ImportAnswer,
    ImportQuery,
    JobQuery,
    SheetAnswer,
)
from hub.api.sheets.work import UploadedFile
from hub.api.uploads import RawBody, body_of
from hub.api.values import PathCode, PathId
from hub.store import import_jobs

router = APIRouter(tags=["sheets"])
_A_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}, xlsx.MEDIA_TYPE: {}}, "description": "The file."}
}


@router.get("/sheets", operation_id="list_sheets")
def list_sheets(_: Viewer, query: Annotated[PageQuery, Query()]) -> Page[SheetAnswer]:
    """The kinds of lists that go out and come in as CSV and XLSX, and their columns."""
    after = after_text("sheets", query.after) or ""
    rows = sorted((kind for kind in KINDS.values() if kind.name > after), key=lambda kind: kind.name)
    return page_of(
        rows[: query.limit + 1], query.limit, _described, lambda row: encode_cursor("sheets", row.name)
    )


def _described(kind: SheetKind) -> SheetAnswer:
    return SheetAnswer(
        name=kind.name,
        title=kind.title,
        title_zh=kind.title_zh,
        key=list(kind.key),
        role=kind.role.text,
        columns=[ColumnAnswer.model_validate(column) for column in kind.columns],
    )


@router.get(
    "/sheets/{kind}/template",
    operation_id="get_template",
    response_class=Response,
    responses=problems(404) | _A_FILE,
)
def get_template(_: Viewer, kind: PathCode, query: Annotated[FileQuery, Query()]) -> Response:
    """An empty file with the right headings; as XLSX it explains them too."""
    named = kind_named(kind)
    return _file(named, files.write(named, [], query.format, query.language), query, "template")


@router.get(
    "/sheets/{kind}/file",
    operation_id="export_sheet",
    response_class=Response,
    responses=problems(404) | _A_FILE,
)
def export_sheet(_: Viewer, database: Db, kind: PathCode, query: Annotated[FileQuery, Query()]) -> Response:
    """All that is there, as a file that can come in again."""
    named = kind_named(kind)
    with database.transaction() as conn:
        content = files.write(named, named.rows(conn), query.format, query.language)
    return _file(named, content, query, "")


def _file(kind: SheetKind, content: bytes, query: FileQuery, what: str) -> Response:
    name = "-".join(filter(None, (kind.name, what)))
    disposition = f'attachment; filename="{name}.{query.format}"'
    headers = {"Content-Disposition": disposition}
    return Response(content, media_type=files.MEDIA_TYPES[query.format], headers=headers)


@router.post(
    "/sheets/{kind}/imports",
    operation_id="import_sheet",
    status_code=status.HTTP_202_ACCEPTED,
    responses=problems(404, 413),
    openapi_extra=body_of("text/csv", xlsx.MEDIA_TYPE),
)
def import_sheet(
    user: Manager,
    database: Db,
    desk: Desk,
    now: Now,
    kind: PathCode,
    query: Annotated[ImportQuery, Query()],
    content: RawBody,
) -> ImportAnswer:
    """Check a file (`dry_run`) or take it in, all of it or nothing; ask for the answer's id how far it is.

    A row makes what its key names, or changes it (of orders and ship notices it only makes): sending a file
    again changes nothing.
    """
    named = kind_named(kind)
    if user.role < named.role:
        raise Problem("forbidden", f"Bringing {named.name} in takes the role {named.role.text}.")
    desk.reserve()
    try:
        with database.transaction() as conn:
            job_id = import_jobs.add(
                conn,
                kind=named.name,
                file_name=query.file_name,
                file_sha256=hashlib.sha256(content).digest(),
                dry_run=query.dry_run,
                user_id=user.user_id,
                now=now(),
            )
            job = import_jobs.get(conn, job_id)
    except BaseException:
        desk.release()
        raise
    desk.submit(
        UploadedFile(job_id, user.user_id, named, content, query.dry_run, query.encoding, query.decimal_comma)
    )
    return ImportAnswer.model_validate(job)


@router.get("/imports", operation_id="list_imports")
def list_imports(_: Viewer, database: Db, query: Annotated[JobQuery, Query()]) -> Page[ImportAnswer]:
    """Files that were checked or taken in, newest first."""
    with database.transaction() as conn:
        rows = import_jobs.list_page(
            conn, kind=query.kind, after=after_id("imports", query.after), limit=query.limit + 1
        )
    return page_of(
        rows, query.limit, ImportAnswer.model_validate, lambda row: encode_cursor("imports", row.id)
    )


@router.get("/imports/{import_id}", operation_id="get_import", responses=problems(404))
def get_import(_: Viewer, database: Db, import_id: PathId) -> ImportAnswer:
    """How far a file is, and what came of it."""
    with database.transaction() as conn:
        return ImportAnswer.model_validate(import_jobs.get(conn, import_id))


@router.get("/imports/{import_id}/faults", operation_id="list_import_faults", responses=problems(404))
def list_import_faults(
    _: Viewer, database: Db, import_id: PathId, query: Annotated[PageQuery, Query()]
) -> Page[FaultAnswer]:
    """Everything that is wrong in a file, by row and column."""
    with database.transaction() as conn:
        import_jobs.get(conn, import_id)
        rows = import_jobs.list_faults(
            conn, import_id, after=after_id("faults", query.after) or 0, limit=query.limit + 1
        )
    return page_of(rows, query.limit, FaultAnswer.model_validate, lambda row: encode_cursor("faults", row.no))
