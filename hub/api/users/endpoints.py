from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from hub.api.auth.roles import Admin
from hub.api.auth.secrets import hash_secret
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, PageQuery, after_text, encode_cursor, page_of
from hub.api.users import service
from hub.api.users.schemas import (
    BadgeAnswer,
    BadgeRequest,
    NewUserRequest,
    PinRequest,
    UserAnswer,
    UserChanges,
)
from hub.api.values import PathCode
from hub.store import users

router = APIRouter(tags=["users"])


@router.get("/users", operation_id="list_users")
def list_users(_: Admin, database: Db, query: Annotated[PageQuery, Query()]) -> Page[UserAnswer]:
    """Users by login."""
    with database.transaction() as conn:
        rows = users.page(conn, after=after_text("users", query.after), rows=query.limit + 1)
    return page_of(rows, query.limit, service.answer, lambda row: encode_cursor("users", row.login))


@router.post(
    "/users", operation_id="create_user", status_code=status.HTTP_201_CREATED, responses=problems(409)
)
def create_user(_: Admin, database: Db, wanted: NewUserRequest) -> UserAnswer:
    """Make a user; one without a password works at stations only, by badge or PIN."""
    password_hash = hash_secret(wanted.password) if wanted.password else None
    with database.transaction() as conn:
        return service.create(conn, wanted, password_hash)


@router.patch("/users/{login}", operation_id="change_user", responses=problems(404, 409))
def change_user(_: Admin, database: Db, login: PathCode, wanted: UserChanges) -> UserAnswer:
    """Change the named fields. A new password, another role or disabling ends the user's tokens."""
    password_hash = hash_secret(wanted.password) if wanted.password else None
    with database.transaction() as conn:
        return service.change(conn, login, wanted, password_hash)


@router.post("/users/{login}/badge", operation_id="give_badge", responses=problems(404))
def give_badge(_: Admin, database: Db, login: PathCode, wanted: BadgeRequest) -> BadgeAnswer:
    """Give a user a badge for the stations; the one before is worth nothing from now on."""
    badge, badge_hash = service.badge_and_hash(wanted.badge)
    with database.transaction() as conn:
        service.give_badge(conn, login, badge_hash)
    return BadgeAnswer(login=login, badge=badge)


@router.post(
    "/users/{login}/pin",
    operation_id="give_pin",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404),
)
def give_pin(_: Admin, database: Db, login: PathCode, wanted: PinRequest) -> None:
    """Give a user a PIN for the stations."""
    pin_hash = hash_secret(wanted.pin)
    with database.transaction() as conn:
        service.give_pin(conn, login, pin_hash)
