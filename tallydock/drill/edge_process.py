"""`tallydock edge` for a drill: the product's own way, with a clock and fault points that the drill sets.

Like the product's it checks the settings first and then becomes the lean process, here this same module. Each
of the two imports only its own part: a drill starts dozens of agents.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec

from edge.launch import VARIABLE, Launch
from tallydock.errors import told


def main() -> None:
    if VARIABLE not in os.environ:
        _check_settings()
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # as edge.__main__ does it
    from edge.__main__ import main as run_agent
    from edge.clock import Clock
    from edge.steps import STEPS, pass_by
    from tallydock.drill.answer_book import AnswerBook
    from tallydock.drill.clocks import ClockPlan
    from tallydock.drill.fault_points import KillAt

    folder = Path(msgspec.json.decode(os.environ[VARIABLE], type=Launch).state_dir)
    at = KillAt.from_environment(STEPS, folder.parent)
    run_agent(
        clock=Clock(wall_ns=ClockPlan.from_environment().wall_ns()),
        at=at or pass_by,
        indicators=AnswerBook.from_environment(),
    )


def _check_settings() -> None:
    """Becomes the lean process. Does not return."""
    from tallydock import logs, settings
    from tallydock.parts import edge

    loaded = settings.load()
    logs.configure(loaded.log_level)
    edge.run(loaded, module="tallydock.drill.edge_process")


if __name__ == "__main__":
    with told():
        main()
