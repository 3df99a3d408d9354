"""A disk so small that a drill can fill it: a tmpfs on a folder, filled by a ballast file and freed again.

Mounting wants root. `with_own_mounts` starts the program again with a mount namespace of its own (and, for
an ordinary user, a user namespace in which it is root): there a small disk can be made, and when the last
process in it has ended, even by kill -9, the kernel unmounts everything.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tallydock.services.errors import ServiceError

BALLAST: Final = "ballast"
_CHUNKS_BYTES: Final = (1 << 20, 1 << 12)
_MARK: Final = "TALLYDOCK_DRILL_OWN_MOUNTS"


class NoSmallDiskError(ServiceError):
    """A small disk cannot be made here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A mounted one. `fill` and `free` may be called again and again."""

    folder: Path

    def fill(self) -> int:
        """Nothing more can be written when it returns; gives the ballast's size in bytes."""
        with (self.folder / BALLAST).open("ab", buffering=0) as ballast:
            for chunk_bytes in _CHUNKS_BYTES:
                try:
                    while ballast.write(bytes(chunk_bytes)):
                        pass
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
            return ballast.tell()

    @property
    def is_full(self) -> bool:
        return (self.folder / BALLAST).exists()

    def free(self) -> None:
        """The ballast is gone."""
        (self.folder / BALLAST).unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, size_mb: int) -> Iterator[SmallDisk]:
    """Mounted on `folder`, which is made where it is missing; unmounted when the block ends, however it ends.

    Raises NoSmallDiskError where it cannot be mounted, or where the folder has something in it already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NoSmallDiskError(
            "a disk mounted here would hide what is in this folder", where=str(folder), do="name an empty one"
        )
    said = _run("mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=0755", "tallydock-drill", str(folder))
    if said:
        raise NoSmallDiskError(
            f"a small disk cannot be mounted: {said}",
            where=str(folder),
            do="be root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone,"
            " user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns)",
        )
    try:
        yield SmallDisk(folder)
    finally:
        if _run("umount", str(folder)):
            # somebody still works in it; it is out of sight now, and gone when he is
            _run("umount", "--lazy", str(folder))


def with_own_mounts(command: Sequence[str]) -> None:
    """Becomes `command` in a mount namespace of its own; returns where that is so already or forbidden.

    To be called first of all, with what started this program (`[sys.executable, *sys.orig_argv[1:]]`).
    """
    unshare = shutil.which("unshare")
    if unshare is None or os.environ.get(_MARK):
        return
    options = ["--mount", "--propagation", "private"]
    if os.geteuid() != 0:
        options += ["--user", "--map-root-user"]
    if _run(unshare, *options, "true"):
        return
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(unshare, [unshare, *options, *command], {**os.environ, _MARK: "1"})  # noqa: S606 (our own)


def _run(*command: str) -> str:
    """What it complained of; "" when all went well."""
    if shutil.which(command[0]) is None:
        return f"{command[0]} is not installed"
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if told.returncode == 0 else told.stderr.strip() or f"status {told.returncode}"
