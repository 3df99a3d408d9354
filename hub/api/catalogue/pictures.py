"""Pictures of items."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Response, status

from hub.api.auth.roles import Manager, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.problems import FieldError, Problem, validation_problem
from hub.api.uploads import RawBody, body_of
from hub.api.values import PathCode
from hub.store import item_pictures

router = APIRouter(tags=["items"])
MAX_BYTES: Final = 2_000_000
# what the content begins with, whatever the request calls it
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_A_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {}, "image/jpeg": {}, "image/webp": {}}, "description": "The picture."},
    304: {"description": "It is still the one of the ETag."},
}


def media_type(content: bytes) -> str | None:
    """Of a PNG, JPEG or WebP; None for anything else."""
    if content.startswith(_PNG):
        return "image/png"
    if content.startswith(_JPEG):
        return "image/jpeg"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return None


@router.get(
    "/items/{sku}/picture",
    operation_id="get_picture",
    response_class=Response,
    responses=problems(404) | _A_PICTURE,
)
def get_picture(
    _: Viewer,
    database: Db,
    sku: PathCode,
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """An item's picture."""
    with database.transaction() as conn:
        picture = item_pictures.get(conn, sku)
    tag = f'"{picture.sha256.hex()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if if_none_match == tag:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(picture.content, media_type=picture.media_type, headers=headers)


@router.put(
    "/items/{sku}/picture",
    operation_id="put_picture",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404, 413),
    openapi_extra=body_of("image/png", "image/jpeg", "image/webp"),
)
def put_picture(_: Manager, database: Db, now: Now, sku: PathCode, content: RawBody) -> None:
    """Give an item a picture: PNG, JPEG or WebP, at most 2 MB, as the request's body."""
    if len(content) > MAX_BYTES:
        raise Problem("too-large", f"A picture may have {MAX_BYTES} bytes; this one has {len(content)}.")
    kind = media_type(content)
    if kind is None:
        raise validation_problem([FieldError(where="body", what="not a PNG, JPEG or WebP picture")])
    with database.transaction() as conn:
        item_pictures.put(conn, sku, kind, content, now=now())


@router.delete(
    "/items/{sku}/picture",
    operation_id="remove_picture",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404),
)
def remove_picture(_: Manager, database: Db, sku: PathCode) -> None:
    """Take an item's picture away."""
    with database.transaction() as conn:
        item_pictures.remove(conn, sku)
