from __future__ import annotations

import dataclasses
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from hub.api.auth.roles import Manager, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, PageQuery, after_id, encode_cursor, page_of
from hub.api.problems import Problem
from hub.api.references import known_site
from hub.api.values import Answer, Code, Instant, PathId
from hub.domain.alarms import CLONED_AGENT
from hub.store import agents, alarms

router = APIRouter(tags=["alarms"])


class AlarmQuery(PageQuery):
    open: bool = Field(False, description="true: only those that are not cleared.")
    site: Code | None = None


class AlarmAnswer(Answer):
    id: int
    kind: str = Field(examples=["agent-offline", "negative-stock"])
    subject: str
    detail: str
    site: str | None
    raised_at: Instant
    cleared_at: Instant | None


@router.get("/alarms", operation_id="list_alarms")
def list_alarms(_: Viewer, database: Db, query: Annotated[AlarmQuery, Query()]) -> Page[AlarmAnswer]:
    """What somebody should look at, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = alarms.list_page(
            conn,
            open_only=query.open,
            site=query.site,
            after=after_id("alarms", query.after),
            limit=query.limit + 1,
        )
    return page_of(rows, query.limit, AlarmAnswer.model_validate, lambda row: encode_cursor("alarms", row.id))


@router.post("/alarms/{alarm_id}/clear", operation_id="clear_alarm", responses=problems(404, 409))
def clear_alarm(_: Manager, database: Db, now: Now, alarm_id: PathId) -> AlarmAnswer:
    """Say that an alarm has been dealt with. It is raised again if its cause goes on.

    Once a 'cloned-agent' is cleared, every outbox of the agent that is known now is believed again.
    """
    with database.transaction() as conn:
        alarm = alarms.get_locked(conn, alarm_id)
        if alarm.cleared_at is not None:
            raise Problem("conflict", f"Alarm {alarm_id} has been cleared already.")
        at = now()
        alarms.clear(conn, alarm.kind, alarm.subject, at)
        if alarm.kind == CLONED_AGENT:
            site, agent = alarm.subject.split("/", 1)
            agents.accept_all_epochs(conn, site, agent)
    return AlarmAnswer.model_validate(dataclasses.replace(alarm, cleared_at=at))
