"""The hub's HTTP API as typed calls. Knows nothing of Streamlit; one object a person, one pool a process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from dashboard import models
from dashboard.errors import HubAwayError, HubError, LoginNeededError, NotAllowedError, NotUnderstoodError

T = TypeVar("T")
Query = dict[str, str | int | bool | dt.date | list[str] | None]

PREFIX = "/api/v1"
PAGE_ROWS = 1000
# a turnover over ten years of a large site takes seconds; nobody waits longer than this for a page
TIMEOUT = httpx.Timeout(20.0, connect=3.0)
# a list of 200,000 rows is written as a workbook meanwhile
FILE_TIMEOUT = httpx.Timeout(180.0, connect=3.0)


def open_pool(hub_url: str) -> httpx.Client:
    """Connections that all people of this process share. It keeps no cookie and reads no proxy or .netrc, so
    nothing of one person can travel with another's request."""
    return httpx.Client(
        base_url=hub_url.rstrip("/"),
        timeout=TIMEOUT,
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"Accept": "application/json", "User-Agent": "tallydock-dashboard"},
    )


class Hub:
    """Every call may raise HubAwayError (nobody answers), LoginNeededError (401), NotAllowedError (403),
    NotUnderstoodError (an answer that is not ours) or HubError (any other refusal)."""

    def __init__(self, pool: httpx.Client, token: str | None = None) -> None:
        self._pool = pool
        self._token = token

    # people

    def login(self, login: str, password: str) -> models.Login:
        return self._post("/login", models.Login, {"login": login, "password": password})

    def logout(self) -> None:
        self._send("POST", "/logout")

    def me(self) -> models.User:
        return self._get("/me", models.User)

    # figures

    def sites(self) -> list[models.Site]:
        return list(self._pages("/sites", models.Page[models.Site], {}))

    def overview(self, site: str | None = None) -> models.Overview:
        return self._get("/overview", models.Overview, {"site": site})

    def turnover(
        self, start: dt.date, end: dt.date, *, by: str, site: str | None = None, max_rows: int = 10_000
    ) -> models.Turnover:
        """All rows of the span, both days included, by falling COGS; `next` is set where max_rows cut it."""
        query: Query = {"from": start, "to": end, "by": by, "site": site, "limit": PAGE_ROWS}
        whole = self._get("/turnover", models.Turnover, query)
        while whole.next is not None and len(whole.rows) < max_rows:
            more = self._get("/turnover", models.Turnover, {**query, "after": whole.next})
            whole.rows.extend(more.rows)
            whole.next = more.next
        return whole

    def trend(
        self,
        start: dt.date,
        end: dt.date,
        *,
        step: str,
        by: str | None = None,
        site: str | None = None,
        limit: int | None = None,
    ) -> models.Trend:
        query: Query = {"from": start, "to": end, "step": step, "by": by, "site": site, "limit": limit}
        return self._get("/turnover/trend", models.Trend, query)

    def movements(
        self,
        *,
        site: str | None = None,
        sku: str | None = None,
        document: str | None = None,
        kind: str | None = None,
        limit: int = 100,
    ) -> list[models.Movement]:
        """The newest `limit` in recorded order, newest first."""
        query: Query = {"site": site, "sku": sku, "document": document, "kind": kind, "limit": limit}
        return self._get("/movements", models.Page[models.Movement], query).items

    def stock(self, *, site: str | None = None, max_rows: int = 20_000) -> tuple[list[models.Stock], bool]:
        """Places with goods, and whether max_rows cut the list."""
        return self._up_to("/stock", models.Page[models.Stock], {"site": site}, max_rows)

    def stock_summary(self, site: str | None = None) -> models.StockSummary:
        return self._get("/stock/summary", models.StockSummary, {"site": site})

    def stock_then(self, at: dt.date, *, site: str | None = None, max_rows: int = 20_000) -> models.StockThen:
        """At the end of the day, or at the instant, by item; `next` is set where max_rows cut it."""
        query: Query = {"at": at, "site": site, "limit": PAGE_ROWS}
        whole = self._get("/stock/past", models.StockThen, query)
        while whole.next is not None and len(whole.rows) < max_rows:
            more = self._get("/stock/past", models.StockThen, {**query, "after": whole.next})
            whole.rows.extend(more.rows)
            whole.next = more.next
        return whole

    def place_then(self, at: dt.date, site: str, location: str) -> models.PlaceThen:
        query: Query = {"at": at, "site": site, "location": location, "limit": PAGE_ROWS}
        whole = self._get("/stock/past/places", models.PlaceThen, query)
        while whole.next is not None:
            more = self._get("/stock/past/places", models.PlaceThen, {**query, "after": whole.next})
            whole.rows.extend(more.rows)
            whole.next = more.next
        return whole

    def expiring(self, site: str | None, within_days: int) -> models.Expiring:
        return self._get("/stock/expiring", models.Expiring, {"site": site, "within_days": within_days})

    # machines

    def agents(self, site: str | None = None) -> list[models.Agent]:
        return list(self._pages("/agents", models.Page[models.Agent], {"site": site}))

    def alarms(self, limit: int = 200) -> list[models.Alarm]:
        """Open ones, newest first."""
        query: Query = {"open": True, "limit": limit}
        return self._get("/alarms", models.Page[models.Alarm], query).items

    def clear_alarm(self, alarm_id: int) -> models.Alarm:
        return self._post(f"/alarms/{alarm_id}/clear", models.Alarm)

    def quarantine(
        self, *, status: str | None = "held", max_rows: int = 2000
    ) -> tuple[list[models.Held], bool]:
        return self._up_to("/quarantine", models.Page[models.Held], {"status": status}, max_rows)

    def held(self, entry_id: int) -> models.Held:
        return self._get(f"/quarantine/{entry_id}", models.Held)

    def replay(self, entry_id: int) -> models.Held:
        """Asks the gateway to try again; the answer is the entry as it is after at most some seconds."""
        return self._post(f"/quarantine/{entry_id}/replay", models.Held)

    def discard(self, entry_id: int, reason: str) -> models.Held:
        return self._post(f"/quarantine/{entry_id}/discard", models.Held, {"reason": reason})

    # how

    def _pages(self, path: str, page: Any, query: Query) -> Iterator[Any]:
        after: str | None = None
        while True:
            got = self._get(path, page, {**query, "limit": PAGE_ROWS, "after": after})
            yield from got.items
            after = got.next
            if after is None:
                return

    def _up_to(self, path: str, page: Any, query: Query, max_rows: int) -> tuple[list[Any], bool]:
        rows: list[Any] = []
        for row in self._pages(path, page, query):
            if len(rows) == max_rows:
                return rows, True
            rows.append(row)
        return rows, False

    def _get(self, path: str, form: type[T], query: Query | None = None) -> T:
        return self._understand(self._send("GET", path, query=query), form)

    # for pages that have calls of their own, such as dashboard.master.hub

    def read(self, path: str, form: type[T], query: Query | None = None) -> T:
        return self._get(path, form, query)

    def walk(self, path: str, page: Any, query: Query | None = None) -> Iterator[Any]:
        """All rows of a list."""
        return self._pages(path, page, query or {})

    def change(
        self,
        method: str,
        path: str,
        form: type[T],
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> T:
        return self._understand(self._send(method, path, body=body, headers=headers), form)

    def do(self, method: str, path: str, body: object = None) -> None:
        """What answers nothing, or nothing that is needed."""
        self._send(method, path, body=body)

    def fetch(self, path: str, query: Query | None = None) -> bytes:
        """A file."""
        return self._send("GET", path, query=query, timeout=FILE_TIMEOUT).content

    def upload(self, method: str, path: str, content: bytes, query: Query | None = None) -> bytes:
        return self._send(method, path, query=query, content=content, timeout=FILE_TIMEOUT).content

    def _post(self, path: str, form: type[T], body: object = None) -> T:
        return self._understand(self._send("POST", path, body=body), form)

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: object = None,
        content: bytes | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        headers = dict(headers or {})
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        said = {name: _written(value) for name, value in (query or {}).items() if value is not None}
        try:
            answer = self._pool.request(
                method,
                PREFIX + quote(path, safe="/%"),
                params=said,
                json=body,
                content=content,
                headers=headers,
                timeout=timeout,
            )
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise HubAwayError(str(self._pool.base_url), str(error) or type(error).__name__) from error
        if not answer.is_success:
            raise _refusal(answer)
        return answer

    def _understand(self, answer: httpx.Response, form: type[T]) -> T:
        try:
            return msgspec.json.decode(answer.content, type=form)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise NotUnderstoodError(answer.status_code, answer.request.url.path, str(error)) from error


def _written(value: str | int | bool | dt.date | list[str]) -> str | list[str]:
    if isinstance(value, list):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _refusal(answer: httpx.Response) -> HubError:
    try:
        problem = msgspec.json.decode(answer.content, type=models.Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        problem = models.Problem()
    if not problem.title:
        return NotUnderstoodError(answer.status_code, answer.request.url.path, answer.reason_phrase)
    kind = {401: LoginNeededError, 403: NotAllowedError}.get(answer.status_code, HubError)
    faults = tuple(f"{fault.where}: {fault.what}" for fault in problem.errors)
    return kind(answer.status_code, problem.title, problem.detail, faults)
