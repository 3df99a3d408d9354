"""Topics of the wire: tallydock/1/<site>/<agent>/..."""

from __future__ import annotations

import re
from typing import NamedTuple

ROOT = "tallydock/1"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}\Z")

ALL_EVENTS = f"{ROOT}/+/+/up/events"
ALL_STATES = f"{ROOT}/+/+/state"


class Address(NamedTuple):
    """Whom a topic belongs to, and what comes by it: 'up/events', 'state', 'down/ack', 'down/catalog/3'."""

    site: str
    agent: str
    channel: str


def check_name(name: str) -> str:
    """A site's or agent's name, fit to stand in a topic. Raises ValueError that says what is allowed."""
    if not _NAME.match(name):
        raise ValueError(
            f"{name!r} cannot name a site or an agent: 1-63 letters, digits, '.', '_', '-'; a sign not first"
        )
    return name


def _topic(site: str, agent: str, channel: str) -> str:
    return f"{ROOT}/{check_name(site)}/{check_name(agent)}/{channel}"


def events(site: str, agent: str) -> str:
    return _topic(site, agent, "up/events")


def state(site: str, agent: str) -> str:
    return _topic(site, agent, "state")


def down(site: str, agent: str) -> str:
    """The filter an agent subscribes to."""
    return _topic(site, agent, "down/#")


def ack(site: str, agent: str) -> str:
    return _topic(site, agent, "down/ack")


def catalog(site: str, agent: str, page: int) -> str:
    return _topic(site, agent, f"down/catalog/{page}")


def tasks(site: str, agent: str) -> str:
    return _topic(site, agent, "down/tasks")


def stock(site: str, agent: str) -> str:
    return _topic(site, agent, "down/stock")


def config(site: str, agent: str) -> str:
    return _topic(site, agent, "down/config")


def command(site: str, agent: str) -> str:
    return _topic(site, agent, "down/command")


def parse(topic: str) -> Address | None:
    """Whose topic it is; None when it is none of ours."""
    parts = topic.split("/", 4)
    if len(parts) != 5 or parts[0] != "tallydock" or parts[1] != "1":
        return None
    site, agent, channel = parts[2:]
    if not _NAME.match(site) or not _NAME.match(agent):
        return None
    return Address(site, agent, channel)
