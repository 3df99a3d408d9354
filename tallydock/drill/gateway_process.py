"""`tallydock gateway` for a drill: the product's own, with a clock and fault points that the drill sets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.steps import STEPS, pass_by
from tallydock import logs, settings
from tallydock.drill.clocks import ClockPlan
from tallydock.drill.fault_points import KillAt
from tallydock.errors import told
from tallydock.parts import gateway


def main(
    ready_file: Annotated[Path | None, typer.Option(help="Made once the gateway listens.")] = None,
) -> None:
    loaded = settings.load()
    logs.configure(loaded.log_level)
    at = KillAt.from_environment(STEPS, loaded.var_dir / "drill" / loaded.gateway_name)
    gateway.run(loaded, ready_file, clock=ClockPlan.from_environment().now(), at=at or pass_by)


if __name__ == "__main__":
    with told():
        typer.run(main)
