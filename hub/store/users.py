"""People: who may log in, at a desk by password, at a station by badge or PIN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from hub.store import queries

_SQL = queries.load("users")


@dataclass(frozen=True, slots=True)
class User:
    id: int
    login: str
    name: str
    role: str
    password_hash: str | None
    badge_hash: str | None
    pin_hash: str | None
    language: str
    enabled: bool
    created_at: datetime


def page(conn: psycopg.Connection[Any], *, after: str | None, rows: int) -> Sequence[User]:
    """Users by login, after the one named."""
    with conn.cursor(row_factory=class_row(User)) as cursor:
        return cursor.execute(_SQL["page"], {"after": after, "rows": rows}).fetchall()


def by_login(conn: psycopg.Connection[Any], login: str, *, lock: bool = False) -> User | None:
    """`lock`: nobody else changes this user before this transaction ends."""
    with conn.cursor(row_factory=class_row(User)) as cursor:
        return cursor.execute(_SQL["by_login_locked" if lock else "by_login"], {"login": login}).fetchone()


def create(
    conn: psycopg.Connection[Any],
    *,
    login: str,
    name: str,
    role: str,
    language: str,
    password_hash: str | None,
) -> User | None:
    """The new user, or None if the login is taken."""
    with conn.cursor(row_factory=class_row(User)) as cursor:
        return cursor.execute(
            _SQL["create"],
            {
                "login": login,
                "name": name,
                "role": role,
                "language": language,
                "password_hash": password_hash,
            },
        ).fetchone()


def update(conn: psycopg.Connection[Any], user: User) -> None:
    """Writes all that may change of a user (not its id, login and birth)."""
    conn.execute(
        _SQL["update"],
        {
            "id": user.id,
            "name": user.name,
            "role": user.role,
            "language": user.language,
            "enabled": user.enabled,
            "password_hash": user.password_hash,
            "badge_hash": user.badge_hash,
            "pin_hash": user.pin_hash,
        },
    )


def lock_admins(conn: psycopg.Connection[Any]) -> list[str]:
    """Logins of the administrators who can log in; they stay as they are until this transaction ends."""
    return [login for (login,) in conn.execute(_SQL["lock_admins"])]


def has_admin_exclusively(conn: psycopg.Connection[Any]) -> bool:
    """Whether there is any administrator; nobody else adds a user until this transaction ends."""
    conn.execute(_SQL["lock_table"])
    row = conn.execute(_SQL["any_admin"]).fetchone()
    return bool(row and row[0])
