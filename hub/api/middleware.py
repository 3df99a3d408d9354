"""What surrounds every request: its id, its size limit, security headers, one line of log."""

from __future__ import annotations

import re
import secrets
import time
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.api.problems import Problem, as_response

log = structlog.get_logger("hub.api")

_SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
# Swagger UI comes from a CDN and starts itself by an inline script
_DOCS_POLICY: Final = (
    "default-src 'none'; frame-ancestors 'none'; connect-src 'self'; img-src 'self' data: "
    "https://fastapi.tiangolo.com; "
    "script-src 'unsafe-inline' https://cdn.jsdelivr.net; style-src 'unsafe-inline' https://cdn.jsdelivr.net"
)


# a supplier's link bears its token in the path: whoever reads the log must not be able to open it
_SECRET_IN_PATH: Final = re.compile(r"^(/supplier/)[^/]+")


class Envelope:
    """Gives each request an id, logs it, and turns what nobody foresaw into a problem without its trace."""

    def __init__(self, app: ASGIApp, *, docs_path: str) -> None:
        self._app = app
        self._docs_path = docs_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope["tallydock.request_id"] = request_id
        path = _SECRET_IN_PATH.sub(r"\1…", scope["path"])
        started_at_s = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"] == self._docs_path:
                    headers["Content-Security-Policy"] = _DOCS_POLICY
                headers["X-Request-Id"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:  # the border: the client gets a problem, the log the whole trace
            log.exception("request failed", request_id=request_id, method=scope["method"], path=path)
            if status:
                raise  # the answer has begun: the server can only break the connection
            problem = Problem("internal", "The error is in the hub's log under the request id.")
            await as_response(problem, scope["path"], request_id)(scope, receive, send_with_headers)
        log.info(
            "request",
            request_id=request_id,
            method=scope["method"],
            path=path,
            status=status,
            duration_ms=round((time.perf_counter() - started_at_s) * 1000, 2),
            login=scope.get("tallydock.login"),
            client=(scope.get("client") or ("",))[0],
        )


class BodyLimit:
    """Refuses a request body above `max_bytes`, whether its length was said or not.

    Where a path is one of `files` it may have `max_file_bytes`, and is not read before somebody asks for it.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int, files: re.Pattern[str], max_file_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._files = files
        self._max_file_bytes = max_file_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_file = self._files.match(scope["path"]) is not None
        max_bytes = self._max_file_bytes if is_file else self._max_bytes
        said = Headers(scope=scope).get("content-length", "")
        if said.isdigit() and int(said) > max_bytes:
            await _refuse(max_bytes, scope, receive, send)
            return
        if is_file:
            await self._app(scope, _counted(receive, max_bytes), send)
            return
        # small enough to hold: reading it here lets the refusal be an answer of its own
        messages: list[Message] = []
        size_bytes = 0
        while True:
            message = await receive()
            messages.append(message)
            if message["type"] != "http.request":
                break
            size_bytes += len(message.get("body", b""))
            if size_bytes > max_bytes:
                await _refuse(max_bytes, scope, receive, send)
                return
            if not message.get("more_body", False):
                break

        async def replay() -> Message:
            return messages.pop(0) if messages else await receive()

        await self._app(scope, replay, send)


def _too_large(max_bytes: int) -> Problem:
    return Problem("too-large", f"A request may have {max_bytes} bytes.", headers={"Connection": "close"})


def _counted(receive: Receive, max_bytes: int) -> Receive:
    size_bytes = 0

    async def counted() -> Message:
        nonlocal size_bytes
        message = await receive()
        size_bytes += len(message.get("body", b""))
        if size_bytes > max_bytes:
            raise _too_large(max_bytes)
        return message

    return counted


async def _refuse(max_bytes: int, scope: Scope, receive: Receive, send: Send) -> None:
    request_id = scope.get("tallydock.request_id", "")
    await as_response(_too_large(max_bytes), scope["path"], request_id)(scope, receive, send)
