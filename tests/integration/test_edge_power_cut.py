"""An agent is killed in the middle of its work: what it had confirmed is there, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gateway.wire.codec import decode_batch
from gateway.wire.messages import Movement
from tests.unit.edge.samples import open_outbox

WRITER = """
import sys
from pathlib import Path
from tests.unit.edge.samples import movement, open_outbox
outbox = open_outbox(Path(sys.argv[1]))
outbox.open_window(5)
number = int(sys.argv[2])
while True:
    futures = [outbox.put([movement(n)], {"last": str(n).encode()}) for n in range(number, number + 3)]
    for future in futures:
        future.result()
        print(number, flush=True)
        number += 1
"""


@pytest.mark.parametrize("moment_s", [0.05, 0.11, 0.17, 0.23])
def test_what_was_confirmed_before_the_kill_is_there_once(tmp_path: Path, moment_s: float) -> None:
    path = tmp_path / "outbox.db"
    confirmed: list[int] = []
    for _ in range(2):
        start = max(confirmed, default=-1) + 1000
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(start)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert child.stdout is not None
        confirmed.append(int(child.stdout.readline()))
        time.sleep(moment_s)
        os.kill(child.pid, signal.SIGKILL)
        confirmed += [int(line) for line in child.stdout.read().splitlines() if line]
        child.wait()
        child.stdout.close()
    outbox = open_outbox(path)
    assert outbox.moved_aside is None
    while outbox.seal(500):
        pass
    events = [e for sealed in outbox.next_batches(limit=10**6) for e in decode_batch(sealed.body).events]
    found = [int(e.document[1:]) for e in events if isinstance(e, Movement) and e.document]
    last = outbox.states()["last"]
    outbox.close()
    assert len(found) == len(set(found)), "something is there twice"
    assert found == sorted(found)
    assert set(confirmed) <= set(found)
    assert int(last) == found[-1], "a reducer's memory and its movements came apart"
