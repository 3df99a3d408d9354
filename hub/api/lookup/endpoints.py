from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from hub.api.auth.roles import Viewer
from hub.api.database import Db
from hub.api.lookup import service
from hub.api.lookup.schemas import LookupAnswer, LookupQuery
from hub.api.references import known_site

router = APIRouter(tags=["lookup"])


@router.get("/lookup", operation_id="look_up")
def look_up(_: Viewer, database: Db, query: Annotated[LookupQuery, Query()]) -> LookupAnswer:
    """What a text is, and where it stands: a code, an SSCC, a lot, a serial number, a document, a place."""
    text = query.text.strip()
    with database.transaction() as conn:
        known_site(conn, query.site)
        found = service.look_up(conn, text, query.site) if text else []
    return LookupAnswer(text=text, found=found)
