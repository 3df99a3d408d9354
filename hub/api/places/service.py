"""Sites and the places in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.api.database import Connection
from hub.api.places.schemas import (
    FillingAnswer,
    LocationAnswer,
    LocationChanges,
    NewLocationRequest,
    SiteAnswer,
    SiteChanges,
)
from hub.api.problems import Problem, WrongFields
from hub.api.references import known_site
from hub.domain import place_tree
from hub.domain.place_tree import Capacity, Load
from hub.domain.places import is_held
from hub.store import locations, sites
from hub.store.locations import Location

ALL = 1_000_000
"""More places than a site has."""
OCCUPIED = "goods stand there, which are held or let go by moving them: empty it first"
_DETAILS = (
    "name",
    "kind",
    "parent",
    "max_weight_kg",
    "max_volume_l",
    "max_pieces",
    "x_m",
    "y_m",
    "width_m",
    "depth_m",
    "level",
)


def change_site(conn: Connection, code: str, wanted: SiteChanges) -> SiteAnswer:
    """Raises NotFoundError."""
    there = sites.get(conn, code)
    given = wanted.model_dump(include=wanted.model_fields_set)
    name, year_days = given.get("name", there.name), given.get("year_days", there.year_days)
    return SiteAnswer.model_validate(sites.change(conn, code, name=name, year_days=year_days))


def create_location(conn: Connection, wanted: NewLocationRequest) -> LocationAnswer:
    """Raises ConflictError, Problem (`validation`)."""
    known_site(conn, wanted.site, where="body.site")
    locations.create(conn, wanted.site, wanted.code, wanted.kind, wanted.name)
    return _save(conn, wanted.model_dump())


def change_location(conn: Connection, site: str, code: str, wanted: LocationChanges) -> LocationAnswer:
    """Raises NotFoundError, Problem (`conflict`, `validation`)."""
    there = locations.get(conn, site, code)
    if there.outside or there.kind == "in_transit":
        raise Problem("conflict", f"{code} is a place that every site has; it does not change.")
    row = record(there) | wanted.model_dump(include=wanted.model_fields_set)
    if would_free_or_hold(conn, [row], {(site, code): there}):
        raise Problem("conflict", f"{code} cannot become a place of kind {row['kind']}: {OCCUPIED}.")
    return _save(conn, row)


def would_free_or_hold(
    conn: Connection, rows: Sequence[Mapping[str, Any]], there: Mapping[tuple[str, str], Location]
) -> set[tuple[str, str]]:
    """Those (site, code) of the rows whose new kind would hold goods, or let them go, without a movement."""
    turned = {
        (site, code)
        for row in rows
        if (place := there.get((site := row["site"], code := row["code"]))) is not None
        and is_held(place.kind) != is_held(row["kind"])
    }
    return locations.with_goods(conn, turned) if turned else set()


def record(place: Location) -> dict[str, Any]:
    """What can be changed of a place, with its key."""
    return {"site": place.site, "code": place.code} | {name: getattr(place, name) for name in _DETAILS}


def _save(conn: Connection, row: dict[str, Any]) -> LocationAnswer:
    site, code, parent = row["site"], row["code"], row["parent"]
    locations.lock_tree(conn, [site])
    if parent is not None:
        _check_parent(conn, site, code, parent)
    locations.save_many(conn, [row])
    locations.hang(conn, [row])
    return LocationAnswer.model_validate(locations.get(conn, site, code))


def _check_parent(conn: Connection, site: str, code: str, parent: str) -> None:
    wrong = WrongFields()
    above = locations.find(conn, site, parent)
    if above is None:
        wrong.add("body.parent", f"site {site} has no location {parent!r}")
    elif above.outside or above.kind == "in_transit":
        wrong.add("body.parent", f"{parent} is no place that others can stand in")
    elif code in place_tree.in_a_ring(parents(conn, site) | {code: parent}):
        wrong.add("body.parent", f"{parent} stands in {code} itself")
    wrong.raise_if_any()


def parents(conn: Connection, site: str) -> dict[str, str | None]:
    """Where each place inside the walls stands."""
    return {place.code: place.parent for place in _inside(conn, site)}


def _inside(conn: Connection, site: str) -> list[Location]:
    every = locations.list_page(conn, site=site, limit=ALL)
    return [place for place in every if not place.outside and place.kind != "in_transit"]


def fillings(conn: Connection, site: str) -> list[FillingAnswer]:
    """In the tree's order: each place before those that stand in it. Raises Problem (`validation`)."""
    found = known_site(conn, site)
    assert found is not None  # noqa: S101 - a code was given
    places = {place.code: place for place in _inside(conn, site)}
    tree: dict[str, str | None] = {place.code: place.parent for place in places.values()}
    loads = place_tree.rolled_up(tree, locations.loads(conn, found.id))
    return [
        _filling(places[code], len(place_tree.path(tree, code)) - 1, loads[code])
        for code in place_tree.in_tree_order(tree)
    ]


def _filling(place: Location, depth: int, load: Load) -> FillingAnswer:
    capacity = Capacity(place.max_weight_kg, place.max_volume_l, place.max_pieces)
    filled = place_tree.filling(load, capacity)
    return FillingAnswer(
        code=place.code,
        name=place.name,
        kind=place.kind,
        parent=place.parent,
        depth=depth,
        pieces=load.pieces,
        weight_kg=load.weight_kg,
        volume_l=load.volume_l,
        without_weight=load.without_weight,
        without_volume=load.without_volume,
        by_weight=filled.by_weight,
        by_volume=filled.by_volume,
        by_pieces=filled.by_pieces,
        level=filled.level,
        x_m=place.x_m,
        y_m=place.y_m,
        width_m=place.width_m,
        depth_m=place.depth_m,
        storey=place.level,
    )
