"""The two HTTP routes beside Streamlit's own that set and clear the session cookie, and who may call them."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.tickets import TICKETS

SESSION_PATH = "/session"
MAX_TICKET_BYTES = 200
# a token of the hub lives twelve hours; a stale cookie only leads to the log-in form
COOKIE_LIFETIME_S = 12 * 3600


def cookie_name(port: int) -> str:
    """Browsers share cookies between the ports of a host: two dashboards on one machine must not mix."""
    return f"tallydock_{port}"


async def keep(request: Request) -> Response:
    """A ticket for a cookie."""
    if not _from_our_page(request):
        return Response(status_code=403)
    ticket = (await request.body())[:MAX_TICKET_BYTES].decode("ascii", "replace")
    token = TICKETS.take(ticket, time.monotonic())
    if token is None:
        return Response(status_code=410)
    answer = Response(status_code=204)
    answer.set_cookie(
        _name(request),
        token,
        max_age=COOKIE_LIFETIME_S,
        httponly=True,
        samesite="strict",
        secure=request.headers.get("origin", "").startswith("https:"),
    )
    return answer


async def forget(request: Request) -> Response:
    if not _from_our_page(request):
        return Response(status_code=403)
    answer = Response(status_code=204)
    answer.delete_cookie(_name(request), httponly=True, samesite="strict")
    return answer


def _from_our_page(request: Request) -> bool:
    """Another site could log its visitor in as somebody else; its Origin gives it away."""
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host", "-")


def _name(request: Request) -> str:
    server = request.scope.get("server")
    return cookie_name(server[1] if server else 0)


def routes() -> list[Route]:
    return [
        Route(SESSION_PATH, keep, methods=["POST"]),
        Route(SESSION_PATH, forget, methods=["DELETE"]),
    ]
