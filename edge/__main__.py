"""One agent in a lean process: `tallydock edge` checks the settings and then becomes this.

The settings come ready in one environment variable, so that the library which read and checked them (a
third of a Pi agent's memory) is not in the process that runs for months.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    # structlog's console renderer, unused here, would bring rich, 5 MB of the 60 that an agent may take;
    # None is Python's word for a module that is not to be imported
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]

from collections.abc import Sequence

import msgspec
import structlog

from edge.agent import Agent
from edge.clock import Clock
from edge.connection import BrokerUrlError
from edge.launch import VARIABLE, Launch
from edge.lock import StateLockedError
from edge.outbox import OutboxError
from edge.steps import At, pass_by
from edge.worker import Indicator


def main(*, clock: Clock | None = None, at: At = pass_by, indicators: Sequence[Indicator] = ()) -> None:
    """Until SIGTERM or SIGINT. Clock, steps on the way and indicators are a drill's to bring."""
    launch = msgspec.json.decode(os.environ.pop(VARIABLE), type=Launch)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(launch.log_level),
        cache_logger_on_first_use=True,
    )
    try:
        agent = Agent(launch.settings(), indicators, clock=clock, at=at)
    except (OutboxError, StateLockedError, BrokerUrlError) as error:
        print(f"tallydock: {error}", file=sys.stderr)  # noqa: T201 (told to a person)
        raise SystemExit(1) from None
    agent.run_forever()


if __name__ == "__main__":
    main()
