"""A drill that could not fail would prove nothing: here a part is broken on purpose, and it must say so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.drill.drilling import drill

# Python runs a module of this name at its start, in every process of the drill
APPLIES_TWICE = """
import sys
if any("gateway_process" in word for word in sys.orig_argv):
    from gateway.sequence import Taken
    right = Taken.take
    Taken.take = lambda self, seq: right(self, seq) or True
"""
ACKNOWLEDGES_TOO_MUCH = """
import sys
if any("gateway_process" in word for word in sys.orig_argv):
    from gateway import ingest
    right = ingest.Ingest._move_on
    def move_on(self, conn, received, epochs, recorded_at, result):
        right(self, conn, received, epochs, recorded_at, result)
        result.acknowledgements = [a._replace(upto=a.upto + 1) for a in result.acknowledgements]
    ingest.Ingest._move_on = move_on
"""


@pytest.mark.parametrize(
    ("fault", "promise"),
    [
        pytest.param(APPLIES_TWICE, "each movement exactly once", id="a gateway that applies twice"),
        pytest.param(ACKNOWLEDGES_TOO_MUCH, "acks never ahead of commits", id="an ack ahead of its commit"),
    ],
)
def test_a_broken_promise_is_told_with_its_seed_and_status_1(
    short_dir: Path, tmp_path: Path, fault: str, promise: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(fault, encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    drilled = drill(short_dir, "--short", "--seed", "1", environment={"PYTHONPATH": path})
    assert drilled.status == 1, drilled.said
    assert promise in drilled.broken
    assert drilled.report["failed"] == [1]
    assert "tallydock drill --short --seed 1" in drilled.said
    assert Path(drilled.report["runs"][0]["folder"]).is_dir()
