from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from hub.api.auth.roles import Manager, Operator, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.idempotency import Once
from hub.api.paging import Page, after_id, encode_cursor, page_of
from hub.api.references import known_site
from hub.api.transfers import decisions, service
from hub.api.transfers.schemas import (
    ArrivalRequest,
    DecisionRequest,
    DifferenceAnswer,
    DifferenceQuery,
    TransferAnswer,
    TransferChanges,
    TransferQuery,
    TransferRequest,
    TransferSummary,
    UnderWayAnswer,
    UnderWayList,
    UnderWayQuery,
    WhyRequest,
)
from hub.api.values import PathCode, PathId
from hub.api.versions import SeenVersion, tag
from hub.domain.transfers.states import OVER, State
from hub.store.transfers import differences, documents

router = APIRouter(tags=["transfers"])
OPEN_STATES = [state.value for state in State if state not in OVER]


@router.get("/transfers", operation_id="list_transfers")
def list_transfers(
    _: Viewer, database: Db, query: Annotated[TransferQuery, Query()]
) -> Page[TransferSummary]:
    """Transfers within a site and between sites, newest first."""
    states = [query.state] if query.state else OPEN_STATES if query.open else None
    with database.transaction() as conn:
        for name in ("site", "from_site", "to_site"):
            known_site(conn, getattr(query, name), where=f"query.{name}")
        rows = documents.list_page(
            conn,
            site=query.site,
            from_site=query.from_site,
            to_site=query.to_site,
            states=states,
            after=after_id("transfers", query.after),
            limit=query.limit + 1,
        )
    return page_of(
        rows, query.limit, TransferSummary.model_validate, lambda row: encode_cursor("transfers", row.id)
    )


@router.get("/transfers/under-way", operation_id="list_under_way")
def list_under_way(_: Viewer, database: Db, query: Annotated[UnderWayQuery, Query()]) -> UnderWayList:
    """What is in transit, line by line, sent longest ago first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = documents.under_way(conn, site=query.site, limit=query.limit)
    return UnderWayList(items=[UnderWayAnswer.model_validate(row) for row in rows])


@router.post("/transfers", operation_id="create_transfer", status_code=status.HTTP_201_CREATED)
def create_transfer(who: Operator, response: Response, once: Once, wanted: TransferRequest) -> TransferAnswer:
    """Draft a transfer. Nothing moves, and nothing is promised, until it is sent."""
    made = once(
        who.user_id,
        {"transfer": wanted},
        TransferAnswer,
        lambda conn, at: service.create(conn, wanted, who=who, now=at),
    )
    return _tagged(response, made)


@router.get("/transfers/{number}", operation_id="get_transfer", responses=problems(404))
def get_transfer(_: Viewer, database: Db, response: Response, number: PathCode) -> TransferAnswer:
    """One transfer with its lines and differences; its ETag is what a change sends back."""
    with database.transaction() as conn:
        found = service.one(conn, number)
    return _tagged(response, found)


@router.patch("/transfers/{number}", operation_id="change_transfer", responses=problems(404, 409, 412, 428))
def change_transfer(
    _: Operator,
    database: Db,
    response: Response,
    number: PathCode,
    seen: SeenVersion,
    wanted: TransferChanges,
) -> TransferAnswer:
    """Change a draft."""
    with database.transaction() as conn:
        changed = service.change(conn, number, seen, wanted)
    return _tagged(response, changed)


@router.post("/transfers/{number}/send", operation_id="send_transfer", responses=problems(404, 409, 412, 428))
def send_transfer(
    who: Operator,
    response: Response,
    number: PathCode,
    once: Once,
    seen: SeenVersion,
) -> TransferAnswer:
    """Let all of it leave its places: it is in transit then. What is reserved for others stays."""
    made = once(
        who.user_id,
        {"send": number, "version": seen},
        TransferAnswer,
        lambda conn, at: service.send(conn, number, seen, who=who, now=at),
    )
    return _tagged(response, made)


@router.post("/transfers/{number}/receive", operation_id="receive_transfer", responses=problems(404, 409))
def receive_transfer(
    who: Operator,
    response: Response,
    number: PathCode,
    once: Once,
    wanted: ArrivalRequest,
) -> TransferAnswer:
    """Book what came, in one part or in several. Whatever came is booked; what differs is asked about."""
    made = once(
        who.user_id,
        {"receive": number, "arrival": wanted},
        TransferAnswer,
        lambda conn, at: service.receive(conn, number, wanted, who=who, now=at),
    )
    return _tagged(response, made)


@router.post("/transfers/{number}/take-back", operation_id="take_back_transfer", responses=problems(404, 409))
def take_back_transfer(
    who: Operator,
    response: Response,
    number: PathCode,
    once: Once,
    wanted: WhyRequest,
) -> TransferAnswer:
    """Put what is still under way back to where it was taken from."""
    made = once(
        who.user_id,
        {"take_back": number, "why": wanted.reason},
        TransferAnswer,
        lambda conn, at: service.take_back(conn, number, reason=wanted.reason, who=who, now=at),
    )
    return _tagged(response, made)


@router.post("/transfers/{number}/cancel", operation_id="cancel_transfer", responses=problems(404, 409))
def cancel_transfer(
    who: Operator,
    response: Response,
    number: PathCode,
    once: Once,
    wanted: WhyRequest,
) -> TransferAnswer:
    """Give a draft up. What has been sent is taken back instead."""
    made = once(
        who.user_id,
        {"cancel": number, "why": wanted.reason},
        TransferAnswer,
        lambda conn, at: service.cancel(conn, number, reason=wanted.reason, now=at),
    )
    return _tagged(response, made)


@router.get("/transfer-differences", operation_id="list_transfer_differences")
def list_differences(
    _: Viewer, database: Db, query: Annotated[DifferenceQuery, Query()]
) -> Page[DifferenceAnswer]:
    """What came of transfers otherwise than it was sent, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = differences.list_page(
            conn,
            site=query.site,
            transfer=query.transfer,
            undecided_only=query.undecided,
            after=after_id("transfer-differences", query.after),
            limit=query.limit + 1,
        )
    return page_of(
        rows,
        query.limit,
        DifferenceAnswer.model_validate,
        lambda row: encode_cursor("transfer-differences", row.id),
    )


@router.post(
    "/transfer-differences/{difference_id}/decision",
    operation_id="decide_transfer_difference",
    responses=problems(404, 409),
)
def decide(
    who: Manager, database: Db, now: Now, difference_id: PathId, wanted: DecisionRequest
) -> DifferenceAnswer:
    """Say what becomes of it, once. What is not decided on of its quantity stays to be decided."""
    with database.transaction() as conn:
        return decisions.decide(conn, difference_id, wanted, who=who, now=now())


def _tagged(response: Response, answer: TransferAnswer) -> TransferAnswer:
    tag(response, answer.version)
    return answer
