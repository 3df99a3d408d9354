"""Sending files to the hub and waiting for what comes of them."""

from __future__ import annotations

import time
from typing import Any

from tests.integration.test_api.house import House

PATIENCE_S = 120


def send(house: House, kind: str, content: bytes, *, role: str = "manager", **query: Any) -> dict[str, Any]:
    """The import, when it has ended."""
    said = {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}
    answer = house.ask(role, "POST", f"/sheets/{kind}/imports", content=content, params=said)
    assert answer.status_code == 202, answer.text
    return wait(house, answer.json())


def wait(house: House, job: dict[str, Any]) -> dict[str, Any]:
    """The import, when it has ended."""
    until = time.monotonic() + PATIENCE_S
    while job["state"] in ("waiting", "running"):
        assert time.monotonic() < until, job
        time.sleep(0.01)
        job = house.get(f"/imports/{job['id']}")
    return job


def faults(house: House, job: dict[str, Any]) -> list[dict[str, Any]]:
    return list(house.walk(f"/imports/{job['id']}/faults"))
