"""No page of the dashboard ends in a table without rows: it says what is missing and what to do about it.

Streamlit runs the real pages before the real hub; only the browser is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import models
from dashboard.client import Hub, open_pool
from dashboard.launch import HUB_URL_VARIABLE
from dashboard.sales.page import STATUS, STATUSES
from dashboard.views import counts, master_data, production, purchasing, receipts, transfers
from hub.api.auth.secrets import hash_secret
from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, pool, sites, users
from tests.browser.house import PASSWORD, running_hub
from tests.integration.dashboard_page import PATIENCE_S, shown

PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "counts": ("counts_section", counts.SECTIONS),
    "master_data": ("master_section", master_data.SECTIONS),
    "production": ("making_section", production.SECTIONS),
    "purchasing": ("buying_section", purchasing.SECTIONS),
    "receipts": ("inbound_section", receipts.SECTIONS),
    "transfers": ("moving_section", transfers.SECTIONS),
    "sales": (STATUS, STATUSES),
}
WHOLE = ("agents", "movements", "overview", "quarantine", "stock", "stock_by_place", "turnover")
EVERY = [
    *((view, {}) for view in WHOLE),
    *((view, {key: part}) for view, (key, parts) in PARTS.items() for part in parts),
]
Show = Callable[..., AppTest]


@pytest.fixture(scope="module")
def dsn(module_database: str) -> str:
    """A site that has no goods, no agent and no places of its own."""
    with pool.connect(module_database) as conn:
        secret = hash_secret(PASSWORD)
        users.create(conn, login="mei", name="Mei", role="manager", language="en", password_hash=secret)
        sites.create(conn, "main", "Main warehouse", "UTC", "EUR")
    return module_database


@pytest.fixture(scope="module")
def hub(dsn: str) -> Iterator[tuple[str, str, models.User]]:
    with running_hub(dsn) as url, open_pool(url) as connections:
        connections.timeout = httpx.Timeout(PATIENCE_S)
        token = Hub(connections).login("mei", PASSWORD).token
        yield url, token, Hub(connections, token).me()


@pytest.fixture
def show(hub: tuple[str, str, models.User], monkeypatch: pytest.MonkeyPatch) -> Show:
    url, token, user = hub
    monkeypatch.setenv(HUB_URL_VARIABLE, url)

    return lambda view, **state: shown(view, token=token, user=user, **state)


def empty_tables(app: AppTest) -> list[list[str]]:
    """Their columns; what is typed into may be empty."""
    assert not app.exception, app.exception
    return [
        list(one.value.columns) for one in app.dataframe if not one.proto.editing_mode and one.value.empty
    ]


def said(app: AppTest) -> list[str]:
    found: list[Any] = [*app.info, *app.success, *app.warning, *app.caption, *app.selectbox]
    return [str(one.value) for one in found]


@pytest.mark.parametrize(("view", "state"), EVERY)
def test_a_site_without_anything_is_told_what_to_do(show: Show, view: str, state: dict[str, str]) -> None:
    app = show(view, **state)
    assert empty_tables(app) == []
    assert said(app)


def test_a_search_that_finds_nothing_says_so(show: Show, dsn: str) -> None:
    with pool.connect(dsn) as conn:
        site = sites.get(conn, "main")
        place = {one.code: one.id for one in locations.list_page(conn, site="main")}
        locations.create(conn, "main", "SHELF-1", "shelf")
        item = items.create(conn, items.NewItem(sku="TEA", name="Tea"))
        shelf = next(one.id for one in locations.list_page(conn, site="main") if one.code == "SHELF-1")
        now = dt.datetime.now(dt.UTC)
        came = Entry(
            site.id, item.id, "receipt", Decimal(5), place["supplier"], shelf, now, unit_cost=Decimal(2)
        )
        ledger.post(conn, [came], recorded_at=now)
    for view, key in (
        ("stock", "stock_search"),
        ("turnover", "turnover_search"),
        ("master_data", "master_search"),
    ):
        app = show(view, **{key: "no such goods"})
        assert empty_tables(app) == []
        assert said(app)
    assert any("Nothing fits" in text for text in said(show("stock", stock_search="no such goods")))
