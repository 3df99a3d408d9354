from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, status

from hub.api.auth.roles import Manager, Operator, Viewer
from hub.api.clock import Now
from hub.api.counts import accuracy, service
from hub.api.counts.schemas import (
    AccuracyAnswer,
    AccuracyQuery,
    ApproveRequest,
    CancelRequest,
    CountTaskAnswer,
    CountTaskQuery,
    CountTaskSummary,
    ItemCountAnswer,
    ItemCountRequest,
    NewCountRequest,
    PlanAnswer,
    PlanRequest,
    PolicyAnswer,
    PolicyChanges,
    ResultRequest,
    ScheduleQuery,
    Schedules,
    ShelfAnswer,
    ShelfQuery,
    ShelfWeightAnswer,
    ShelfWeightQuery,
    ShelfWeights,
    Shelves,
)
from hub.api.database import Connection, Database, Db
from hub.api.documents import problems
from hub.api.paging import Page, after_id, encode_cursor, page_of
from hub.api.problems import Problem
from hub.api.references import known_site
from hub.api.values import PathCode
from hub.domain.counting import CountStateError
from hub.store import count_policies, count_tasks, shelf_weights, sites

router = APIRouter(tags=["counts"])
_TWELVE_WEEKS = timedelta(weeks=12)
_A_DAY = timedelta(days=1)
_A_MONTH = timedelta(days=30)


@contextmanager
def _transaction(database: Database) -> Iterator[Connection]:
    """What a count's state does not allow is a conflict."""
    try:
        with database.transaction() as conn:
            yield conn
    except CountStateError as error:
        raise Problem("conflict", f"{str(error)[0].upper()}{str(error)[1:]}.") from error


@router.get("/count-tasks", operation_id="list_count_tasks")
def list_count_tasks(
    _: Viewer, database: Db, query: Annotated[CountTaskQuery, Query()]
) -> Page[CountTaskSummary]:
    """Counts, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = count_tasks.list_page(
            conn,
            site=query.site,
            states=query.state,
            location=query.location,
            after_id=after_id("count-tasks", query.after),
            limit=query.limit + 1,
        )
    return page_of(rows, query.limit, service.summary, lambda row: encode_cursor("count-tasks", row.id))


@router.post(
    "/count-tasks",
    operation_id="create_count_task",
    status_code=status.HTTP_201_CREATED,
    responses=problems(409),
)
def create_count_task(_: Manager, database: Db, now: Now, wanted: NewCountRequest) -> CountTaskAnswer:
    """Let a place be counted: some items, or all that is there. Terminals of the site are told."""
    with database.transaction() as conn:
        return service.create(conn, wanted, now=now())


@router.post(
    "/count-tasks/by-item",
    operation_id="count_item",
    status_code=status.HTTP_201_CREATED,
    responses=problems(409),
)
def count_item(_: Manager, database: Db, now: Now, wanted: ItemCountRequest) -> ItemCountAnswer:
    """Let an item be counted wherever the ledger has it inside the site: a count for each place."""
    with database.transaction() as conn:
        return service.create_of_item(conn, wanted, now=now())


@router.post("/count-tasks/plan", operation_id="plan_counts", responses=problems(404))
def plan_counts(_: Manager, database: Db, now: Now, wanted: PlanRequest) -> PlanAnswer:
    """Plan a weekly or monthly count now, whatever the calendar says, without what is in an open one."""
    with database.transaction() as conn:
        return PlanAnswer(numbers=service.plan(conn, wanted.site, wanted.kind, now=now()))


@router.get("/count-tasks/{number}", operation_id="get_count_task", responses=problems(404))
def get_count_task(_: Viewer, database: Db, number: PathCode) -> CountTaskAnswer:
    """One count with its lines; no quantities while somebody is to count."""
    with database.transaction() as conn:
        return service.one(conn, count_tasks.get(conn, number))


@router.post("/count-tasks/{number}/take", operation_id="take_count_task", responses=problems(404, 409))
def take_count_task(who: Operator, database: Db, now: Now, number: PathCode) -> CountTaskAnswer:
    """Say that one is counting it."""
    with _transaction(database) as conn:
        return service.take(conn, number, who=who, now=now())


@router.post(
    "/count-tasks/{number}/give-back", operation_id="give_back_count_task", responses=problems(404, 409)
)
def give_back_count_task(_: Operator, database: Db, number: PathCode) -> CountTaskAnswer:
    """Let somebody else count it."""
    with _transaction(database) as conn:
        return service.give_back(conn, number)


@router.post("/count-tasks/{number}/result", operation_id="submit_count", responses=problems(404, 409))
def submit_count(
    who: Operator, database: Db, now: Now, number: PathCode, wanted: ResultRequest
) -> CountTaskAnswer:
    """Say all that was found in a round. Off beyond the tolerance it is counted once more; else it is posted,
    or waits for an approval."""
    with _transaction(database) as conn:
        return service.result(conn, number, wanted, who=who, now=now())


@router.post("/count-tasks/{number}/approve", operation_id="approve_count", responses=problems(403, 404, 409))
def approve_count(
    who: Operator, database: Db, now: Now, number: PathCode, wanted: ApproveRequest
) -> CountTaskAnswer:
    """Post the variance with its reason. Up to what value, the site's rules say for each role; not by the
    one who counted."""
    with _transaction(database) as conn:
        return service.approve(conn, number, wanted, who=who, now=now())


@router.post("/count-tasks/{number}/recount", operation_id="recount", responses=problems(404, 409))
def recount(_: Manager, database: Db, number: PathCode) -> CountTaskAnswer:
    """Have all of it counted once more instead of approving it."""
    with _transaction(database) as conn:
        return service.recount(conn, number)


@router.post("/count-tasks/{number}/cancel", operation_id="cancel_count", responses=problems(404, 409))
def cancel_count(
    who: Manager, database: Db, now: Now, number: PathCode, wanted: CancelRequest
) -> CountTaskAnswer:
    """Call it off; nothing is posted."""
    with _transaction(database) as conn:
        return service.cancel(conn, number, wanted.reason, who=who, now=now())


@router.get("/count-accuracy", operation_id="get_count_accuracy")
def get_count_accuracy(
    _: Viewer, database: Db, now: Now, query: Annotated[AccuracyQuery, Query()]
) -> AccuracyAnswer:
    """Record accuracy: counted (item, place, lot) within tolerance over counted, blind, never netted."""
    end = query.end or now()
    with database.transaction() as conn:
        known_site(conn, query.site)
        return accuracy.answer(conn, query, query.begin or end - _TWELVE_WEEKS, end)


@router.get("/count-schedule", operation_id="get_count_schedule")
def get_count_schedule(
    _: Viewer, database: Db, now: Now, query: Annotated[ScheduleQuery, Query()]
) -> Schedules:
    """When weekly and monthly counts were planned last, how many, and when they are planned next."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        return Schedules(items=service.schedules(conn, query.site, now=now()))


@router.get("/count-policies/{site}", operation_id="get_count_policy", responses=problems(404))
def get_count_policy(_: Viewer, database: Db, site: PathCode) -> PolicyAnswer:
    """A site's rules for counts."""
    with database.transaction() as conn:
        return PolicyAnswer.model_validate(count_policies.get(conn, sites.get(conn, site).id))


@router.patch("/count-policies/{site}", operation_id="change_count_policy", responses=problems(404))
def change_count_policy(_: Manager, database: Db, site: PathCode, wanted: PolicyChanges) -> PolicyAnswer:
    """Change a site's rules for counts."""
    with database.transaction() as conn:
        return PolicyAnswer.model_validate(service.change_policy(conn, site, wanted))


@router.get("/shelf-weights", operation_id="list_shelf_weights")
def list_shelf_weights(
    _: Viewer, database: Db, now: Now, query: Annotated[ShelfWeightQuery, Query()]
) -> ShelfWeights:
    """What shelves on scales weighed beside what the ledger had at those moments, newest first."""
    end = query.end or now()
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = shelf_weights.series(
            conn,
            query.site,
            location=query.location,
            sku=query.sku,
            every_s=query.every_s,
            begin=query.begin or end - _A_DAY,
            end=end,
            limit=query.limit,
        )
    return ShelfWeights(items=[ShelfWeightAnswer.model_validate(row) for row in rows])


@router.get("/shelves", operation_id="list_shelves")
def list_shelves(_: Viewer, database: Db, now: Now, query: Annotated[ShelfQuery, Query()]) -> Shelves:
    """The last comparison of each shelf that has told its weight within 30 days."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = shelf_weights.shelves(conn, query.site, since=now() - _A_MONTH)
    return Shelves(items=[ShelfAnswer.model_validate(row) for row in rows])
