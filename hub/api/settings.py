"""What the HTTP API can be told from outside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """`dsn` is the only thing without which the API cannot work; it has no default.

    `cors_origins` names the origins whose pages may call the API from a browser; none unless said.
    """

    dsn: str
    version: str = "0.1.0"
    pool_max_size: int = 8
    pool_timeout_s: float = 3.0
    token_lifetime_s: int = 12 * 3600
    max_request_bytes: int = 1_000_000
    max_file_bytes: int = 20_000_000
    login_failures_allowed: int = 5
    login_window_s: float = 300.0
    cors_origins: tuple[str, ...] = ()
    housekeeping_interval_s: float = 15.0
    # somebody stands at a shelf and waits to hear whether to count again
    counts_interval_s: float = 2.0
    production_interval_s: float = 5.0
    agent_silent_after_s: float = 90.0
    idempotency_lifetime_s: int = 7 * 24 * 3600
    replay_wait_s: float = 5.0
    pdf_font: str | None = None
    # scheme, host and port by which people outside find the hub; links that are given away begin with it
    public_url: str | None = None
