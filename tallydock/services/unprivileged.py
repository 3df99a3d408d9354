"""How PostgreSQL is started when we are root, which it refuses to be.

First choice is a user namespace: inside it root is called something else, so PostgreSQL is content,
and no file has to change its owner or mode. Where the kernel or a container forbids that, the account
``postgres`` is taken, if there is one and if it can reach the folders. A uid without an entry in the
password file (containers) is in the same trouble, since initdb wants a name, and gets the same answer.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tallydock.i18n import _
from tallydock.services.errors import ServiceError


@dataclass(frozen=True)
class Disguise:
    """What is put before a command, and the account it is started as (None: our own)."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None


def choose(folders: Iterable[Path]) -> Disguise:
    """Choose how to start PostgreSQL here; ``folders`` are those that it must be able to enter.

    Raises ServiceError when we are root, namespaces are forbidden and no account will do.
    """
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return Disguise()
    namespace = _namespace()
    if namespace is not None:
        return namespace
    if os.geteuid() != 0:
        raise ServiceError(
            _("PostgreSQL needs a user with a name, and uid {uid} has none").format(uid=os.geteuid()),
            where="/etc/passwd",
            do=_(
                "run Tallydock as a user that is listed there, or name a server of your own in TALLYDOCK_DSN"
            ),
        )
    return _account(folders)


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _named(names: Iterable[str]) -> pwd.struct_passwd | None:
    for name in names:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _namespace() -> Disguise | None:
    unshare = shutil.which("unshare")
    # any name will do: inside the namespace it is only a label on our own uid
    label = _named(["postgres", "daemon", "nobody"])
    if unshare is None or label is None:
        return None
    prefix = (unshare, "--user", f"--map-user={label.pw_uid}", f"--map-group={label.pw_gid}")
    tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return Disguise(prefix) if tried.returncode == 0 else None


def _account(folders: Iterable[Path]) -> Disguise:
    account = _named(["postgres"])
    if account is None:
        raise ServiceError(
            _(
                "PostgreSQL refuses to run as root, user namespaces are forbidden here, "
                "and there is no account 'postgres' to run it as"
            ),
            where=socket.gethostname(),
            do=_(
                "run Tallydock as an ordinary user, make an account 'postgres', "
                "or name a server of your own in TALLYDOCK_DSN"
            ),
        )
    for folder in folders:
        closed = _first_closed(folder, account.pw_uid, account.pw_gid)
        if closed is not None:
            raise ServiceError(
                _("PostgreSQL refuses to run as root, and the account 'postgres' can't reach its files"),
                where=str(closed),
                do=_(
                    "run Tallydock as an ordinary user, or set TALLYDOCK_VAR_DIR (and the checkout) "
                    "to folders that everybody may enter"
                ),
            )
    return Disguise(uid=account.pw_uid, gid=account.pw_gid)


def _first_closed(folder: Path, uid: int, gid: int) -> Path | None:
    existing = [place for place in [*reversed(folder.parents), folder] if place.is_dir()]
    for place in existing:
        seen = subprocess.run(["test", "-x", place], user=uid, group=gid, extra_groups=[], check=False)
        if seen.returncode != 0:
            return place
    return None
