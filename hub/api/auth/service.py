"""Logging in and out, and the first administrator."""

from __future__ import annotations

import math
import threading
from datetime import datetime, timedelta
from typing import Any

import psycopg

from hub.api.auth.rate_limit import FailureCounter
from hub.api.auth.roles import Principal
from hub.api.auth.schemas import LoginAnswer, LoginRequest, Me
from hub.api.auth.secrets import hash_secret, new_password, new_token, token_hash, verify_secret
from hub.api.database import Database
from hub.api.problems import Problem
from hub.store import tokens, users

FIRST_ADMIN_LOGIN = "admin"
# a login that does not exist takes as long as one that does
_NOBODY = hash_secret("nobody has this password")


class LoginDesk:
    """Checks passwords, no more than two at a time (each takes 16 MB and tens of milliseconds)."""

    def __init__(self, database: Database, failures: FailureCounter, *, token_lifetime_s: int) -> None:
        self._database = database
        self._failures = failures
        self._token_lifetime = timedelta(seconds=token_lifetime_s)
        self._turnstile = threading.BoundedSemaphore(2)

    def log_in(self, wanted: LoginRequest, *, address: str, now: datetime) -> LoginAnswer:
        """Raises Problem (`wrong-login`, `too-many-logins`)."""
        key = f"{address} {wanted.login}"
        wait_s = self._failures.wait_s(key, now_s=now.timestamp())
        if wait_s > 0:
            raise Problem(
                "too-many-logins",
                f"Too many failed logins of {wanted.login!r} from here; wait {math.ceil(wait_s)} s.",
                headers={"Retry-After": str(math.ceil(wait_s))},
            )
        with self._database.transaction() as conn:
            user = users.by_login(conn, wanted.login) if "\x00" not in wanted.login else None
        kept = user.password_hash if user and user.enabled and user.password_hash else None
        with self._turnstile:
            right = verify_secret(wanted.password, kept or _NOBODY)
        if user is None or kept is None or not right:
            self._failures.failed(key, now_s=now.timestamp())
            raise Problem("wrong-login", "Login or password is wrong, or the user is disabled.")
        self._failures.succeeded(key)
        token = new_token()
        expires_at = now + self._token_lifetime
        with self._database.transaction() as conn:
            tokens.create(conn, token_hash=token_hash(token), user_id=user.id, now=now, expires_at=expires_at)
        return LoginAnswer(token=token, expires_at=expires_at, user=Me.model_validate(user))

    def log_out(self, principal: Principal) -> None:
        with self._database.transaction() as conn:
            tokens.delete(conn, principal.token_hash)


def bootstrap_admin(conn: psycopg.Connection[Any]) -> tuple[str, str] | None:
    """Makes the first administrator; gives login and password, which are kept nowhere. None if there is one.

    In the caller's transaction; of two at once one makes it. Raises RuntimeError if the login is taken.
    """
    if users.has_admin_exclusively(conn):
        return None
    password = new_password()
    made = users.create(
        conn,
        login=FIRST_ADMIN_LOGIN,
        name="Administrator",
        role="admin",
        language="en",
        password_hash=hash_secret(password),
    )
    if made is None:
        raise RuntimeError(
            f"there is no administrator, and the login {FIRST_ADMIN_LOGIN!r} is another user's"
        )
    return made.login, password
