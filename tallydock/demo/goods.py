"""What the demonstration site deals in: pure data.

GTINs are under 952, the prefix that GS1 keeps for demonstrations.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

COMPANY_PREFIX = "9521141"
PACK_SIZE = 12


def check_digit(digits: str) -> str:
    """The GS1 check digit of a GTIN's other digits (GS1 General Specifications, 7.9)."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


@dataclass(frozen=True, slots=True)
class Good:
    sku: str
    name: str
    category: str
    number: int
    unit_weight_g: Decimal
    cost: Decimal
    price: Decimal

    @property
    def gtin(self) -> str:
        """GTIN-13 of one piece."""
        digits = f"{COMPANY_PREFIX}{self.number:05d}"
        return digits + check_digit(digits)

    @property
    def pack_gtin(self) -> str:
        """GTIN-14 of a case of PACK_SIZE."""
        digits = f"1{COMPANY_PREFIX}{self.number:05d}"
        return digits + check_digit(digits)

    @property
    def unit_weight_sd_g(self) -> Decimal:
        """Piece to piece spread: 0.4 % of the weight, what a moulded or filled thing varies by."""
        return (self.unit_weight_g * Decimal("0.004")).quantize(Decimal("0.0001"))


def _good(number: int, sku: str, name: str, category: str, weight_g: str, cost: str, price: str) -> Good:
    return Good(sku, name, category, number, Decimal(weight_g), Decimal(cost), Decimal(price))


GOODS = (
    _good(1, "MUG-RED", "Stoneware mug, red", "Tableware", "342", "2.10", "5.90"),
    _good(2, "MUG-BLUE", "Stoneware mug, blue", "Tableware", "345", "2.10", "5.90"),
    _good(3, "PLATE-26", "Dinner plate 26 cm", "Tableware", "612", "3.45", "8.90"),
    _good(4, "BOWL-15", "Cereal bowl 15 cm", "Tableware", "418", "2.75", "6.90"),
    _good(5, "CANDLE-S", "Pillar candle, small", "Home", "186", "0.95", "2.90"),
    _good(6, "CANDLE-L", "Pillar candle, large", "Home", "474", "1.85", "5.50"),
    _good(7, "LANTERN", "Tin lantern", "Home", "733", "4.20", "12.50"),
    _good(8, "CLOCK", "Kitchen wall clock", "Home", "521", "6.30", "17.90"),
    _good(9, "TWINE-100", "Jute twine 100 m", "Garden", "228", "1.20", "3.40"),
    _good(10, "GLOVES-M", "Garden gloves, medium", "Garden", "96", "1.60", "4.90"),
    _good(11, "TROWEL", "Hand trowel", "Garden", "274", "2.95", "8.20"),
    _good(12, "LABELS-50", "Plant labels, 50", "Garden", "62", "0.55", "1.95"),
    _good(13, "PUZZLE-500", "Jigsaw puzzle, 500 pieces", "Toys", "486", "3.60", "10.90"),
    _good(14, "BLOCKS-36", "Wooden blocks, 36", "Toys", "912", "5.80", "16.50"),
    _good(15, "KITE", "Paper kite", "Toys", "154", "1.75", "5.20"),
    _good(16, "YOYO", "Wooden yo-yo", "Toys", "88", "0.80", "2.60"),
)

BY_SKU = {good.sku: good for good in GOODS}
# one good a shelf: a scale can tell how many, not what
SHELVES = {"SHELF-1": "MUG-RED", "SHELF-2": "CANDLE-L", "SHELF-3": "TROWEL"}
