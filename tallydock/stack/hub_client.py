"""How `up` itself looks into the hub: over HTTP, with a token of its own that dies with the run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from hub.api.auth.secrets import new_token, token_hash
from hub.store import pool, tokens, users

_LIFETIME = timedelta(days=30)


class HubClient:
    """Reads as the first administrator."""

    def __init__(self, dsn: str, hub_url: str) -> None:
        self._dsn = dsn
        self._token = new_token()
        now = datetime.now(UTC)
        with pool.connect(dsn) as conn:
            reader = next(
                user
                for user in users.page(conn, after=None, rows=10_000)
                if user.role == "admin" and user.enabled
            )
            tokens.create(
                conn,
                token_hash=token_hash(self._token),
                user_id=reader.id,
                now=now,
                expires_at=now + _LIFETIME,
                label="tallydock up",
            )
        self.http = httpx.Client(
            base_url=hub_url, headers={"Authorization": f"Bearer {self._token}"}, timeout=60.0
        )

    def get(self, path: str, **query: Any) -> Any:
        """Raises httpx.HTTPError."""
        answer = self.http.get(f"/api/v1{path}", params=query)
        answer.raise_for_status()
        return answer.json()

    def close(self) -> None:
        self.http.close()
        with pool.connect(self._dsn) as conn:
            tokens.delete(conn, token_hash(self._token))


def hub_is_ready(hub_url: str) -> bool:
    try:
        return httpx.get(f"{hub_url}/api/v1/health", timeout=2.0).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def dashboard_is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_stcore/health", timeout=2.0).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
