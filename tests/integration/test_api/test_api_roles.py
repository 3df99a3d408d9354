"""Everybody can do what their role may, and nothing else."""

from __future__ import annotations

import re

import pytest

from hub.api.app import PREFIX, ROUTERS
from hub.api.documents import Operation, operations
from tests.integration.test_api.house import ROLES, House, problem

OPEN = {("GET", "/api/v1/health"), ("POST", "/api/v1/login")}
ALL = operations(ROUTERS, PREFIX)
GUARDED = [one for one in ALL if (one.method, one.path) not in OPEN and not one.link]


def _path(operation: Operation) -> str:
    return re.sub(r"\{[^}]+\}", "1", operation.path).removeprefix(PREFIX)


def _name(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def test_only_health_and_login_work_without_a_token() -> None:
    without = [one for one in ALL if one.role is None]
    assert {(one.method, one.path) for one in without if not one.link} == OPEN
    # those of suppliers have tests of their own
    assert {one.path.split("/")[3] for one in without if one.link} == {"supplier-view"}


@pytest.mark.parametrize("operation", GUARDED, ids=_name)
def test_nobody_gets_in_without_a_token(shared_house: House, operation: Operation) -> None:
    answer = shared_house.nobody.request(operation.method, PREFIX + _path(operation))
    problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("operation", GUARDED, ids=_name)
def test_a_made_up_token_is_refused(shared_house: House, operation: Operation) -> None:
    answer = shared_house.nobody.request(
        operation.method, PREFIX + _path(operation), headers={"Authorization": "Bearer td_made-up"}
    )
    assert "unknown or has expired" in problem(answer, 401, "unauthenticated")["detail"]


@pytest.mark.parametrize(
    "operation", [one for one in GUARDED if one.role is not None and one.role > 1], ids=_name
)
def test_a_lower_role_is_refused_and_told_which_it_takes(shared_house: House, operation: Operation) -> None:
    assert operation.role is not None
    for role in ROLES[: operation.role - 1]:
        document = problem(shared_house.ask(role, operation.method, _path(operation)), 403, "forbidden")
        assert operation.role.text in document["detail"]


@pytest.mark.parametrize("operation", [one for one in GUARDED if one.path != "/api/v1/logout"], ids=_name)
def test_the_least_role_is_let_in(shared_house: House, operation: Operation) -> None:
    assert operation.role is not None
    answer = shared_house.ask(operation.role.text, operation.method, _path(operation))
    assert answer.status_code not in (401, 403, 405, 500), answer.text


def test_an_expired_token_is_worth_nothing(house: House) -> None:
    assert house.ask("viewer", "GET", "/me").status_code == 200
    house.clock.tick(days=3651)
    problem(house.ask("viewer", "GET", "/me"), 401, "unauthenticated")


def test_the_document_says_the_role_of_every_operation(shared_house: House) -> None:
    document = shared_house.nobody.get("/api/v1/openapi.json").json()
    for operation in GUARDED:
        described = document["paths"][operation.path][operation.method.lower()]
        assert operation.role is not None
        assert f"**{operation.role.text}**" in described["description"]
        assert described["security"] == [{"token": []}]
