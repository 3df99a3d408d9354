"""A child process in a session of its own, whose output goes to a log file.

The session of its own keeps a Ctrl-C in the terminal away from it: the supervisor stops its
children in an order that loses nothing, and not all at once.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROTATE_ABOVE_BYTES = 10 * 1024 * 1024


def spawn(
    command: Sequence[str | os.PathLike[str]],
    log_file: Path,
    *,
    env: Mapping[str, str] | None = None,
    user: int | None = None,
    group: int | None = None,
    stdin: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start ``command`` with its output appended to ``log_file``, of which one older copy is kept."""
    log_file.parent.mkdir(parents=True, exist_ok=True)
    if log_file.exists() and log_file.stat().st_size > ROTATE_ABOVE_BYTES:
        log_file.replace(log_file.with_suffix(log_file.suffix + ".1"))
    with log_file.open("ab") as log:
        return subprocess.Popen(
            list(command),
            stdin=stdin,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            start_new_session=True,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
        )


def stop(
    process: subprocess.Popen[bytes], *, signals: Sequence[signal.Signals], timeout_s: float = 30.0
) -> int:
    """Send each of ``signals`` in turn until the process has ended, at last SIGKILL. Gives its exit code."""
    for number in signals:
        if process.poll() is not None:
            break
        process.send_signal(number)
        try:
            process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            continue
    if process.poll() is None:
        process.kill()
    code = process.wait()
    if process.stdin is not None:
        process.stdin.close()
    return code


def tail(log_file: Path, lines: int = 12, *, since: int = 0) -> str:
    """The last ``lines`` lines of the log from byte ``since`` on, for an error message."""
    if not log_file.exists():
        return "(it wrote no log)"
    with log_file.open("rb") as log:
        end = log.seek(0, os.SEEK_END)
        log.seek(max(since if since <= end else 0, end - 16_384))
        text = log.read().decode("utf-8", "replace")
    kept = text.strip().splitlines()[-lines:]
    return "\n".join(kept) or "(its log is empty)"
