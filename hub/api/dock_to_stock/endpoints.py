from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from hub.api.auth.roles import Viewer
from hub.api.database import Db
from hub.api.dock_to_stock import service
from hub.api.dock_to_stock.schemas import DockToStock, DockToStockQuery

router = APIRouter(tags=["inbound"])


@router.get("/dock-to-stock", operation_id="dock_to_stock")
def dock_to_stock(_: Viewer, database: Db, query: Annotated[DockToStockQuery, Query()]) -> DockToStock:
    """How long goods take from the first read at the dock until all of a receipt can be picked."""
    with database.transaction() as conn:
        return service.measured(conn, query)
