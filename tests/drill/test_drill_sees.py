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
    is_new, take = Taken.is_new, Taken.take
    Taken.is_new = lambda self, seq: True
    Taken.take = lambda self, seq: is_new(self, seq) and take(self, seq)
"""
ACKNOWLEDGES_TOO_MUCH = """
import sys
if any("gateway_process" in word for word in sys.orig_argv):
    from gateway import ingest
    right = ingest.Ingest._move_on
    def move_on(self, *arguments):
        right(self, *arguments)
        result = arguments[-1]
        result.acknowledgements = [a._replace(upto=a.upto + 1) for a in result.acknowledgements]
    ingest.Ingest._move_on = move_on
"""
FORGETS_THE_RATE_AND_ITS_CHILD = """
import sys
if any("edge_process" in word for word in sys.orig_argv):
    from edge.drain import Drain
    Drain.may_go = lambda self, events: True
    import subprocess
    subprocess.Popen(["sleep", "300"], start_new_session=True)
"""
BACKLOG_FIRST_AND_SLOW_WRONG_ANSWERS = """
import sys
if any("edge_process" in word for word in sys.orig_argv):
    from edge.outbox_file import OutboxFile
    right = OutboxFile.seal
    def seal(self, *arguments, overtaking=None, **others):
        return None if overtaking is not None else right(self, *arguments, **others)
    OutboxFile.seal = seal
if sys.orig_argv[-1:] == ["hub"]:
    import time
    from hub.api.movements import service
    right_post = service.post
    def late(*arguments, **others):
        time.sleep(12)
        return right_post(*arguments, **others)
    service.post = late
    from hub.domain import turnover
    right_average = turnover.average_of
    turnover.average_of = lambda opening, area, length_s: right_average(opening, area, length_s + 3600)
"""


def with_fault(folder: Path, fault: str) -> dict[str, str]:
    (folder / "sitecustomize.py").write_text(fault, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))}


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
    # what comes twice is sure to be among it
    chosen = ("--short", "--fault", "duplicate", "--seed", "1")
    drilled = drill(short_dir, *chosen, environment=with_fault(tmp_path, fault))
    assert drilled.status == 1, drilled.said
    assert promise in drilled.broken
    assert drilled.report["failed"] == [1]
    assert "again: tallydock drill --short" in drilled.said
    assert Path(drilled.report["runs"][0]["folder"]).is_dir()


@pytest.mark.parametrize(
    ("fault", "promises"),
    [
        pytest.param(
            FORGETS_THE_RATE_AND_ITS_CHILD,
            {"a backlog drains at its rate", "no process is left"},
            id="everything at once, and an orphan",
        ),
        pytest.param(
            BACKLOG_FIRST_AND_SLOW_WRONG_ANSWERS,
            {
                "fresh events overtake a backlog",
                "the hub answers while a backlog drains",
                "the hub's turnover equals the auditor's",
            },
            id="the oldest first, and a hub without time and with a wrong average",
        ),
    ],
)
def test_an_agent_that_is_back_after_hours_and_pushes_in_is_told(
    short_dir: Path, tmp_path: Path, fault: str, promises: set[str]
) -> None:
    environment = with_fault(tmp_path, fault)
    drilled = drill(short_dir, "--short", "--fault", "long offline", "--seed", "1", environment=environment)
    assert drilled.status == 1, drilled.said
    assert promises <= drilled.broken


def test_an_agent_that_is_back_after_hours_sends_little_by_little(short_dir: Path) -> None:
    drilled = drill(short_dir, "--short", "--fault", "long offline", "--seed", "1")
    assert drilled.status == 0, drilled.said
    for course in drilled.report["runs"][0]["rushes"]:
        assert course["backlog"] > course["set_per_s"]
        assert course["overtook"] > 0
        assert course["answers"] > 0
