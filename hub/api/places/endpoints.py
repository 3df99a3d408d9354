from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from hub.api.auth.roles import Admin, Manager, Viewer
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, PageQuery, decode_cursor, encode_cursor, page_of
from hub.api.places import service
from hub.api.places.schemas import (
    FillingAnswer,
    FillingQuery,
    LocationAnswer,
    LocationChanges,
    LocationQuery,
    NewLocationRequest,
    NewSiteRequest,
    SiteAnswer,
    SiteChanges,
)
from hub.api.references import known_site
from hub.api.values import PathCode, PathTail
from hub.store import locations, sites

router = APIRouter(tags=["sites"])


@router.get("/sites", operation_id="list_sites")
def list_sites(_: Viewer, database: Db, query: Annotated[PageQuery, Query()]) -> Page[SiteAnswer]:
    """Sites by code."""
    after = decode_cursor("sites", query.after, str)
    with database.transaction() as conn:
        rows = sites.list_all(conn)
    if after is not None:
        rows = rows[next((i + 1 for i, row in enumerate(rows) if row.code == after[0]), len(rows)) :]
    return page_of(rows, query.limit, SiteAnswer.model_validate, lambda row: encode_cursor("sites", row.code))


@router.post(
    "/sites", operation_id="create_site", status_code=status.HTTP_201_CREATED, responses=problems(409)
)
def create_site(_: Admin, database: Db, wanted: NewSiteRequest) -> SiteAnswer:
    """Make a site, and with it the places outside its walls."""
    with database.transaction() as conn:
        return SiteAnswer.model_validate(sites.create(conn, **wanted.model_dump()))


@router.patch("/sites/{site}", operation_id="change_site", responses=problems(404))
def change_site(_: Admin, database: Db, site: PathCode, wanted: SiteChanges) -> SiteAnswer:
    """Change the named fields of a site."""
    with database.transaction() as conn:
        return service.change_site(conn, site, wanted)


@router.get("/locations", operation_id="list_locations")
def list_locations(_: Viewer, database: Db, query: Annotated[LocationQuery, Query()]) -> Page[LocationAnswer]:
    """Places by site and code, those outside the walls too."""
    after = decode_cursor("locations", query.after, str, str) or ("", "")
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = locations.list_page(
            conn, site=query.site, after=(str(after[0]), str(after[1])), limit=query.limit + 1
        )
    return page_of(
        rows,
        query.limit,
        LocationAnswer.model_validate,
        lambda row: encode_cursor("locations", row.site, row.code),
    )


@router.post(
    "/locations", operation_id="create_location", status_code=status.HTTP_201_CREATED, responses=problems(409)
)
def create_location(_: Manager, database: Db, wanted: NewLocationRequest) -> LocationAnswer:
    """Make a place inside the walls of a site."""
    with database.transaction() as conn:
        return service.create_location(conn, wanted)


@router.patch(
    "/locations/{site}/{location:path}", operation_id="change_location", responses=problems(404, 409)
)
def change_location(
    _: Manager, database: Db, site: PathCode, location: PathTail, wanted: LocationChanges
) -> LocationAnswer:
    """Change the named fields of a place: its name, where it stands, what it may hold."""
    with database.transaction() as conn:
        return service.change_location(conn, site, location, wanted)


@router.get("/fillings", operation_id="list_fillings")
def list_fillings(_: Viewer, database: Db, query: Annotated[FillingQuery, Query()]) -> Page[FillingAnswer]:
    """How full each place of a site is, the places in their tree's order."""
    with database.transaction() as conn:
        return Page(items=service.fillings(conn, query.site), next=None)
