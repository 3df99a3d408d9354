"""`tallydock station`: the packing terminal on top of its own agent."""

from __future__ import annotations

from pathlib import Path

from edge.agent import Agent
from edge.station.app import run as run_terminal
from tallydock import logs
from tallydock.parts.edge import agent_settings
from tallydock.settings import Settings
from tallydock.stack.layout import make_folder


def run(settings: Settings) -> None:
    """Until the person ends it. The log goes to a file: the terminal is taken."""
    identity = agent_settings(settings)
    log_file = settings.var_dir.absolute() / "log" / f"{identity.agent}.log"
    _log_to(log_file, settings.log_level)
    agent = Agent(identity)
    agent.start()
    try:
        run_terminal(agent.station, settings.language)
    finally:
        agent.stop()


def _log_to(path: Path, level: str) -> None:
    make_folder(path.parent, mode=0o700)
    logs.configure(level, path.open("a", encoding="utf-8"))
