"""Sites and places as files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import get_args

from hub.api.auth.roles import Role
from hub.api.database import Connection
from hub.api.places import service
from hub.api.places.schemas import Kind
from hub.api.sheets.kind import SheetKind
from hub.domain.place_tree import in_a_ring
from hub.domain.sheets.cells import ChoiceCell, CodeCell, DecimalCell, TextCell, WholeCell
from hub.domain.sheets.columns import Column, Fault, Key, Record
from hub.domain.sheets.plan import Change
from hub.store import locations, sites
from hub.store.locations import Location

_NAME = CodeCell(63, r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", "a short name of letters, digits, _ . and -")
_CAPACITY = DecimalCell(14, 3, positive=True)
_POSITION = DecimalCell(10, 3, signed=True)
_EXTENT = DecimalCell(10, 3, positive=True)
_OURS: tuple[str, ...] = get_args(Kind)
_KINDS_ZH = {
    "月台": "dock", "货架": "shelf", "工作台": "bench", "存储区": "storage", "冻结": "hold", "破损": "damaged"
}  # fmt: skip
_BOOKS = ("timezone", "currency")


class Sites(SheetKind):
    name = "sites"
    title = "Sites"
    title_zh = "仓库"
    role = Role.ADMIN
    key = ("code",)
    columns = (
        Column(
            name="code",
            zh="仓库",
            cell=_NAME,
            required=True,
            note="Letters, digits, _ . and -",
            note_zh="字母、数字、_ . 和 -",
            example="berlin",
        ),
        Column(name="name", zh="名称", cell=TextCell(), default="", example="Berlin warehouse"),
        Column(
            name="timezone",
            zh="时区",
            cell=CodeCell(),
            default="UTC",
            note="Of the IANA list; never changes",
            note_zh="IANA 时区名，之后不能更改",
            example="Europe/Berlin",
        ),
        Column(
            name="currency",
            zh="货币",
            cell=CodeCell(3, r"[A-Z]{3}", "a currency of ISO 4217 like EUR"),
            default="EUR",
            note="ISO 4217; never changes",
            note_zh="ISO 4217 货币代码，之后不能更改",
            example="EUR",
        ),
        Column(
            name="year_days",
            zh="年天数",
            cell=WholeCell(360, 365),
            default=365,
            note="360 or 365, for days of inventory",
            note_zh="360 或 365，用于库存天数",
            example="365",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return map(_site_record, sites.list_all(conn))

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        return {(site.code,): _site_record(site) for site in sites.list_all(conn)}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        for change in changes:
            record = change.record
            for name in _BOOKS:
                if change.changes(name):
                    what = f"a site's calendar and money never change: it is {(change.old or {})[name]}"
                    yield Fault(change.row, name, record[name], what)
            if "timezone" not in change.wrong and not sites.is_timezone(record["timezone"]):
                what = "no time zone of the IANA list, like Asia/Shanghai"
                yield Fault(change.row, "timezone", record["timezone"], what)
            if record["year_days"] not in (360, 365):
                yield Fault(change.row, "year_days", str(record["year_days"]), "must be 360 or 365")

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        for change in changes:
            record = change.record
            if change.is_new:
                sites.create(conn, **record)
            else:
                sites.change(conn, record["code"], name=record["name"], year_days=record["year_days"])


def _site_record(site: sites.Site) -> Record:
    return {column.name: getattr(site, column.name) for column in Sites.columns}


class Places(SheetKind):
    name = "places"
    title = "Places"
    title_zh = "库位"
    key = ("site", "code")
    columns = (
        Column(name="site", zh="仓库", cell=CodeCell(63), required=True, example="berlin"),
        Column(
            name="code",
            zh="库位",
            cell=CodeCell(),
            required=True,
            note="What its label says",
            note_zh="库位标签上的编号",
            example="A-01-2",
        ),
        Column(name="name", zh="名称", cell=TextCell(), default="", example="Aisle A, rack 1, shelf 2"),
        Column(
            name="kind",
            zh="类型",
            cell=ChoiceCell(_OURS, also=_KINDS_ZH),
            default="storage",
            note="dock, shelf, bench, storage, hold (waits to be released) or damaged",
            note_zh="月台（dock）、货架（shelf）、工作台（bench）、存储区（storage）、冻结（hold）或破损（damaged）",
            example="shelf",
        ),
        Column(
            name="parent",
            zh="上级库位",
            cell=CodeCell(),
            note="The place of the same site that it stands in; it may come later in the file",
            note_zh="所属的同仓库上级库位，可以在文件后面出现",
            example="A-01",
        ),
        Column(
            name="max_weight_kg",
            zh="最大重量（千克）",
            cell=_CAPACITY,
            note="What all that stands in it may weigh",
            note_zh="其中全部货物的最大重量",
            example="500",
        ),
        Column(name="max_volume_l", zh="最大体积（升）", cell=_CAPACITY, example="1200"),
        Column(
            name="max_pieces",
            zh="最大件数",
            cell=DecimalCell(18, 6, positive=True),
            note="In base units of whatever stands there",
            note_zh="按基本单位计",
            example="240",
        ),
        Column(
            name="x_m",
            zh="X（米）",
            cell=_POSITION,
            note="Where its left edge is, from the site's corner",
            note_zh="左边缘到仓库原点的距离",
            example="4.5",
        ),
        Column(
            name="y_m",
            zh="Y（米）",
            cell=_POSITION,
            note="Where its near edge is, from the site's corner",
            note_zh="前边缘到仓库原点的距离",
            example="12",
        ),
        Column(name="width_m", zh="宽（米）", cell=_EXTENT, example="2.7"),
        Column(name="depth_m", zh="深（米）", cell=_EXTENT, example="1.1"),
        Column(
            name="level",
            zh="层",
            cell=WholeCell(-100, 1000),
            note="Above the floor, which is 0",
            note_zh="离地层数，地面为 0",
            example="2",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        for place in locations.list_page(conn, limit=service.ALL):
            if place.kind in _OURS:
                yield service.record(place)

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        return {(place.site, place.code): service.record(place) for place in _places(conn, keys)}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        known_sites = {site.code for site in sites.list_all(conn)}
        locations.lock_tree(conn, sorted({change.record["site"] for change in changes} & known_sites))
        there = {(p.site, p.code): p for p in _places(conn, [change.key for change in changes])}
        occupied = service.would_free_or_hold(conn, [change.record for change in changes], there)
        parents = {at: place.parent for at, place in there.items()} | {
            change.key: change.record["parent"] for change in changes
        }
        ringed = {
            (site, code)
            for site in known_sites
            for code in in_a_ring({code: parent for (of, code), parent in parents.items() if of == site})
        }
        for change in changes:
            site, code = change.key
            if site not in known_sites:
                known = ", ".join(sorted(known_sites)) or "none yet"
                yield Fault(change.row, "site", site, f"there is no such site; there are: {known}")
                continue
            if change.key in there and there[change.key].kind not in _OURS:
                yield Fault(change.row, "code", code, "is a place that every site has; it does not change")
            if change.key in occupied and "kind" not in change.wrong:
                yield Fault(change.row, "kind", change.record["kind"], service.OCCUPIED)
            yield from _parent_fault(change, parents, there, ringed)

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        locations.save_many(conn, [change.record for change in changes])

    def finish(self, conn: Connection, changes: Sequence[Change], user_id: int) -> None:
        locations.hang(conn, [change.record for change in changes])


def _places(conn: Connection, keys: Collection[Key]) -> list[Location]:
    """All places of the sites that are named."""
    named = {key[0] for key in keys}
    return [
        place for site in sorted(named) for place in locations.list_page(conn, site=site, limit=service.ALL)
    ]


def _parent_fault(
    change: Change,
    parents: Mapping[Key, str | None],
    there: Mapping[Key, Location],
    ringed: set[tuple[str, str]],
) -> Iterable[Fault]:
    site, _ = change.key
    parent = change.record["parent"]
    if parent is None or "parent" in change.wrong:
        return
    above = there.get((site, parent))
    if (site, parent) not in parents:
        yield Fault(change.row, "parent", parent, f"neither site {site} nor this file has this place")
    elif above is not None and above.kind not in _OURS:
        yield Fault(change.row, "parent", parent, "is no place that others can stand in")
    elif change.key in ringed:
        yield Fault(change.row, "parent", parent, "stands in this place itself")
