"""How the API describes itself: OpenAPI with problems, roles and tags."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from hub.api.auth.roles import Role, minimal_role
from hub.api.problems import KINDS, MEDIA_TYPE, ProblemDocument
from hub.api.supplier_view.holder import takes_link

TAGS = [
    {"name": "health", "description": "Is the hub there, and on what does it run?"},
    {"name": "login", "description": "Tokens: getting one, ending one, whose it is."},
    {"name": "overview", "description": "The dashboard's first page in one request."},
    {"name": "items", "description": "Items and the codes that stand for them."},
    {"name": "sites", "description": "Sites and the places in them."},
    {"name": "weighing", "description": "Learning on a scale what a piece weighs."},
    {"name": "sheets", "description": "Lists as CSV and XLSX files, out and in."},
    {"name": "stock", "description": "What stands where, and what it is worth."},
    {"name": "movements", "description": "The ledger: append only, corrected by further movements."},
    {"name": "tracing", "description": "Lots and serial numbers, from the supplier to the customer."},
    {"name": "lookup", "description": "What a text that somebody has in hand is, and where it stands."},
    {"name": "turnover", "description": "COGS ÷ time-weighted average stock, per item, category and site."},
    {"name": "orders", "description": "Sales orders and the cartons they left in."},
    {"name": "suppliers", "description": "Who delivers what, how fast, on which terms and at what price."},
    {"name": "purchasing", "description": "Purchase orders, blanket orders and call-offs; what is on order."},
    {"name": "inbound", "description": "Ship notices, receipts and what differs, put-away, holds, returns."},
    {"name": "production", "description": "Bills of materials, kits, production orders and their reports."},
    {"name": "supplier's view", "description": "What a supplier's link opens: its own orders and items."},
    {"name": "transfers", "description": "Goods from a place to a place, within a site or between sites."},
    {"name": "agents", "description": "Edge agents: what they say of themselves, what they are told."},
    {"name": "devices", "description": "What devices measured and reported besides movements."},
    {
        "name": "counts",
        "description": "Stock counts: planned, counted blind, judged, their variances posted.",
    },
    {"name": "quarantine", "description": "Messages that could not be applied: kept whole, replayable."},
    {"name": "alarms", "description": "What somebody should look at."},
    {"name": "users", "description": "People, their roles, passwords, badges and PINs."},
]
DESCRIPTION = """\
Tallydock's hub: the stock of record, fed by devices.

Quantities, weights and money are decimal strings; times are RFC 3339 in UTC. Lists are keyset pages: give
`next` as `after` until it is null. Errors are problem documents (RFC 9457). Get a token from
`POST /api/v1/login` and send it as `Authorization: Bearer <token>`; each operation says the role it takes
(admin > manager > operator > viewer).
"""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI `responses` for the problems that an operation is likely to answer with."""
    return {status: _response(status) for status in statuses}


def _response(status: int) -> dict[str, Any]:
    kinds = [f"`{kind}`" for kind, (of, _) in KINDS.items() if of == status]
    return {
        "description": "Problem: " + ", ".join(kinds),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }


def role_of(route: APIRoute) -> Role | None:
    """The least role that a route takes; None where no token is asked for."""
    roles = _roles(route.dependant)
    return max(roles) if roles else None


def _roles(dependant: Dependant) -> list[Role]:
    found = [role] if (role := minimal_role(dependant.call)) else []
    for inner in dependant.dependencies:
        found += _roles(inner)
    return found


def _takes_link(dependant: Dependant) -> bool:
    return takes_link(dependant.call) or any(_takes_link(inner) for inner in dependant.dependencies)


class Operation(NamedTuple):
    """``link``: it takes a supplier's link instead of a token."""

    path: str
    method: str
    role: Role | None
    link: bool = False


def operations(routers: Iterable[APIRouter], prefix: str) -> list[Operation]:
    """All that the API can do, and the least role for each."""
    return [
        Operation(prefix + route.path_format, method, role_of(route), _takes_link(route.dependant))
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def describe(app: FastAPI, known: Iterable[Operation]) -> dict[str, Any]:
    """The OpenAPI document."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=TAGS,
        license_info={"name": "MIT", "identifier": "MIT"},
        servers=[{"url": "/", "description": "this hub"}],
    )
    schemas = document["components"]["schemas"]
    model = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(model.pop("$defs"))
    schemas["ProblemDocument"] = model
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for operation in known:
        _finish(document["paths"][operation.path][operation.method.lower()], operation)
    return document


def _finish(operation: dict[str, Any], known: Operation) -> None:
    role = known.role
    if "422" in operation["responses"]:
        operation["responses"]["422"] = _response(422)
    operation["responses"]["503"] = _response(503)
    said = f"Least role: **{role.text}**." if role else "No token needed."
    if known.link:
        said = "Takes the token of a supplier's link."
    operation["description"] = f"{operation.get('description', '')}\n\n{said}".strip()
    if role:
        operation["x-minimal-role"] = role.text
        operation["responses"].setdefault("401", _response(401))
        operation["responses"].setdefault("403", _response(403))
