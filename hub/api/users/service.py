"""People: made, changed, given badges and PINs. Stations are told of what concerns them."""

from __future__ import annotations

import dataclasses

from hub.api.auth.secrets import hash_secret, new_badge
from hub.api.database import Connection
from hub.api.problems import Problem, not_found
from hub.api.users.schemas import NewUserRequest, UserAnswer, UserChanges
from hub.store import downlink, tokens, users
from hub.store.users import User


def answer(user: User) -> UserAnswer:
    return UserAnswer(
        login=user.login,
        name=user.name,
        role=user.role,
        language=user.language,
        enabled=user.enabled,
        created_at=user.created_at,
        has_password=user.password_hash is not None,
        has_badge=user.badge_hash is not None,
        has_pin=user.pin_hash is not None,
    )


def create(conn: Connection, wanted: NewUserRequest, password_hash: str | None) -> UserAnswer:
    """Raises Problem (`already-exists`)."""
    made = users.create(
        conn,
        login=wanted.login,
        name=wanted.name,
        role=wanted.role,
        language=wanted.language,
        password_hash=password_hash,
    )
    if made is None:
        raise Problem("already-exists", f"There is a user {wanted.login!r} already.")
    return answer(made)


def change(conn: Connection, login: str, wanted: UserChanges, password_hash: str | None) -> UserAnswer:
    """A new password, another role or disabling ends the user's tokens.

    Raises Problem (`not-found`, `conflict`).
    """
    admins = users.lock_admins(conn)
    user = _locked(conn, login)
    given = wanted.model_dump(exclude={"password"}, exclude_none=True)
    if password_hash is not None:
        given["password_hash"] = password_hash
    changed = dataclasses.replace(user, **given)
    still_admin = changed.enabled and changed.role == "admin" and changed.password_hash is not None
    if admins == [login] and not still_admin:
        raise Problem("conflict", f"{login} is the last administrator; make another one first.")
    users.update(conn, changed)
    if password_hash is not None or not changed.enabled or changed.role != user.role:
        tokens.delete_of_user(conn, user.id)
    downlink.notify(conn, "operators")
    return answer(changed)


def give_badge(conn: Connection, login: str, badge_hash: str) -> None:
    """Raises Problem (`not-found`)."""
    users.update(conn, dataclasses.replace(_locked(conn, login), badge_hash=badge_hash))
    downlink.notify(conn, "operators")


def give_pin(conn: Connection, login: str, pin_hash: str) -> None:
    """Raises Problem (`not-found`)."""
    users.update(conn, dataclasses.replace(_locked(conn, login), pin_hash=pin_hash))
    downlink.notify(conn, "operators")


def badge_and_hash(wanted: str | None) -> tuple[str, str]:
    badge = wanted or new_badge()
    return badge, hash_secret(badge)


def _locked(conn: Connection, login: str) -> User:
    user = users.by_login(conn, login, lock=True)
    if user is None:
        raise not_found("user", repr(login))
    return user
