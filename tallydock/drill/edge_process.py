"""`tallydock edge` for a drill: the product's own way, with a clock and fault points that the drill sets.

Like the product's it checks the settings first and then becomes the lean process, here this same module.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from edge.__main__ import main as run_agent
from edge.clock import Clock
from edge.launch import VARIABLE, Launch
from edge.steps import STEPS, pass_by
from tallydock import logs, settings
from tallydock.drill.clocks import ClockPlan
from tallydock.drill.fault_points import KillAt
from tallydock.errors import told
from tallydock.parts import edge


def main() -> None:
    if VARIABLE not in os.environ:
        loaded = settings.load()
        logs.configure(loaded.log_level)
        edge.run(loaded, module="tallydock.drill.edge_process")
    folder = Path(msgspec.json.decode(os.environ[VARIABLE], type=Launch).state_dir)
    at = KillAt.from_environment(STEPS, folder.parent)
    run_agent(clock=Clock(wall_ns=ClockPlan.from_environment().wall_ns()), at=at or pass_by)


if __name__ == "__main__":
    with told():
        main()
