"""What the dashboard asks of the real hub, and what it says when the hub does not answer as it should."""

from __future__ import annotations

import datetime as dt
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import httpx
import pytest

from dashboard.client import Hub, open_pool
from dashboard.errors import HubAwayError, HubError, LoginNeededError, NotAllowedError, NotUnderstoodError
from dashboard.models import Page, Site
from tests.browser.house import DAYS, GOODS, PASSWORD, fill, free_port, running_hub

ITEMS = sum(len(names) for names in GOODS.values())


@pytest.fixture(scope="module")
def pool(module_database: str) -> Iterator[httpx.Client]:
    fill(module_database, now=dt.datetime.now(dt.UTC))
    with running_hub(module_database) as url, open_pool(url) as opened:
        opened.timeout = httpx.Timeout(120.0)
        yield opened


@pytest.fixture(scope="module")
def hub(pool: httpx.Client) -> Hub:
    return Hub(pool, Hub(pool).login("mei", PASSWORD).token)


@pytest.fixture(scope="module")
def viewer(pool: httpx.Client) -> Hub:
    return Hub(pool, Hub(pool).login("ann", PASSWORD).token)


def test_the_hub_knows_who_asks(hub: Hub, viewer: Hub) -> None:
    assert (hub.me().login, hub.me().role) == ("mei", "manager")
    assert viewer.me().role == "viewer"


def test_the_overview_comes_in_exact_figures(hub: Hub) -> None:
    now = hub.overview()
    assert isinstance(now.stock_value, Decimal)
    assert now.stock_value > 0
    assert now.period.days == 30
    assert now.last_movement_at is not None and now.last_movement_at.tzinfo is not None


def test_turnover_adds_up_over_its_rows(hub: Hub) -> None:
    today = hub.overview().period.to
    start = today - dt.timedelta(days=DAYS)
    by_item = hub.turnover(start, today, by="item")
    by_category = hub.turnover(start, today, by="category")
    assert len(by_item.rows) == ITEMS
    assert {row.key for row in by_category.rows} == set(GOODS)
    for whole in (by_item, by_category):
        assert sum(row.cogs for row in whole.rows) == whole.totals.cogs
        assert whole.totals.annual_turnover is not None and whole.totals.turnover is not None
        assert whole.totals.annual_turnover > whole.totals.turnover
        assert sum(row.units_sold for row in whole.rows) == whole.totals.units_sold
    trend = hub.trend(start, today, step="week")
    assert sum(point.cogs for point in trend.series[0].points) == by_item.totals.cogs
    split = hub.trend(start, today, step="month", by="category", limit=3)
    assert len(split.series) == 3


def test_long_lists_come_whole_in_pages(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, cut = hub.stock()
    assert not cut
    assert len(whole) >= ITEMS
    # a day that is over: the average of today goes on with the clock
    day = hub.overview().period.to - dt.timedelta(days=1)
    rows = hub.turnover(day, day, by="item").rows
    monkeypatch.setattr("dashboard.client.PAGE_ROWS", 7)
    assert hub.stock() == (whole, False)
    assert hub.turnover(day, day, by="item").rows == rows
    some, cut = hub.stock(max_rows=5)
    assert (some, cut) == (whole[:5], True)
    assert sum(row.value for row in whole) == hub.stock_summary().value


def test_the_stock_of_a_past_day_comes_whole(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    today = hub.overview().period.to
    whole = hub.stock_then(today)
    assert whole.value == hub.stock_summary().value
    assert {row.sku: row.qty for row in whole.rows if row.sku == "TD-1001"} == {
        "TD-1001": sum(row.qty for row in hub.stock()[0] if row.sku == "TD-1001")
    }
    assert hub.stock_then(today - dt.timedelta(days=DAYS + 30)).rows == []
    monkeypatch.setattr("dashboard.client.PAGE_ROWS", 7)
    assert hub.stock_then(today).rows == whole.rows


def test_movements_are_filtered_newest_first(hub: Hub) -> None:
    found = hub.movements(sku="TD-1001", kind="shipment", limit=10)
    assert {(m.sku, m.kind, m.destination) for m in found} == {("TD-1001", "shipment", "customer")}
    assert [m.id for m in found] == sorted((m.id for m in found), reverse=True)
    assert hub.movements(document="no such document") == []


def test_agents_tell_their_state(hub: Hub) -> None:
    agents = {agent.agent: agent for agent in hub.agents()}
    gone = agents["dock-2"]
    assert not gone.online
    assert gone.state is not None
    assert (gone.state.outbox_events, gone.state.clock_offset_ms) == (37, 2400)
    assert [device.connected for device in gone.state.devices] == [False, True]
    assert [device.garbage_bytes for device in gone.state.devices] == [0, 912]
    assert gone.state.rejected_messages == 4


def test_a_held_message_is_read_and_discarded_once(hub: Hub) -> None:
    entries, _ = hub.quarantine()
    noise = next(entry for entry in entries if entry.reason == "malformed")
    assert (noise.times, noise.last_received_at) == (1, noise.received_at)
    assert hub.held(noise.id).payload_base64 == "AP9ub2lzZQ=="
    done = hub.discard(noise.id, "line noise")
    assert done.status == "discarded"
    assert "mei" in (done.resolved_by or "")
    with pytest.raises(HubError) as refused:
        hub.discard(noise.id, "again")
    assert refused.value.status == 409
    assert noise.id not in {entry.id for entry in hub.quarantine()[0]}


def test_an_alarm_is_cleared(hub: Hub) -> None:
    alarm = next(alarm for alarm in hub.alarms() if alarm.kind == "quarantine")
    assert hub.clear_alarm(alarm.id).cleared_at is not None


def test_a_viewer_is_refused_what_only_managers_may(viewer: Hub) -> None:
    with pytest.raises(NotAllowedError):
        viewer.quarantine()


def test_a_wrong_password_and_a_made_up_token_are_told_apart_from_other_errors(pool: httpx.Client) -> None:
    with pytest.raises(LoginNeededError):
        Hub(pool).login("mei", "wrong")
    with pytest.raises(LoginNeededError):
        Hub(pool, "td_made_up").overview()
    with pytest.raises(LoginNeededError):
        Hub(pool).overview()


def test_a_token_is_worth_nothing_after_the_log_out(pool: httpx.Client) -> None:
    left = Hub(pool, Hub(pool).login("ann", PASSWORD).token)
    left.logout()
    with pytest.raises(LoginNeededError):
        left.me()


def test_a_refusal_says_all_that_is_wrong(hub: Hub) -> None:
    far = dt.date.today() + dt.timedelta(days=400)  # noqa: DTZ011
    with pytest.raises(HubError) as refused:
        hub.turnover(far, far, by="colour")
    assert refused.value.status == 422
    assert refused.value.title
    assert any("by" in fault for fault in refused.value.errors)


def test_two_people_on_one_pool_do_not_get_each_others_answers(hub: Hub, viewer: Hub) -> None:
    for _ in range(3):
        assert hub.me().login == "mei"
        assert viewer.me().login == "ann"


def test_a_hub_that_is_away_is_named() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with open_pool(url) as pool, pytest.raises(HubAwayError) as away:
        Hub(pool).overview()
    assert away.value.url == url
    assert away.value.reason


@pytest.mark.parametrize("url", ["http://no-such-host.invalid", "ftp://127.0.0.1", "not a url"])
def test_an_address_that_cannot_be_one_is_said_to_be_away(url: str) -> None:
    with open_pool(url) as pool, pytest.raises(HubAwayError):
        Hub(pool).overview()


def test_a_proxy_of_the_environment_is_not_asked(pool: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with open_pool(str(pool.base_url)) as direct:
        assert Hub(direct).login("mei", PASSWORD).user.login == "mei"


@contextmanager
def another_program(status: int, body: bytes) -> Iterator[str]:
    """Something else that listens where the hub should."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>It works!</html>"),
        (200, b'{"items": 3}'),
        (200, b"\xff\xfe"),
        (404, b"<html>nginx</html>"),
        (502, b""),
        (500, b'{"error": "other"}'),
        (200, b'{"items": [{"code": "main", "name": 5}]}'),
    ],
)
def test_another_program_at_that_address_is_noticed(status: int, body: bytes) -> None:
    with another_program(status, body) as url, open_pool(url) as pool, pytest.raises(NotUnderstoodError):
        Hub(pool).sites()


def test_fields_that_a_newer_hub_adds_do_no_harm() -> None:
    site = b'{"code": "a", "name": "A", "timezone": "UTC", "currency": "EUR", "new": 1}'
    body = b'{"next": null, "items": [' + site + b"]}"
    with another_program(200, body) as url, open_pool(url) as pool:
        assert Hub(pool).sites() == [Site("a", "A", "UTC", "EUR")]
    assert Page[Site]([]).next is None


def test_an_entry_that_is_not_there_is_said_to_be_missing(hub: Hub) -> None:
    with pytest.raises(HubError) as refused:
        hub.held(10**9)
    assert refused.value.status == 404
