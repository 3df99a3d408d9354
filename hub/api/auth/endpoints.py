from __future__ import annotations

from fastapi import APIRouter, Request, status

from hub.api.auth.roles import Viewer
from hub.api.auth.schemas import LoginAnswer, LoginRequest, MeAnswer
from hub.api.auth.service import LoginDesk
from hub.api.clock import Now
from hub.api.documents import problems

router = APIRouter(tags=["login"])


@router.post("/login", operation_id="login", responses=problems(401, 429))
def login(wanted: LoginRequest, request: Request, now: Now) -> LoginAnswer:
    """Exchange login and password for a bearer token.

    Five failures of a login from one address within five minutes are answered by 429 (counted per process).
    """
    desk: LoginDesk = request.app.state.login_desk
    address = request.client.host if request.client else ""
    return desk.log_in(wanted, address=address, now=now())


@router.post(
    "/logout", operation_id="logout", status_code=status.HTTP_204_NO_CONTENT, responses=problems(401)
)
def logout(principal: Viewer, request: Request) -> None:
    """End the token of this request."""
    desk: LoginDesk = request.app.state.login_desk
    desk.log_out(principal)


@router.get("/me", operation_id="me", responses=problems(401))
def me(principal: Viewer) -> MeAnswer:
    """The user of this token."""
    return MeAnswer.model_validate(
        {
            "login": principal.login,
            "name": principal.name,
            "role": principal.role.text,
            "language": principal.language,
            "expires_at": principal.expires_at,
        }
    )
