from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hub.api.values import Answer, Instant, Wanted

RoleName = Literal["admin", "manager", "operator", "viewer"]
Language = Literal["en", "zh_CN"]


class LoginRequest(Wanted):
    login: Annotated[str, Field(min_length=1, max_length=64, examples=["admin"])]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class Me(Answer):
    login: str
    name: str
    role: RoleName
    language: Language


class LoginAnswer(Answer):
    token: str = Field(description="Send it as `Authorization: Bearer <token>`.")
    expires_at: Instant
    user: Me


class MeAnswer(Me):
    expires_at: Instant = Field(description="When the token ends.")
