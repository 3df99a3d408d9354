"""Who holds a supplier's link: one supplier, and nothing of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from hub.api.clock import Now
from hub.api.database import Connection, Db
from hub.api.problems import Problem
from hub.api.supplier_view import token as tokens
from hub.store import supplier_links, suppliers
from hub.store.suppliers import Supplier


@dataclass(frozen=True, slots=True)
class Holder:
    link_id: int
    supplier: Supplier
    expires_at: datetime


def holder(conn: Connection, token: str, now: datetime) -> Holder | None:
    """None for a token that opens nothing: made up, expired, taken back, or of a supplier not active."""
    claim = tokens.read(token)
    link = None if claim is None else supplier_links.find(conn, claim.link_id)
    if claim is None or link is None or not tokens.is_signed(claim, link.key):
        return None
    if claim.supplier_id != link.supplier_id or claim.expires_s != tokens.seconds(link.expires_at):
        return None
    if link.revoked_at is not None or now >= link.expires_at:
        return None
    supplier = suppliers.get_by_id(conn, link.supplier_id)
    if not supplier.active:
        return None
    supplier_links.used(conn, link.id, now)
    return Holder(link.id, supplier, link.expires_at)


_bearer = HTTPBearer(
    auto_error=False, scheme_name="supplier-link", description="The token of a supplier's link."
)


class RequireLink:
    """A dependency: the supplier whose link the request bears. Raises Problem (`unauthenticated`)."""

    def __call__(
        self,
        request: Request,
        database: Db,
        now: Now,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Holder:
        with database.transaction() as conn:
            found = None if credentials is None else holder(conn, credentials.credentials, now())
        if found is None:
            raise Problem(
                "unauthenticated",
                "This link is unknown, has expired or was taken back; ask whoever gave it for a new one.",
                headers={"WWW-Authenticate": 'Bearer realm="tallydock supplier"'},
            )
        request.scope["tallydock.login"] = f"supplier {found.supplier.code}"
        return found


SupplierHolder = Annotated[Holder, Depends(RequireLink())]


def takes_link(dependency: Callable[..., object] | None) -> bool:
    return isinstance(dependency, RequireLink)
