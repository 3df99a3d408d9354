"""An order's document in one of the formats, as an answer."""

from __future__ import annotations

from typing import Any, Final, Literal
from urllib.parse import quote

from fastapi import Response

from hub.api.database import Connection
from hub.api.i18n import text_in
from hub.api.purchasing.document import table
from hub.api.purchasing.document.paper import paper
from hub.api.purchasing.document.pdf import pdf
from hub.api.sheets import xlsx
from hub.store import sites, suppliers
from hub.store.purchasing import orders
from hub.store.purchasing.orders import Order

Format = Literal["pdf", "csv", "xlsx"]
MEDIA_TYPES: Final[dict[str, str]] = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": xlsx.MEDIA_TYPE,
}
A_DOCUMENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {media.split(";")[0]: {} for media in MEDIA_TYPES.values()},
        "description": "The document.",
    }
}


def answer(
    conn: Connection, order: Order, form: Format, *, language: str | None = None, font: str | None = None
) -> Response:
    """In the supplier's language unless another one is asked for."""
    supplier = suppliers.get(conn, order.supplier)
    spoken = language or supplier.language
    lines = orders.lines(conn, [order.id])
    if form == "csv":
        content = table.csv(order, lines, spoken)
    elif form == "xlsx":
        content = table.workbook(order, lines, spoken)
    else:
        site = sites.get(conn, order.site)
        content = pdf(paper(order, lines, supplier, site.name, text_in(spoken)), font)
    name = quote(f"{order.number}.{form}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)
