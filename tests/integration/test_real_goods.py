"""Real deliveries and products, from their files to the shelf: ordered, received, put away, weighed.

What is taken of the files, and what they cannot tell, is in docs/reference/real-goods.md.
"""

from __future__ import annotations

import io
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from hub.store import pool
from tests import real_goods
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import gateway_on
from tests.integration.real_door import DOOR, Tagged, gtin
from tests.integration.real_floor import BENCH, CAPACITY_G, DIVISION_G, DOCKS, Floor, open_floor
from tests.integration.test_api.house import Clock, House, open_house
from tests.integration.test_api.purchase_world import good, step
from tests.integration.test_api.sheets_world import faults, send
from tests.real_goods import Line, Row
from tests.shared_data import SHARED, needs_shared

DATA = SHARED / "data"
RACKS = [f"R-{n}" for n in range(1, 7)]
BIG, ORDERS, SMALL_QTY = 3, 24, 100
EVERY = 1000
SELLERS = 4
PIECES = (3, 12, 40, 150, 1)
BY_PORTAL, MOST_TAGS, TORN = "OL-1", 40, 2
LOST = 2
ASSUMED_SPREAD = Decimal("0.01")

pytestmark = [needs_shared, pytest.mark.shared]


class Now(Clock):
    """Devices have the time of day, so the hub has it too."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Purchase:
    number: str
    supplier: str
    lines: list[tuple[str, int, Decimal]]
    more: dict[str, str]


def real_orders(lines: Sequence[Line]) -> list[Purchase]:
    """The file's first three orders from makers as they are; then those of small lines that bring an item
    which fewer than two of them brought."""
    by_order: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.direct:
            by_order[line.order].append(line)
    brought: Counter[str] = Counter()
    known = real_goods.skus(lines)
    taken: list[Purchase] = []
    for number, of in by_order.items():
        wanted = all(line.qty <= SMALL_QTY for line in of) and any(brought[line.item] < 2 for line in of)
        if len(taken) >= BIG and not wanted:
            continue
        brought.update({line.item for line in of})
        bought = [(known[line.item], line.qty, line.pack_price) for line in of]
        taken.append(Purchase(number, real_goods.supplier_code(of[0].vendor), bought, {}))
        if len(taken) == ORDERS:
            break
    return taken


def product_orders(suppliers: Sequence[Row], items: Sequence[Row]) -> list[Purchase]:
    """The file has no orders: each seller's share is ordered once, in numbers that go round, at no price."""
    wanted = [(row["sku"], PIECES[n % len(PIECES)], Decimal(0)) for n, row in enumerate(items)]
    return [
        Purchase(f"OL-{n + 1}", row["code"], wanted[n :: len(suppliers)], {"exchange_rate": "0.2"})
        for n, row in enumerate(suppliers)
    ]


def workbook(rows: Iterable[Row]) -> bytes:
    listed = list(rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(listed[0]))
    for row in listed:
        sheet.append(list(row.values()))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class Goods:
    """The sample, and a house whose own import has taken it in."""

    def __init__(self, house: House, site: str) -> None:
        self.house, self.site = house, site
        lines = real_goods.read_lines(DATA)
        products = real_goods.product_items(DATA, real_goods.read_products(DATA)[::EVERY])
        sellers = real_goods.product_suppliers(DATA, SELLERS)
        self.orders = [*real_orders(lines), *product_orders(sellers, products)]
        self.bought: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        for order in self.orders:
            for sku, qty, _ in order.lines:
                self.bought[sku] += qty
        medicines = [row for row in real_goods.medicine_items(lines) if row["sku"] in self.bought]
        self.items = {row["sku"]: row for row in [*medicines, *products]}
        self.suppliers = [*real_goods.medicine_suppliers(lines), *sellers]
        (self.by_portal,) = (order for order in self.orders if order.number == BY_PORTAL)
        small = [(sku, qty) for sku, qty, _ in self.by_portal.lines if qty <= MOST_TAGS]
        self.gtins = {sku: gtin(n) for n, (sku, _) in enumerate(small, 1)}
        self.tagged = [Tagged(self.gtins[sku], n) for sku, qty in small for n in range(1, qty + 1)]
        self.places = {
            sku: RACKS[n % len(RACKS)] for n, sku in enumerate(self.items) if n % 2 == 0
        }  # every other item has a fixed place

    def bring_in(self) -> None:
        site = self.site
        docks = (*DOCKS, DOOR)
        places = [(BENCH, "bench"), *((dock, "dock") for dock in docks), *((r, "storage") for r in RACKS)]
        pairs = {(order.supplier, sku) for order in self.orders for sku, _, _ in order.lines}
        files = {
            "sites": real_goods.as_csv([{"code": site, "timezone": "UTC", "currency": "USD"}]),
            "places": real_goods.as_csv({"site": site, "code": code, "kind": kind} for code, kind in places),
            "items": real_goods.as_csv(self.items.values()),
            "item-codes": real_goods.as_csv(
                {"sku": sku, "code": code, "kind": "gtin"} for sku, code in self.gtins.items()
            ),
            "fixed-places": real_goods.as_csv(
                {"sku": sku, "site": site, "place": place} for sku, place in self.places.items()
            ),
            "suppliers": workbook(self.suppliers),
            "supplier-items": real_goods.as_csv({"supplier": s, "sku": sku} for s, sku in sorted(pairs)),
            "purchase-orders": real_goods.as_csv(
                {
                    "order": order.number,
                    "line": str(line),
                    "site": site,
                    "supplier": order.supplier,
                    "sku": sku,
                    "qty": str(qty),
                    "unit_price": str(price),
                    "exchange_rate": order.more.get("exchange_rate", ""),
                }
                for order in self.orders
                for line, (sku, qty, price) in enumerate(order.lines, 1)
            ),
        }
        for kind, content in files.items():
            for dry_run in (True, False):
                job = send(self.house, kind, content, role="admin", dry_run=dry_run)
                assert job["state"] == "done", (kind, faults(self.house, job))
                assert job["updated"] == 0

    def order_all(self) -> None:
        for order in self.orders:
            draft = self.house.get(f"/purchase-orders/{order.number}")
            good(step(self.house, good(step(self.house, draft, "approve", "admin")), "send"))

    def ask_for_count(self, place: str, **more: Any) -> str:
        body = {"site": self.site, "location": place} | more
        return str(good(self.house.ask("manager", "POST", "/count-tasks", json=body))["number"])

    def wait_for_order(self, number: str) -> None:
        path = f"/purchase-orders/{number}"
        wait_until(lambda: self.house.get(path)["state"] == "received", f"all of order {number}")

    def wait_for_count(self, number: str, state: str = "posted") -> None:
        path = f"/count-tasks/{number}"
        wait_until(lambda: self.house.get(path)["state"] == state, f"count {number} to be {state}")

    @property
    def medicines(self) -> set[str]:
        return {sku for sku in self.items if sku.startswith("MED-")}

    @property
    def told_by_weight(self) -> set[str]:
        return {sku for sku, qty in self.bought.items() if self.can_be_weighed(sku, qty)}

    def load_g(self, sku: str, pieces: int) -> Decimal | None:
        """What that many pieces weigh, each as heavy as it happens to be by the spread. None: unknown."""
        mean_g, sd_g = self.weight_g(sku)
        if mean_g is None:
            return None
        rng = random.Random(sku)  # of its own: what others weigh does not change it
        sigma = float(sd_g) * pieces**0.5
        total = max(1.0, rng.gauss(float(mean_g) * pieces, sigma))
        return Decimal(round(total * 10)) / 10

    def weight_g(self, sku: str) -> tuple[Decimal | None, Decimal]:
        row = self.items[sku]
        if not row["unit_weight_g"]:
            return None, Decimal(0)
        mean_g = Decimal(row["unit_weight_g"])
        return mean_g, Decimal(row.get("unit_weight_sd_g") or mean_g * ASSUMED_SPREAD)

    def can_be_weighed(self, sku: str, pieces: int) -> bool:
        """By the book of weighing, worked out here once more: is so many told from one more and one less?"""
        mean_g, sd_g = self.weight_g(sku)
        load_g = self.load_g(sku, pieces)
        if mean_g is None or load_g is None or load_g > CAPACITY_G:
            return False
        three, root = 3 * float(sd_g), pieces**0.5
        margins_g = three * (root + (pieces + 1) ** 0.5) + 2 * float(DIVISION_G)
        off_g = abs(round(float(load_g)) - pieces * float(mean_g))
        return bool(margins_g < float(mean_g) and off_g <= three * root + float(DIVISION_G))


class Audit:
    """Reads the tables by itself, and knows nothing of the code that fills them."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with pool.connect(self.dsn) as conn:
            return conn.execute(sql, values).fetchall()

    def received(self) -> dict[str, Decimal]:
        return dict(
            self.rows(
                "select i.sku, sum(case when m.reverses is null then m.qty else -m.qty end) "
                "from movement m join item i on i.id = m.item_id where m.kind = 'receipt' group by i.sku"
            )
        )

    def serials(self, document: str) -> set[tuple[str, str]]:
        """Pieces that came in by their own numbers, by SKU."""
        return set(
            self.rows(
                "select i.sku, m.serial from movement m join item i on i.id = m.item_id "
                "where m.document = %s and m.serial is not null and m.reverses is null",
                document,
            )
        )

    def stands(self) -> dict[tuple[str, str], Decimal]:
        """How much of what is where in the house."""
        found = self.rows(
            "select i.sku, l.code, b.qty from balance b join item i on i.id = b.item_id "
            "join location l on l.id = b.location_id where not l.outside and b.qty <> 0"
        )
        return {(sku, place): qty for sku, place, qty in found}

    def by_movements(self) -> dict[tuple[str, str], Decimal]:
        found = self.rows(
            "select i.sku, l.code, sum(case when m.destination_id = l.id then m.qty else -m.qty end) "
            "from movement m join item i on i.id = m.item_id "
            "join location l on l.id in (m.source_id, m.destination_id) where not l.outside "
            "group by i.sku, l.code"
        )
        return {(sku, place): qty for sku, place, qty in found if qty}

    def unbalanced(self) -> list[tuple[Any, ...]]:
        return self.rows("select item_id, sum(qty) from balance group by item_id having sum(qty) <> 0")

    def values(self) -> dict[str, Decimal]:
        return dict(
            self.rows(
                "select i.sku, c.value from item_cost c join item i on i.id = c.item_id where c.qty > 0"
            )
        )

    def order_lines(self, number: str) -> list[tuple[Any, ...]]:
        return self.rows(
            "select i.sku, p.qty, p.received_qty from purchase_order_line p "
            "join purchase_order o on o.id = p.order_id join item i on i.id = p.item_id "
            "where o.number = %s order by p.line",
            number,
        )


def receive_at_the_door(floor: Floor, goods: Goods, audit: Audit) -> None:
    """An order of which the small lines are tagged piece by piece, the others not; two tags do not answer."""
    order, agent, gun = goods.by_portal, floor.agents["door"], floor.guns["door-scanner"]
    floor.door.open_receipt(agent, gun, order.number)
    floor.door.drive_through(agent, goods.tagged[TORN:])
    wait_until(
        lambda: len(audit.serials(order.number)) >= floor.door.seen(agent), "the pieces to be in the books"
    )
    booked = audit.serials(order.number)
    skus = {code: sku for sku, code in goods.gtins.items()}
    unseen = [piece for piece in goods.tagged if (skus[piece.gtin], str(piece.serial)) not in booked]
    untagged = [(sku, qty) for sku, qty, _ in order.lines if sku not in goods.gtins]
    floor.door.finish(gun, unseen, untagged)


def count_place(floor: Floor, goods: Goods, place: str, standing: dict[str, int]) -> tuple[str, set[str]]:
    """All of the place, blind: by weight where that tells it, else by hand. Its number; what was weighed."""
    number = goods.ask_for_count(place)
    floor.begin_count(number, place)
    gun, weighed = floor.guns["scanner"], set()
    for sku, pieces in standing.items():
        gun.scan(sku)
        load_g = goods.load_g(sku, pieces)
        if load_g is not None and floor.weigh(load_g):
            weighed.add(sku)
        else:
            gun.scan(f"={pieces}")
    gun.scan("TD:CLOSE")
    return number, weighed


def find_a_loss(floor: Floor, goods: Goods, places: dict[str, str]) -> None:
    """Packs are gone, beyond the tolerance: weight shows it, twice, and a manager's word writes them off."""
    sku = min(goods.medicines & goods.told_by_weight)
    left = goods.bought[sku] - LOST
    load_g = goods.load_g(sku, left)
    assert load_g is not None
    number = goods.ask_for_count(places[sku], items=[{"sku": sku}])
    for round_ in (1, 2):
        floor.begin_count(number, places[sku], round_)
        floor.guns["scanner"].scan(sku)
        assert floor.weigh(load_g)
        floor.guns["scanner"].scan("TD:CLOSE")
    goods.wait_for_count(number, "to_approve")
    path = f"/count-tasks/{number}"
    good(goods.house.ask("manager", "POST", f"{path}/approve", json={"reason": "lost"}))
    task = goods.house.get(path)
    assert task["state"] == "posted"
    assert [Decimal(line["variance_qty"]) for line in task["lines"]] == [-LOST]
    goods.lost[sku] = LOST


def test_real_goods_are_imported_received_put_away_and_counted_by_weight(
    database: str, broker_url: str, site_code: str, tmp_path: Path
) -> None:
    audit = Audit(database)
    with open_house(database, clock=Now(), counts_interval_s=0.5) as house:
        goods = Goods(house, site_code)
        goods.bring_in()
        goods.order_all()
        with (
            gateway_on(database, broker_url, f"gw-{site_code}"),
            open_floor(database, site_code, broker_url, tmp_path) as floor,
        ):
            floor.wait_for_catalogue()
            receive_at_the_door(floor, goods, audit)
            by_hand = [order for order in goods.orders if order is not goods.by_portal]
            for n, order in enumerate(by_hand):
                floor.unload(DOCKS[n % 2], order.number, [(sku, qty) for sku, qty, _ in order.lines])
            for order in goods.orders:
                goods.wait_for_order(order.number)
            assert audit.received() == goods.bought

            places = floor.put_away(goods.bought)
            wait_until(
                lambda: {place for _, place in audit.stands()} <= set(RACKS), "all of it to be off the docks"
            )
            assert audit.stands() == {(sku, places[sku]): qty for sku, qty in goods.bought.items()}
            assert {sku: places[sku] for sku in goods.places} == goods.places

            done = {}
            for rack in RACKS:
                standing = {sku: goods.bought[sku] for sku in places if places[sku] == rack}
                done[rack] = count_place(floor, goods, rack, standing)
            for number, _ in done.values():
                goods.wait_for_count(number)
            check_counts(goods, done)
            find_a_loss(floor, goods, places)
    check_books(audit, goods, places)


def check_counts(goods: Goods, done: dict[str, tuple[str, set[str]]]) -> None:
    """Weight has counted what it can count and nothing else, and all that was counted is as in the books."""
    weighed = set()
    for number, by_weight in done.values():
        for line in goods.house.get(f"/count-tasks/{number}")["lines"]:
            sku = line["sku"]
            assert Decimal(line["counted_qty"]) == Decimal(line["ledger_qty"]) == goods.bought[sku]
            assert (line["method"] == "weight") == (sku in by_weight), line
            weighed |= {sku} & by_weight
    told = goods.told_by_weight
    assert weighed == told
    # neither is an empty boast: real goods of both kinds are in the sample
    for kind in (goods.medicines, set(goods.items) - goods.medicines):
        assert kind & told
        assert {sku for sku in kind - told if goods.items[sku]["unit_weight_g"]}


def check_books(audit: Audit, goods: Goods, places: dict[str, str]) -> None:
    skus = {code: sku for sku, code in goods.gtins.items()}
    pieces = {(skus[piece.gtin], str(piece.serial)) for piece in goods.tagged}
    assert audit.serials(BY_PORTAL) == pieces
    assert audit.received() == goods.bought
    assert audit.unbalanced() == []
    left = {sku: qty - goods.lost[sku] for sku, qty in goods.bought.items()}
    assert audit.stands() == audit.by_movements() == {(sku, places[sku]): qty for sku, qty in left.items()}
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for order in goods.orders:
        assert audit.order_lines(order.number) == [(sku, qty, qty) for sku, qty, _ in order.lines]
        for sku, qty, price in order.lines:
            paid[sku] += qty * price
    assert audit.values() == {sku: paid[sku] * qty / goods.bought[sku] for sku, qty in left.items()}
