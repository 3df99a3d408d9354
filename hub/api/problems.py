"""Errors as RFC 9457 problem details: one document for people and programs, never a stack trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from hub.store.errors import ConflictError, InvalidError, NotFoundError, StaleError, StoreError

MEDIA_TYPE = "application/problem+json"
URN_PREFIX = "urn:tallydock:problem:"

# slug -> (status, title); docs/reference/problems.md explains each of them
KINDS: Mapping[str, tuple[int, str]] = {
    "validation": (422, "The request is not valid"),
    "invalid-cursor": (422, "This cursor is not one of this list"),
    "mixed-currencies": (422, "Money of several currencies cannot be added"),
    "idempotency-key-reused": (422, "This idempotency key was used for another request"),
    "unauthenticated": (401, "A valid token is needed"),
    "wrong-login": (401, "Login or password is wrong"),
    "forbidden": (403, "Your role does not allow this"),
    "not-found": (404, "There is no such thing"),
    "method-not-allowed": (405, "This method is not allowed here"),
    "conflict": (409, "This does not go with the present state"),
    "already-exists": (409, "It exists already"),
    "insufficient-stock": (409, "There is not enough stock"),
    "stale": (412, "Somebody else has changed it"),
    "version-needed": (428, "Say which version you saw"),
    "too-large": (413, "The request is too large"),
    "too-many-logins": (429, "Too many failed logins"),
    "http": (400, "The request cannot be answered"),
    "internal": (500, "Something went wrong in the hub"),
    "busy": (503, "The hub is busy"),
    "database-full": (503, "The database's disk is full"),
    "database-unavailable": (503, "The database cannot be reached"),
}
_BY_STORE_ERROR: Mapping[type[StoreError], str] = {
    NotFoundError: "not-found",
    ConflictError: "conflict",
    InvalidError: "validation",
    StaleError: "stale",
}
_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}

log = structlog.get_logger("hub.api")


class FieldError(BaseModel):
    """One wrong field: where it is (`query.from`, `body.lines.0.qty`) and what is wrong with it."""

    where: str
    what: str


class ProblemDocument(BaseModel):
    """RFC 9457 problem details; some kinds carry further members."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=[URN_PREFIX + "validation"])
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was asked for.")
    request_id: str = Field(description="Names this request in the hub's log.")
    errors: list[FieldError] = Field(
        default=[], description="Every wrong field, where the request was wrong."
    )


class Problem(Exception):  # noqa: N818 - RFC 9457's own word
    """A request that is answered with a problem document."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        status: int | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.members = members
        standard_status, self.title = KINDS[kind]
        self.status = status or standard_status


def not_found(what: str, key: object, hint: str = "") -> Problem:
    return Problem("not-found", f"There is no {what} {key!s}." + (f" {hint}" if hint else ""))


class WrongFields:
    """Collects everything that is wrong with a request, so that all of it is said at once."""

    def __init__(self) -> None:
        self._errors: list[FieldError] = []

    def add(self, where: str, what: str) -> None:
        self._errors.append(FieldError(where=where, what=what))

    def __bool__(self) -> bool:
        return bool(self._errors)

    def raise_if_any(self) -> None:
        if self._errors:
            raise validation_problem(self._errors)


def validation_problem(errors: Sequence[FieldError]) -> Problem:
    detail = "1 field is wrong" if len(errors) == 1 else f"{len(errors)} fields are wrong"
    return Problem("validation", detail, errors=errors)


def as_response(problem: Problem, path: str, request_id: str) -> JSONResponse:
    document: dict[str, Any] = {
        "type": URN_PREFIX + problem.kind,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": path,
        "request_id": request_id,
        **problem.members,
    }
    if problem.errors:
        document["errors"] = [error.model_dump() for error in problem.errors]
    return JSONResponse(document, problem.status, headers=problem.headers, media_type=MEDIA_TYPE)


def from_database_error(error: psycopg.Error) -> Problem:
    """What a client may know of a database error: whether to come back, and nothing of its inside."""
    retry = {"Retry-After": "2"}
    if isinstance(error, psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected):
        return Problem("busy", "Others changed the same rows; send the request again.", headers=retry)
    if isinstance(error, psycopg.errors.QueryCanceled):
        return Problem(
            "busy", "The answer took too long; ask for less (a shorter span, one site).", headers=retry
        )
    if isinstance(error, psycopg.DataError):  # a value that passed the schema and does not fit the column
        return Problem("validation", f"A value cannot be stored: {error.diag.message_primary or error}.")
    if isinstance(error, psycopg.errors.DiskFull):
        return Problem(
            "database-full",
            "Nothing was changed, and nothing can be until somebody makes room on the database's disk."
            " What is there is kept and can be read.",
            headers={"Retry-After": "30"},
        )
    if isinstance(error, psycopg.OperationalError):  # the pool's own errors too
        return Problem("database-unavailable", "Try again in a moment.", headers=retry)
    return Problem("internal", "The error is in the hub's log under the request id.")


def _respond(request: Request, problem: Problem) -> JSONResponse:
    return as_response(problem, request.url.path, request.scope.get("tallydock.request_id", ""))


async def _on_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 - what the handler is registered for
    return _respond(request, error)


async def _on_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = [
        FieldError(where=".".join(str(part) for part in wrong["loc"]), what=_sentence(wrong))
        for wrong in error.errors()
    ]
    return _respond(request, validation_problem(errors))


def _sentence(wrong: Mapping[str, Any]) -> str:
    if wrong["type"] == "json_invalid":
        return f"The body is not JSON: {wrong.get('ctx', {}).get('error', wrong['msg'])}"
    if wrong["type"] == "extra_forbidden":
        return (
            "There is no such parameter here" if wrong["loc"][0] == "query" else "There is no such field here"
        )
    message: str = wrong["msg"]
    return message.removeprefix("Value error, ")


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    kind = _BY_STATUS.get(error.status_code, "http")
    detail = str(error.detail)
    if kind == "not-found":
        detail = f"There is nothing at {request.url.path}; /api/v1/openapi.json lists what there is."
    if kind == "method-not-allowed":
        detail = f"{request.method} is not possible here."
    return _respond(request, Problem(kind, detail, status=error.status_code, headers=error.headers))


async def _on_database(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, psycopg.Error)  # noqa: S101
    problem = from_database_error(error)
    report = log.exception if problem.kind == "internal" else log.warning
    report("database", request_id=request.scope.get("tallydock.request_id"), error=str(error))
    return _respond(request, problem)


async def _on_store(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StoreError)  # noqa: S101
    kind = next(kind for of, kind in _BY_STORE_ERROR.items() if isinstance(error, of))
    text = str(error)
    return _respond(request, Problem(kind, f"{text[:1].upper()}{text[1:]}."))


def install(app: FastAPI) -> None:
    app.add_exception_handler(StoreError, _on_store)
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(psycopg.Error, _on_database)
