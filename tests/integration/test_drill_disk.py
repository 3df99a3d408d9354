from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tallydock.drill.disk import NoSmallDiskError, small_disk

ROOT = Path(__file__).resolve().parents[2]


def mounted(folder: Path) -> bool:
    return os.path.ismount(folder)


def can_mount(folder: Path) -> bool:
    try:
        with small_disk(folder / "try", 1):
            return True
    except NoSmallDiskError:
        return False


def test_a_small_disk_is_filled_and_freed_again_and_again(tmp_path: Path) -> None:
    if not can_mount(tmp_path):
        pytest.skip("a small disk can't be mounted here")
    folder = tmp_path / "disk"
    with small_disk(folder, 2) as disk:
        assert mounted(folder)
        for _ in range(2):
            assert disk.fill() > 1_900_000
            with pytest.raises(OSError, match="No space left") as caught:
                (folder / "more").write_bytes(bytes(8192))
            assert caught.value.errno == errno.ENOSPC
            disk.free()
            assert shutil.disk_usage(folder).free > 1_900_000
    assert not mounted(folder)


def test_it_is_unmounted_although_the_block_failed_and_somebody_works_in_it(tmp_path: Path) -> None:
    if not can_mount(tmp_path):
        pytest.skip("a small disk can't be mounted here")
    folder = tmp_path / "disk"
    with pytest.raises(ZeroDivisionError), small_disk(folder, 1):
        busy = subprocess.Popen(["sleep", "60"], cwd=folder)
        raise ZeroDivisionError
    assert not mounted(folder)
    busy.kill()
    busy.wait()


def test_a_folder_with_something_in_it_is_not_hidden(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(NoSmallDiskError, match="hide"), small_disk(tmp_path, 1):
        pass


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """Outside of the tests' own folder, which is closed to other users."""
    with tempfile.TemporaryDirectory(prefix="td-") as folder:
        yield Path(folder)


def python_for_all() -> str:
    for python in (sys.executable, shutil.which("python3", path="/usr/bin")):
        if python and subprocess.run(["test", "-x", python], user=65534, check=False).returncode == 0:
            return python
    pytest.skip("there is no Python that an ordinary user could run")


PROGRAM = """
import os, sys
from pathlib import Path
from tallydock.drill.disk import NoSmallDiskError, small_disk, with_own_mounts
if len(sys.argv) > 2:
    os.setgid(65534)
    os.setuid(65534)
    sys.argv.pop()
with_own_mounts([sys.executable, "-c", sys.orig_argv[2], sys.argv[1]])
try:
    with small_disk(Path(sys.argv[1]), 1) as disk:
        print("mounted", disk.fill(), flush=True)
        sys.stdin.read(1)
except NoSmallDiskError as error:
    print(error)
"""


@pytest.mark.parametrize("user", [[], ["nobody"]], ids=["as it is", "an ordinary user"])
def test_a_program_with_mounts_of_its_own_leaves_none_even_when_it_is_killed(
    user: list[str], open_to_all: Path
) -> None:
    if user and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    python = python_for_all() if user else sys.executable
    open_to_all.chmod(0o777)
    folder = open_to_all / "disk"
    folder.mkdir()
    folder.chmod(0o777)
    child = subprocess.Popen(
        [python, "-c", PROGRAM, str(folder), *user],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None and child.stdin is not None
    said = child.stdout.readline()
    child.kill()
    child.wait()
    child.stdout.close()
    child.stdin.close()
    if "cannot be mounted" in said:
        pytest.skip(said)
    assert said.startswith("mounted ")
    assert not mounted(folder)
