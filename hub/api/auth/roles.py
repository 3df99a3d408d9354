"""Who may do what: four roles, each of which may do all that a lower one may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from hub.api.auth.secrets import token_hash
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.problems import Problem
from hub.store import tokens


class Role(IntEnum):
    VIEWER = 1
    OPERATOR = 2
    MANAGER = 3
    ADMIN = 4

    @property
    def text(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Principal:
    """The user on whose behalf a request is made."""

    user_id: int
    login: str
    name: str
    role: Role
    language: str
    expires_at: datetime
    token_hash: bytes


_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="A token from POST /api/v1/login.")


class Require:
    """A dependency: the request's user, who has at least `minimal_role`.

    Raises Problem (`unauthenticated`, `forbidden`).
    """

    def __init__(self, minimal_role: Role) -> None:
        self.minimal_role = minimal_role

    def __call__(
        self,
        request: Request,
        database: Db,
        now: Now,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Principal:
        if credentials is None:
            raise _unauthenticated(
                "Send the header `Authorization: Bearer <token>`; POST /api/v1/login gives one."
            )
        digest = token_hash(credentials.credentials)
        with database.transaction() as conn:
            holder = tokens.holder(conn, digest, now=now())
        if holder is None:
            raise _unauthenticated(
                "This token is unknown or has expired; log in again.", 'error="invalid_token"'
            )
        request.scope["tallydock.login"] = holder.login
        role = Role[holder.role.upper()]
        if role < self.minimal_role:
            raise Problem(
                "forbidden",
                f"This takes the role {self.minimal_role.text} or higher; {holder.login} is {role.text}.",
            )
        return Principal(
            holder.user_id, holder.login, holder.name, role, holder.language, holder.expires_at, digest
        )


def _unauthenticated(detail: str, parameter: str = "") -> Problem:
    challenge = 'Bearer realm="tallydock"' + (f", {parameter}" if parameter else "")
    return Problem("unauthenticated", detail, headers={"WWW-Authenticate": challenge})


Viewer = Annotated[Principal, Depends(Require(Role.VIEWER))]
Operator = Annotated[Principal, Depends(Require(Role.OPERATOR))]
Manager = Annotated[Principal, Depends(Require(Role.MANAGER))]
Admin = Annotated[Principal, Depends(Require(Role.ADMIN))]


def minimal_role(dependency: Callable[..., object] | None) -> Role | None:
    """The role that a route's dependency asks for, if it is one of these."""
    return dependency.minimal_role if isinstance(dependency, Require) else None
