"""A refresh keeps the log-in; nobody else gets in by it."""

from __future__ import annotations

import time

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import cookies
from dashboard.tickets import TICKET_LIFETIME_S, TICKETS, Tickets

ORIGIN = {"Origin": "http://testserver"}


@pytest.fixture
def browser() -> TestClient:
    return TestClient(Starlette(routes=cookies.routes()))


def test_a_ticket_is_good_once_and_for_a_minute() -> None:
    tickets = Tickets()
    ticket = tickets.issue("token", 100.0)
    assert tickets.take(ticket, 101.0) == "token"
    assert tickets.take(ticket, 101.0) is None
    late = tickets.issue("token", 100.0)
    assert tickets.take(late, 100.0 + TICKET_LIFETIME_S) is None
    assert tickets.take("guessed", 100.0) is None


def test_a_ticket_waits_until_it_is_taken_or_too_old() -> None:
    tickets = Tickets()
    ticket = tickets.issue("token", 100.0)
    assert tickets.waits(ticket, 101.0)
    assert not tickets.waits(ticket, 100.0 + TICKET_LIFETIME_S)
    assert not tickets.waits("", 101.0)
    tickets.take(ticket, 101.0)
    assert not tickets.waits(ticket, 101.0)


def test_tickets_that_nobody_fetched_do_not_pile_up() -> None:
    tickets = Tickets()
    for at in range(50):
        tickets.issue("token", at * TICKET_LIFETIME_S * 2)
    assert len(tickets._waiting) == 1


def test_a_ticket_buys_a_cookie_that_no_script_can_read(browser: TestClient) -> None:
    ticket = TICKETS.issue("the-token", time.monotonic())
    answer = browser.post("/session", content=ticket, headers=ORIGIN)
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"].lower()
    assert "the-token" in cookie
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_over_https_the_cookie_travels_only_there() -> None:
    browser = TestClient(Starlette(routes=cookies.routes()), base_url="https://testserver")
    ticket = TICKETS.issue("the-token", time.monotonic())
    answer = browser.post("/session", content=ticket, headers={"Origin": "https://testserver"})
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://elsewhere"}, {"Origin": "null"}])
def test_another_site_cannot_log_its_visitor_in_or_out(browser: TestClient, headers: dict[str, str]) -> None:
    ticket = TICKETS.issue("the-token", time.monotonic())
    assert browser.post("/session", content=ticket, headers=headers).status_code == 403
    assert browser.delete("/session", headers=headers).status_code == 403


def test_a_made_up_ticket_gets_nothing(browser: TestClient) -> None:
    answer = browser.post("/session", content=b"\xff" * 500, headers=ORIGIN)
    assert answer.status_code == 410
    assert "set-cookie" not in answer.headers


def test_logging_out_takes_the_cookie_away(browser: TestClient) -> None:
    answer = browser.delete("/session", headers=ORIGIN)
    assert answer.status_code == 204
    assert "max-age=0" in answer.headers["set-cookie"].lower()
