from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hub.api.auth.schemas import Language, RoleName
from hub.api.values import Answer, Instant, Name, Text, Wanted

Password = Annotated[str, Field(min_length=10, max_length=200)]


class UserAnswer(Answer):
    login: str
    name: str
    role: RoleName
    language: Language
    enabled: bool
    created_at: Instant
    has_password: bool = Field(description="Without one the user works at stations only.")
    has_badge: bool
    has_pin: bool


class NewUserRequest(Wanted):
    login: Name
    name: Text = ""
    role: RoleName
    language: Language = "en"
    password: Password | None = None


class UserChanges(Wanted):
    """Only the named fields change."""

    name: Text | None = None
    role: RoleName | None = None
    language: Language | None = None
    enabled: bool | None = None
    password: Password | None = None


class BadgeRequest(Wanted):
    badge: Annotated[
        str | None,
        Field(
            min_length=8,
            max_length=64,
            description="What the badge's barcode says; one is made if it is left out.",
        ),
    ] = None


class BadgeAnswer(Answer):
    login: str
    badge: str = Field(description="What to print as a barcode (Code 128). Shown this once.")


class PinRequest(Wanted):
    pin: Annotated[str, Field(pattern=r"^[0-9]{4,12}$")]
