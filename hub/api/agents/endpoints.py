from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, status

from hub.api.agents.schemas import AgentAnswer, AgentChanges, AgentQuery, NewAgentAnswer, NewAgentRequest
from hub.api.auth.roles import Admin, Viewer
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, decode_cursor, encode_cursor, page_of
from hub.api.references import known_location, known_site
from hub.api.values import PathCode
from hub.store import agents

router = APIRouter(tags=["agents"])


def _members(agent: agents.Agent) -> dict[str, Any]:
    return {
        "site": agent.site,
        "agent": agent.code,
        "enabled": agent.enabled,
        "online": agent.online,
        "state_at": agent.state_at,
        "state": agent.state,
        "config": agent.config,
        "config_version": agent.config_version,
    }


def _answer(agent: agents.Agent) -> AgentAnswer:
    return AgentAnswer.model_validate(_members(agent))


@router.get("/agents", operation_id="list_agents")
def list_agents(_: Viewer, database: Db, query: Annotated[AgentQuery, Query()]) -> Page[AgentAnswer]:
    """Edge agents by site and code, with their last word."""
    after = decode_cursor("agents", query.after, str, str)
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = agents.list_all(conn, site=query.site)
    if after is not None:
        seen = next((i + 1 for i, row in enumerate(rows) if (row.site, row.code) == after), len(rows))
        rows = rows[seen:]
    return page_of(rows, query.limit, _answer, lambda row: encode_cursor("agents", row.site, row.code))


@router.post(
    "/agents", operation_id="create_agent", status_code=status.HTTP_201_CREATED, responses=problems(409)
)
def create_agent(_: Admin, database: Db, wanted: NewAgentRequest) -> NewAgentAnswer:
    """Make an agent. Its key is in this answer and nowhere else."""
    with database.transaction() as conn:
        known_site(conn, wanted.site, where="body.site")
        known_location(conn, wanted.site, wanted.config.location, where="body.config.location")
        agent, key = agents.create(conn, wanted.site, wanted.agent, wanted.config.model_dump())
    return NewAgentAnswer.model_validate(_members(agent) | {"key": key.hex()})


@router.get("/agents/{site}/{agent}", operation_id="get_agent", responses=problems(404))
def get_agent(_: Viewer, database: Db, site: PathCode, agent: PathCode) -> AgentAnswer:
    """One agent."""
    with database.transaction() as conn:
        return _answer(agents.get(conn, site, agent))


@router.patch("/agents/{site}/{agent}", operation_id="change_agent", responses=problems(404))
def change_agent(
    _: Admin, database: Db, site: PathCode, agent: PathCode, wanted: AgentChanges
) -> AgentAnswer:
    """Configure an agent, or switch it off and on. A disabled agent's messages are quarantined."""
    with database.transaction() as conn:
        agents.get(conn, site, agent)
        if wanted.config is not None:
            known_location(conn, site, wanted.config.location, where="body.config.location")
        config = wanted.config.model_dump() if wanted.config is not None else None
        return _answer(agents.update(conn, site, agent, config=config, enabled=wanted.enabled))


@router.post("/agents/{site}/{agent}/key", operation_id="renew_agent_key", responses=problems(404))
def renew_agent_key(_: Admin, database: Db, site: PathCode, agent: PathCode) -> NewAgentAnswer:
    """Give an agent a new key. What it signs with the old one is quarantined from now on."""
    with database.transaction() as conn:
        key = agents.renew_key(conn, site, agent)
        return NewAgentAnswer.model_validate(_members(agents.get(conn, site, agent)) | {"key": key.hex()})
