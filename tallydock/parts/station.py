"""`tallydock station`: the packing terminal on top of its own agent."""

from __future__ import annotations

import logging
from pathlib import Path

import structlog

from edge.agent import Agent
from edge.station.app import run as run_terminal
from tallydock.parts.edge import agent_settings
from tallydock.settings import Settings


def run(settings: Settings) -> None:
    """Until the person ends it. The log goes to a file: the terminal is taken."""
    identity = agent_settings(settings)
    log_file = settings.var_dir.absolute() / "log" / f"{identity.agent}.log"
    _log_to(log_file)
    agent = Agent(identity)
    agent.start()
    try:
        run_terminal(agent.station, settings.language)
    finally:
        agent.stop()


def _log_to(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = path.open("a", encoding="utf-8")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(stream))
    logging.basicConfig(stream=stream, force=True)
