"""Whatever goes wrong, the answer is a problem document that says what, and shows nothing of the inside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from hub.api.app import PREFIX, ROUTERS, create_app
from hub.api.documents import operations
from hub.api.problems import KINDS
from hub.api.settings import ApiSettings
from tallydock.services.postgres import EmbeddedPostgres
from tests.integration.test_api.house import Clock, House, open_house, problem, wrong_fields

DOCS = Path(__file__).resolve().parents[3] / "docs" / "reference"
LISTS = [
    one.path.removeprefix(PREFIX)
    for one in operations(ROUTERS, PREFIX)
    if one.method == "GET" and not one.link
]
WITH_QUERY = [path for path in LISTS if "{" not in path and path not in ("/health", "/me")]


@pytest.mark.parametrize("path", WITH_QUERY)
def test_a_misspelt_parameter_is_not_ignored(shared_house: House, path: str) -> None:
    wrong = wrong_fields(shared_house.ask("admin", "GET", path, params={"stie": "main"}))
    assert wrong["query.stie"] == "There is no such parameter here"


@pytest.mark.parametrize(
    ("path", "query", "where"),
    [
        ("/items", {"limit": "1001"}, "query.limit"),
        ("/items", {"limit": "many"}, "query.limit"),
        ("/items", {"active": "perhaps"}, "query.active"),
        ("/stock", {"nonzero": "2"}, "query.nonzero"),
        ("/stock", {"sku": ""}, "query.sku"),
        ("/stock", {"sku": "a\x00b"}, "query.sku"),
        ("/stock", {"site": "moon"}, "query.site"),
        ("/movements", {"kind": "teleport"}, "query.kind"),
        ("/movements", {"order": "random"}, "query.order"),
        ("/movements", {"from": "yesterday"}, "query.from"),
        ("/movements", {"from": "2026-03-02", "to": "2026-03-01"}, "query"),
        ("/orders", {"status": "lost"}, "query.status"),
        ("/events", {"kind": "party"}, "query.kind"),
        ("/alarms", {"open": "maybe"}, "query.open"),
        ("/quarantine", {"status": "gone"}, "query.status"),
        ("/movements/0", {}, "path.movement_id"),
        ("/movements/one", {}, "path.movement_id"),
        ("/movements/99999999999999999999", {}, "path.movement_id"),
    ],
)
def test_a_wrong_value_is_told_where_it_is(
    shared_house: House, path: str, query: dict[str, str], where: str
) -> None:
    assert list(wrong_fields(shared_house.ask("admin", "GET", path, params=query))) == [where]


@pytest.mark.parametrize(
    "path",
    ["/items/NO", "/items/NO/codes", "/movements/7777", "/orders/NO", "/agents/main/no", "/quarantine/7777"],
)
def test_what_does_not_exist_is_named(shared_house: House, path: str) -> None:
    detail = problem(shared_house.ask("admin", "GET", path), 404, "not-found")["detail"]
    assert re.search("no|NO|7777", detail)


def test_a_path_that_is_none(shared_house: House) -> None:
    for path in ("/api/v1/nothing", "/", "/api/v2/items", "/api/v1/items/"):
        problem(shared_house.nobody.get(path), 404, "not-found")


def test_a_method_that_is_not_possible_says_which_are(shared_house: House) -> None:
    answer = shared_house.ask("admin", "DELETE", "/items")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"NaN"])
def test_a_body_that_is_no_object(shared_house: House, body: bytes) -> None:
    answer = shared_house.ask(
        "admin", "POST", "/items", content=body, headers={"Content-Type": "application/json"}
    )
    assert next(iter(wrong_fields(answer))).startswith("body")


def test_a_form_is_not_json(shared_house: House) -> None:
    assert wrong_fields(shared_house.ask("admin", "POST", "/items", data={"sku": "X"}))


def test_a_deeply_nested_body_does_no_harm(shared_house: House) -> None:
    deep = b'{"sku":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    answer = shared_house.ask(
        "admin", "POST", "/items", content=deep, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)


def test_a_request_that_is_too_large_is_refused_said_or_unsaid(database: str) -> None:
    with open_house(database, max_request_bytes=1000) as house:
        big = b'{"sku": "' + b"x" * 1000 + b'"}'
        problem(house.ask("admin", "POST", "/items", content=big), 413, "too-large")
        problem(house.ask("admin", "POST", "/items", content=iter([big[:500], big[500:]])), 413, "too-large")


def test_every_answer_carries_the_security_headers(shared_house: House) -> None:
    for path in ("/api/v1/health", "/api/v1/nothing", "/api/v1/items"):
        headers = shared_house.nobody.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["x-frame-options"] == "DENY"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "access-control-allow-origin" not in headers


def test_a_page_of_another_origin_may_read_only_where_it_was_allowed(database: str) -> None:
    origin = {"Origin": "https://shop.example"}
    with open_house(database, cors_origins=("https://shop.example",)) as house:
        answer = house.nobody.get("/api/v1/health", headers=origin)
        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        other = house.nobody.get("/api/v1/health", headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers


def test_a_bug_shows_no_trace_to_the_client(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    app: FastAPI = create_app(ApiSettings(dsn=database))

    @app.get("/bug")
    def bug() -> None:
        raise RuntimeError("the secret of the house")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/bug")
    document = problem(answer, 500, "internal")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    logged = capsys.readouterr().out
    assert document["request_id"] in logged
    assert "the secret of the house" in logged


def test_while_the_database_is_away_it_says_so_and_comes_back(own_postgres: EmbeddedPostgres) -> None:
    settings = ApiSettings(dsn=own_postgres.dsn_for("postgres"), pool_timeout_s=1.0)
    own_postgres.stop()
    with TestClient(create_app(settings, clock=Clock())) as client:
        answer = client.get("/api/v1/health")
        problem(answer, 503, "database-unavailable")
        assert int(answer.headers["retry-after"]) > 0
        own_postgres.start()
        assert _healthy_again(client)
        own_postgres.stop()
        problem(client.get("/api/v1/health"), 503, "database-unavailable")
        own_postgres.start()
        assert _healthy_again(client)


def _healthy_again(client: TestClient) -> bool:
    # each try waits for the pool up to its timeout, so this is some seconds, not a busy loop
    return any(client.get("/api/v1/health").status_code == 200 for _ in range(120))


def test_health_says_on_what_it_runs(shared_house: House) -> None:
    health = shared_house.nobody.get("/api/v1/health").json()
    assert health["status"] == "ok"
    assert re.fullmatch(r"\d+\.\d+", health["engine"]["postgresql"])
    assert health["timescaledb"] is None or health["timescaledb"][0].isdigit()
    assert health["time"] == "2026-03-05T12:00:00Z"


def test_the_document_is_valid_openapi_in_all_that_it_refers_to(shared_house: House) -> None:
    document = shared_house.nobody.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    for reference in re.findall(
        r'"#/components/schemas/([^"]+)"', shared_house.nobody.get("/api/v1/openapi.json").text
    ):
        assert reference in schemas
    ids = []
    for path in document["paths"].values():
        for operation in path.values():
            ids.append(operation["operationId"])
            assert operation["summary"] and operation["description"] and operation["tags"]
            for status, response in operation["responses"].items():
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in document["tags"]}
    used = {
        tag for path in document["paths"].values() for operation in path.values() for tag in operation["tags"]
    }
    assert used == tags


def test_each_kind_of_problem_is_explained_in_the_docs() -> None:
    page = (DOCS / "problems.md").read_text()
    explained = set(re.findall(r"^## `([a-z-]+)`", page, re.MULTILINE))
    assert explained == set(KINDS)


def test_the_docs_name_every_operation_and_no_other() -> None:
    page = (DOCS / "http-api.md").read_text()
    named = {(method, path) for method, path in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`?\s]*)", page)}
    assert named == {(one.method, one.path.removeprefix(PREFIX)) for one in operations(ROUTERS, PREFIX)}
