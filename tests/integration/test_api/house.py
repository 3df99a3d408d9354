"""A hub with people of every role, a site, and goods, as the tests of its HTTP API need it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import httpx
from fastapi.testclient import TestClient

from hub.api.app import create_app
from hub.api.auth.secrets import new_token, token_hash
from hub.api.settings import ApiSettings
from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, pool, sites, tokens, users

SITE = "main"
ROLES = ("viewer", "operator", "manager", "admin")
NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is told."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **by: float) -> None:
        self.now += timedelta(**by)


class House:
    """`as_("viewer")` is a client with that role's token; `nobody` has none."""

    def __init__(self, dsn: str, client: TestClient, clock: Clock) -> None:
        self.dsn = dsn
        self.clock = clock
        self.nobody = client
        self._tokens = {role: self._person(role) for role in ROLES}

    def _person(self, role: str) -> str:
        token = new_token()
        with pool.connect(self.dsn) as conn:
            user = users.create(
                conn, login=role, name=role.title(), role=role, language="en", password_hash=None
            )
            assert user is not None
            tokens.create(
                conn,
                token_hash=token_hash(token),
                user_id=user.id,
                now=self.clock(),
                expires_at=self.clock() + timedelta(days=3650),
            )
        return token

    def headers(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[role]}"}

    def ask(self, role: str, method: str, path: str, **arguments: Any) -> httpx.Response:
        headers = self.headers(role) | arguments.pop("headers", {})
        return self.nobody.request(method, f"/api/v1{path}", headers=headers, **arguments)

    def get(self, path: str, *, role: str = "viewer", **query: Any) -> Any:
        """The answer's document, which must be a good one."""
        answer = self.ask(role, "GET", path, params={name: v for name, v in query.items() if v is not None})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def walk(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """All rows of a list, page by page."""
        after: str | None = None
        while True:
            page = self.get(path, after=after, **query)
            yield from page["items"]
            after = page["next"]
            if after is None:
                return

    @cached_property
    def ids(self) -> dict[str, int]:
        """Of the locations, by code."""
        with pool.connect(self.dsn) as conn:
            return {place.code: place.id for place in locations.list_page(conn, site=SITE)}

    def move(self, *moves: Entry, at: datetime | None = None) -> list[int]:
        with pool.connect(self.dsn) as conn:
            return [posted.id for posted in ledger.post(conn, moves, recorded_at=at or self.clock())]

    def entry(
        self,
        sku: str,
        kind: str,
        qty: str,
        source: str,
        destination: str,
        *,
        at: datetime | None = None,
        **more: Any,
    ) -> Entry:
        with pool.connect(self.dsn) as conn:
            item, site = items.get(conn, sku), sites.get(conn, SITE)
        return Entry(
            site_id=site.id,
            item_id=item.id,
            kind=kind,
            qty=Decimal(qty),
            source_id=self.ids[source],
            destination_id=self.ids[destination],
            occurred_at=at or self.clock(),
            **more,
        )

    def receive(self, sku: str, qty: str, place: str = "STORE", cost: str = "2.50", **more: Any) -> int:
        entry = self.entry(sku, "receipt", qty, "supplier", place, unit_cost=Decimal(cost), **more)
        return self.move(entry)[0]


def furnish(dsn: str, skus: Iterable[str] = ("TEA", "CUP", "RICE")) -> None:
    """The site with its places, and items: TEA and CUP are counted, RICE is weighed (3 decimals)."""
    with pool.connect(dsn) as conn:
        sites.create(conn, SITE, "Main warehouse", "Europe/Berlin", "EUR")
        for code, kind in (
            ("DOCK-1", "dock"),
            ("SHELF-1", "shelf"),
            ("STORE", "storage"),
            ("PACK-1", "bench"),
        ):
            locations.create(conn, SITE, code, kind)
        for sku in skus:
            weighed = sku == "RICE"
            items.create(
                conn,
                items.NewItem(
                    sku=sku,
                    name=f"{sku.title()} of the house",
                    category="food" if weighed else "home",
                    unit="kg" if weighed else "pcs",
                    qty_decimals=3 if weighed else 0,
                    price=Decimal("4.00"),
                    standard_cost=Decimal("2.50"),
                ),
            )


def clear_out(dsn: str) -> None:
    """Nothing stands anywhere, and nothing was ever counted: cheaper than a house of each test's own."""
    with pool.connect(dsn) as conn:
        conn.execute(
            "truncate movement, balance, item_cost, day_total, month_total, count_task, count_line,"
            " count_policy, count_plan, count_work, stock_count, shelf_weight, reading, alarm"
            " restart identity"
        )


@contextmanager
def open_house(dsn: str, *, clock: Clock | None = None, **settings: Any) -> Iterator[House]:
    clock = clock or Clock()
    # patient with a busy machine: a gateway that answers late, a database that has no connection to spare
    patient = {
        "housekeeping_interval_s": 3600,
        "counts_interval_s": 3600,
        "production_interval_s": 3600,
        "pool_timeout_s": 120.0,
        "replay_wait_s": 120.0,
    }
    app = create_app(ApiSettings(dsn=dsn, **patient | settings), clock=clock)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield House(dsn, client, clock)


def problem(answer: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """The problem document, which must be of this status and kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["type"] == f"urn:tallydock:problem:{kind}", document
    assert document["status"] == status
    assert document["request_id"] == answer.headers["x-request-id"]
    assert document["title"] and document["detail"] and document["instance"]
    return document


def wrong_fields(answer: httpx.Response) -> dict[str, str]:
    """What is wrong, by where."""
    return {error["where"]: error["what"] for error in problem(answer, 422, "validation")["errors"]}
