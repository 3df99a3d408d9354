"""`tallydock drill` as a user has it, on the parts that the tests run on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services.fixtures import BROKER_VARIABLE, DSN_VARIABLE


@dataclass(frozen=True)
class Drilled:
    status: int
    report: dict[str, Any]
    said: str

    @property
    def broken(self) -> set[str]:
        """The promises that were broken."""
        return {found["check"] for run in self.report["runs"] for found in run["violations"]}


def drill(folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> Drilled:
    env = {**os.environ, "TMPDIR": str(folder)}
    if DSN_VARIABLE in os.environ:
        env["TALLYDOCK_DSN"] = os.environ[DSN_VARIABLE]
    env["TALLYDOCK_BROKER_KIND"] = "mosquitto" if BROKER_VARIABLE in os.environ else "iotcore"
    ran = subprocess.run(
        [sys.executable, "-m", "tallydock", "drill", "--json", *arguments],
        env=env | (environment or {}),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ran.stdout, ran.stderr
    return Drilled(ran.returncode, json.loads(ran.stdout), ran.stderr)
