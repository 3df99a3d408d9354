"""A folder for a Unix socket: short enough for the kernel, and closed to everybody else."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from tallydock.i18n import _
from tallydock.services.errors import ServiceError

# sun_path holds 108 bytes with the closing zero, and PostgreSQL's socket is called .s.PGSQL.<port>
LONGEST_BYTES = 107 - len("/.s.PGSQL.65535")


def choose(wanted: Path) -> Path:
    """``wanted`` itself, or a short stand-in under the temporary folder where its path is too long.

    The stand-in's name follows from ``wanted``, so that every process of one installation finds it.
    """
    wanted = wanted.absolute()
    if len(os.fsencode(wanted)) <= LONGEST_BYTES:
        return wanted
    mark = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"tallydock-{os.geteuid()}-{mark}"


def make(folder: Path, uid: int | None = None, gid: int | None = None) -> None:
    """Make the folder, mode 0700, ours (or ``uid``'s). Who may enter it is who may log in.

    Raises ServiceError where somebody else's folder, or a link, already stands in that place.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if uid is not None and gid is not None:
        os.chown(folder, uid, gid, follow_symlinks=False)
    found = folder.lstat()
    owner = os.geteuid() if uid is None else uid
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise ServiceError(
            _("the folder for PostgreSQL's socket belongs to somebody else"),
            where=str(folder),
            do=_("remove it, or set TALLYDOCK_VAR_DIR to another place"),
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        folder.chmod(0o700)
