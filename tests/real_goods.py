"""Public files of real goods, as the columns of the hub's import: see docs/reference/real-goods.md.

`python -m tests.real_goods DATA FOLDER` writes items.csv, suppliers.csv and supplier-items.csv of all rows.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

Row = dict[str, str]

SHIPMENTS: Final = Path("scms-shipments/scms_delivery_history.csv.gz")
PRODUCTS: Final = Path("olist-products/olist_products_dataset.csv")
SELLERS: Final = Path("olist-products/olist_sellers_dataset.csv")
CATEGORIES: Final = Path("olist-products/product_category_name_translation.csv")
FEWEST_WEIGHINGS: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a delivery. Quantities are packs, `pack_price` is in US dollars.

    `weight_kg` is the gross weight of the whole line; None where the file has words instead of it.
    """

    order: str
    note: str
    direct: bool
    vendor: str
    item: str
    group: str
    qty: int
    pack_price: Decimal
    weight_kg: Decimal | None


@dataclass(frozen=True, slots=True)
class PackWeight:
    """Grams of a pack over the deliveries that were weighed, and the standard deviation between them."""

    mean_g: Decimal
    sd_g: Decimal


def read_lines(data: Path) -> list[Line]:
    with gzip.open(data / SHIPMENTS, "rt", encoding="utf-8", newline="") as file:
        return [_line(row) for row in csv.DictReader(file)]


def _line(row: Row) -> Line:
    weight = row["Weight (Kilograms)"]
    return Line(
        order=row["PO / SO #"],
        note=row["ASN/DN #"],
        direct=row["Fulfill Via"] == "Direct Drop",
        vendor=row["Vendor"].strip(),
        item=row["Item Description"].strip(),
        group=row["Product Group"],
        qty=int(row["Line Item Quantity"]),
        pack_price=Decimal(row["Pack Price"]),
        weight_kg=Decimal(weight) if re.fullmatch(r"\d+(\.\d+)?", weight) else None,
    )


def skus(lines: Iterable[Line]) -> dict[str, str]:
    """The file has descriptions only: they are numbered as they come."""
    return {item: f"MED-{n:03}" for n, item in enumerate(dict.fromkeys(line.item for line in lines), 1)}


def pack_weights(lines: Sequence[Line]) -> dict[str, PackWeight]:
    """By item. Only lines alone on their note count: a note's weight stands on one line, for all of them.

    With fewer than three weighings there is no spread to speak of, and with one above the mean no weight.
    """
    on_note = Counter(line.note for line in lines)
    found: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        if line.weight_kg and on_note[line.note] == 1:
            found[line.item].append(float(line.weight_kg) * 1000 / line.qty)
    weights: dict[str, PackWeight] = {}
    for item, grams in found.items():
        if len(grams) < FEWEST_WEIGHINGS:
            continue
        mean_g, sd_g = statistics.fmean(grams), statistics.stdev(grams)
        if sd_g <= mean_g:
            weights[item] = PackWeight(_grams(mean_g), _grams(sd_g))
    return weights


def _grams(value: float) -> Decimal:
    return Decimal(f"{value:.4f}")


def supplier_code(name: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")[:63]


# --- the columns of the import ---


def medicine_items(lines: Sequence[Line]) -> list[Row]:
    """A base unit is a pack: the file counts in them."""
    weights, groups = pack_weights(lines), {line.item: line.group for line in lines}
    rows = []
    for item, sku in skus(lines).items():
        weight = weights.get(item)
        rows.append(
            {
                "sku": sku,
                "name": item,
                "category": groups[item],
                "unit_weight_g": str(weight.mean_g) if weight else "",
                "unit_weight_sd_g": str(weight.sd_g) if weight else "",
            }
        )
    return rows


def medicine_suppliers(lines: Iterable[Line]) -> list[Row]:
    names = dict.fromkeys(line.vendor for line in lines)
    return [{"code": supplier_code(name), "name": name, "currency": "USD"} for name in names]


def medicine_supplier_items(lines: Sequence[Line]) -> list[Row]:
    known = skus(lines)
    pairs = dict.fromkeys((supplier_code(line.vendor), known[line.item]) for line in lines)
    return [{"supplier": supplier, "sku": sku} for supplier, sku in pairs]


def read_products(data: Path) -> list[Row]:
    return _rows(data / PRODUCTS)


def product_items(data: Path, products: Iterable[Row], *, as_it_is: bool = False) -> list[Row]:
    """Centimetres become millimetres. A weight of 0 is none; `as_it_is` leaves it to be refused."""
    english = {
        row["product_category_name"]: row["product_category_name_english"] for row in _rows(data / CATEGORIES)
    }
    return [_product(row, english, as_it_is) for row in products]


def _product(row: Row, english: Mapping[str, str], as_it_is: bool) -> Row:
    category = row["product_category_name"]
    category = english.get(category, category)
    weight = row["product_weight_g"]
    return {
        "sku": row["product_id"],
        "name": f"{category or 'product'} {row['product_id'][:8]}",
        "category": category,
        "unit_weight_g": "" if weight == "0" and not as_it_is else weight,
        **{f"{side}_mm": _mm(row[f"product_{side}_cm"]) for side in ("length", "width", "height")},
    }


def _mm(cm: str) -> str:
    return str(int(cm) * 10) if cm else ""


def product_suppliers(data: Path, most: int | None = None) -> list[Row]:
    return [
        {
            "code": f"OLIST-{row['seller_id'][:12]}",
            "name": f"Seller {row['seller_id'][:8]}, {row['seller_city']} {row['seller_state']}",
            "currency": "BRL",
        }
        for row in _rows(data / SELLERS)[:most]
    ]


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def as_csv(rows: Iterable[Row]) -> bytes:
    """Columns are those of all rows together, in the order in which they come."""
    listed = list(rows)
    text = io.StringIO(newline="")
    names = dict.fromkeys(name for row in listed for name in row)
    writer = csv.DictWriter(text, list(names), restval="")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue().encode()


def main(data: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = read_lines(data)
    items = [*medicine_items(lines), *product_items(data, read_products(data))]
    (folder / "items.csv").write_bytes(as_csv(items))
    (folder / "suppliers.csv").write_bytes(as_csv([*medicine_suppliers(lines), *product_suppliers(data)]))
    (folder / "supplier-items.csv").write_bytes(as_csv(medicine_supplier_items(lines)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
