"""What a person is told when a part dies, and that nothing is left behind. The children are real."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tallydock.services.errors import ServiceError
from tallydock.stack.program import Program
from tallydock.stack.supervisor import Supervisor

SLEEP = "import time; print('here', flush=True); time.sleep(60)"


def program(folder: Path, name: str, code: str, ready: bool = True, timeout_s: float = 120.0) -> Program:
    return Program(
        name,
        [sys.executable, "-c", code],
        env={},
        log_file=folder / f"{name}.log",
        run_dir=folder,
        ready=lambda: ready,
        start_timeout_s=timeout_s,
    )


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_part_that_dies_is_started_again_and_that_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    part = program(tmp_path, "edge", SLEEP)
    supervisor.add(part)
    assert part.process is not None
    first = part.process.pid
    os.kill(first, signal.SIGKILL)
    part.process.wait()
    supervisor.check()
    assert part.process is not None
    assert part.process.pid != first
    assert "edge died (exit status -9); starting it again" in said
    assert supervisor.status["edge"].restarts == 1
    supervisor.stop()


def test_a_part_that_keeps_dying_ends_the_run_with_its_own_last_words(tmp_path: Path) -> None:
    supervisor = Supervisor(lambda _line: None)
    part = program(tmp_path, "gateway", "import sys; print('no broker at 1.2.3.4'); sys.exit(3)")
    supervisor.add(part)
    with pytest.raises(ServiceError, match=r"gateway died \(exit status 3\)(?s:.*)no broker at 1.2.3.4"):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            supervisor.check()
            time.sleep(0.1)
    supervisor.stop()


def test_a_part_that_lives_and_does_not_answer_is_started_again_when_patience_is_over(tmp_path: Path) -> None:
    now, answers = 100.0, True
    supervisor = Supervisor(lambda _line: None, clock=lambda: now)
    part = program(tmp_path, "postgres", SLEEP)
    part.healthy = lambda: answers  # type: ignore[method-assign]
    supervisor.add(part)
    first = part.process

    def look(at_s: float, it_answers: bool) -> None:
        nonlocal now, answers
        now, answers = at_s, it_answers
        supervisor.check_health(part, patience_s=90)

    for at_s, it_answers in ((110, False), (150, False), (160, True), (170, False), (259, False)):
        look(at_s, it_answers)
        assert part.process is first, "it recovers"
    look(260, False)
    assert part.process is not first and part.process is not None
    supervisor.stop()


def test_a_part_that_dies_while_it_starts_says_why(tmp_path: Path) -> None:
    supervisor = Supervisor(lambda _line: None)
    part = program(tmp_path, "hub", "raise SystemExit('TALLYDOCK_DSN is not set')", ready=False)
    with pytest.raises(ServiceError, match=r"hub stopped while it started(?s:.*)TALLYDOCK_DSN is not set"):
        supervisor.add(part)


def test_a_part_that_never_gets_ready_is_stopped(tmp_path: Path) -> None:
    part = program(tmp_path, "hub", SLEEP, ready=False, timeout_s=0.6)
    with pytest.raises(ServiceError, match="was not ready within"):
        part.start()
    assert part.process is None


def test_stopping_ends_every_part_last_first(tmp_path: Path) -> None:
    supervisor = Supervisor(lambda _line: None)
    parts = [program(tmp_path, name, SLEEP) for name in ("broker", "gateway", "edge")]
    for part in parts:
        supervisor.add(part)
    pids = [part.process.pid for part in parts if part.process is not None]
    supervisor.stop()
    assert [alive(pid) for pid in pids] == [False, False, False]
    assert {status.state for status in supervisor.status.values()} == {"stopped"}


def test_what_a_killed_run_left_behind_is_ended_before_the_part_starts_again(tmp_path: Path) -> None:
    # a run that starts a part and is killed before it can stop it
    script = (
        "import os, sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from tests.unit.stack.test_supervisor import program, SLEEP\n"
        "part = program(Path(sys.argv[1]), 'edge', SLEEP); part.start()\n"
        "print(part.process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    import subprocess

    root = Path(__file__).resolve().parents[3]
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), str(root)], capture_output=True, text=True, check=False
    )
    left = int(run.stdout)
    assert alive(left)
    part = program(tmp_path, "edge", SLEEP)
    part.start()
    deadline = time.monotonic() + 120
    while alive(left) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(left)
    part.stop()
