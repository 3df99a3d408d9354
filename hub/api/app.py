"""The hub's HTTP API, put together."""

from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from hub.api import documents, problems
from hub.api.agents.endpoints import router as agents_router
from hub.api.alarms.endpoints import router as alarms_router
from hub.api.auth.endpoints import router as login_router
from hub.api.auth.rate_limit import FailureCounter
from hub.api.auth.service import LoginDesk
from hub.api.boms.endpoints import router as boms_router
from hub.api.catalogue.endpoints import router as catalogue_router
from hub.api.catalogue.pictures import router as pictures_router
from hub.api.clock import Clock, system_clock
from hub.api.counts.endpoints import router as counts_router
from hub.api.database import Database
from hub.api.devices.endpoints import router as devices_router
from hub.api.dock_to_stock.endpoints import router as dock_to_stock_router
from hub.api.health.endpoints import router as health_router
from hub.api.holds.endpoints import router as holds_router
from hub.api.lookup.endpoints import router as lookup_router
from hub.api.middleware import BodyLimit, Envelope
from hub.api.movements.endpoints import router as movements_router
from hub.api.orders.endpoints import router as orders_router
from hub.api.overview.endpoints import router as overview_router
from hub.api.picking.endpoints import router as picking_router
from hub.api.places.endpoints import router as places_router
from hub.api.production import floor
from hub.api.production.endpoints import router as production_router
from hub.api.purchasing.endpoints import router as purchasing_router
from hub.api.putaway.endpoints import router as putaway_router
from hub.api.quarantine.endpoints import router as quarantine_router
from hub.api.receiving.endpoints import router as receiving_router
from hub.api.reservations.endpoints import router as reservations_router
from hub.api.settings import ApiSettings
from hub.api.sheets.desk import ImportDesk
from hub.api.sheets.endpoints import router as sheets_router
from hub.api.ship_notices.endpoints import router as ship_notices_router
from hub.api.stock.endpoints import router as stock_router
from hub.api.supplier_page.endpoints import PREFIX as SUPPLIER_PAGE
from hub.api.supplier_page.endpoints import router as supplier_page_router
from hub.api.supplier_returns.endpoints import router as supplier_returns_router
from hub.api.supplier_view.endpoints import router as supplier_view_router
from hub.api.suppliers.endpoints import router as suppliers_router
from hub.api.tracing.endpoints import router as tracing_router
from hub.api.transfers.endpoints import router as transfers_router
from hub.api.turnover.endpoints import router as turnover_router
from hub.api.users.endpoints import router as users_router
from hub.api.weighing.endpoints import router as weighing_router
from hub.jobs.runner import CountsThread, HousekeepingThread, ProductionThread

PREFIX = "/api/v1"
UPLOADS = re.compile(rf"{PREFIX}/sheets/[^/]+/imports\Z|{PREFIX}/items/[^/]+/picture\Z")
"""Where a request's body is a file."""
ROUTERS = (
    health_router,
    login_router,
    overview_router,
    catalogue_router,
    pictures_router,
    weighing_router,
    places_router,
    sheets_router,
    stock_router,
    picking_router,
    reservations_router,
    movements_router,
    tracing_router,
    lookup_router,
    transfers_router,
    turnover_router,
    orders_router,
    suppliers_router,
    purchasing_router,
    ship_notices_router,
    receiving_router,
    putaway_router,
    holds_router,
    supplier_returns_router,
    dock_to_stock_router,
    boms_router,
    production_router,
    supplier_view_router,
    agents_router,
    devices_router,
    counts_router,
    quarantine_router,
    alarms_router,
    users_router,
)


class HubApi(FastAPI):
    """FastAPI whose document says roles and problems."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = documents.describe(self, documents.operations(ROUTERS, PREFIX))
        return self.openapi_schema


def create_app(settings: ApiSettings, *, clock: Clock = system_clock) -> FastAPI:
    """The application; it connects when it is started, and answers 503 while the database is away."""
    database = Database(settings.dsn, max_size=settings.pool_max_size, timeout_s=settings.pool_timeout_s)
    imports = ImportDesk(database, clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        database.open()
        stop = threading.Event()
        housekeeping = HousekeepingThread(
            database.transaction,
            clock,
            stop,
            interval_s=settings.housekeeping_interval_s,
            agent_silent_after_s=settings.agent_silent_after_s,
            idempotency_lifetime_s=settings.idempotency_lifetime_s,
        )
        counts = CountsThread(database.transaction, clock, stop, interval_s=settings.counts_interval_s)
        production = ProductionThread(
            lambda: floor.take_up(database.transaction, clock(), stop=stop.is_set),
            stop,
            interval_s=settings.production_interval_s,
        )
        housekeeping.start()
        counts.start()
        production.start()
        try:
            yield
        finally:
            stop.set()
            housekeeping.join()
            counts.join()
            production.join()
            imports.close()
            database.close()

    app = HubApi(
        title="Tallydock hub",
        version=settings.version,
        description=documents.DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=f"{PREFIX}/docs",
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.state.database = database
    app.state.clock = clock
    app.state.settings = settings
    app.state.import_desk = imports
    app.state.login_desk = LoginDesk(
        database,
        FailureCounter(allowed=settings.login_failures_allowed, window_s=settings.login_window_s),
        token_lifetime_s=settings.token_lifetime_s,
    )
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    app.include_router(supplier_page_router, prefix=SUPPLIER_PAGE)
    problems.install(app)
    # the last one added is the outermost
    app.add_middleware(
        BodyLimit, max_bytes=settings.max_request_bytes, files=UPLOADS, max_file_bytes=settings.max_file_bytes
    )
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match"],
            expose_headers=["X-Request-Id", "Idempotency-Replayed", "Retry-After", "ETag"],
        )
    app.add_middleware(Envelope, docs_path=f"{PREFIX}/docs")
    return app
