"""At which sites an order number is used: it is unique within a site only."""

from __future__ import annotations

from typing import Any

import psycopg

from hub.store import queries

_SQL = queries.load("order_sites")


def of_number(conn: psycopg.Connection[Any], number: str) -> list[str]:
    return [code for (code,) in conn.execute(_SQL["of_number"], {"number": number})]
