"""Names in a request that must exist: a wrong one is the request's fault, and is said with its place."""

from __future__ import annotations

from hub.api.database import Connection
from hub.api.problems import Problem, WrongFields
from hub.store import locations, sites
from hub.store.sites import Site


def known_site(conn: Connection, code: str | None, *, where: str = "query.site") -> Site | None:
    """The site, or None if none was named. Raises Problem (`validation`)."""
    if code is None:
        return None
    site = sites.find(conn, code)
    if site is None:
        wrong = WrongFields()
        known = ", ".join(one.code for one in sites.list_all(conn)) or "none yet"
        wrong.add(where, f"there is no site {code!r}; there are: {known}")
        wrong.raise_if_any()
    return site


def one_currency(conn: Connection, code: str | None) -> tuple[list[Site], str | None]:
    """The sites in scope and their common currency; no site at all: none.

    Raises Problem (`validation`, `mixed-currencies`).
    """
    site = known_site(conn, code)
    scope = [site] if site else sites.list_all(conn)
    currencies = sorted({one.currency for one in scope})
    if len(currencies) > 1:
        raise Problem(
            "mixed-currencies",
            f"The sites use {', '.join(currencies)}: name one with `site`.",
            currencies=currencies,
        )
    return scope, currencies[0] if currencies else None


def known_location(conn: Connection, site: str, code: str, *, where: str) -> None:
    """Raises Problem (`validation`) for a place that the site does not have."""
    if locations.find(conn, site, code) is None:
        wrong = WrongFields()
        wrong.add(where, f"site {site} has no location {code!r}")
        wrong.raise_if_any()
