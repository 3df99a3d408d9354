"""Who may log in to the site's Mosquitto, and what each may say and hear.

The password file is the list of accounts; the ACL file is derived from it, whole, at every change.
`main/dock-1` is the agent dock-1 of the site main, `gateway` and `gateway-…` are gateways, `probe` is
the health check. Mosquitto reads both files again on SIGHUP.

    python -m gateway.broker.accounts FOLDER add main/dock-1    prints the new password, once
    python -m gateway.broker.accounts FOLDER remove main/dock-1
    python -m gateway.broker.accounts FOLDER list

Needs nothing but Python's own library, so that it runs on a host that has only Docker beside it.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import re
import secrets
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from gateway.wire import topics

PASSWORDS = "passwords"
ACL = "acl"
PROBE = "probe"
# the passwords are made by a machine, 192 bits each, so that stretching them adds nothing but load
ITERATIONS = 101
_GATEWAY = re.compile(r"gateway(-[A-Za-z0-9_.-]{1,50})?\Z")


def check_username(username: str) -> str:
    """The name, if it is one that the ACL knows rights for. Raises ValueError that says what is allowed."""
    if username == PROBE or _GATEWAY.match(username):
        return username
    site, slash, agent = username.partition("/")
    if not slash:
        raise ValueError(
            f"{username!r} is no account: wanted is SITE/AGENT, gateway, gateway-NAME or {PROBE}"
        )
    topics.check_name(site)
    topics.check_name(agent)
    return username


def hash_password(password: str, salt: bytes, iterations: int = ITERATIONS) -> str:
    """The password as Mosquitto 2 keeps it: PBKDF2 with SHA-512, 64 bytes (mosquitto_passwd(1), format 7)."""
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, iterations, dklen=64)
    return f"$7${iterations}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def rights(username: str) -> list[str]:
    """The ACL lines of one account."""
    check_username(username)
    if username == PROBE:
        return ["topic read $SYS/broker/uptime"]
    if _GATEWAY.match(username):
        return [
            f"topic read {topics.ROOT}/+/+/up/#",
            f"topic read {topics.ALL_STATES}",
            f"topic write {topics.ROOT}/+/+/down/#",
        ]
    site, agent = username.split("/")
    return [
        f"topic write {topics.events(site, agent)}",
        f"topic write {topics.state(site, agent)}",
        f"topic read {topics.down(site, agent)}",
    ]


def acl_text(usernames: Iterable[str]) -> str:
    """The ACL file of these accounts. Whoever is not in it may do nothing."""
    blocks = ["\n".join([f"user {name}", *rights(name)]) for name in sorted(usernames)]
    return "\n\n".join(["# derived from the password file by gateway/broker/accounts.py", *blocks]) + "\n"


def read(folder: Path) -> dict[str, str]:
    """The accounts in ``folder``: username to password hash."""
    try:
        lines = (folder / PASSWORDS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split(":", 1) for line in lines if ":" in line)


def write(folder: Path, accounts: dict[str, str]) -> None:
    """Both files, each replaced as a whole, so that Mosquitto never reads half of one."""
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / ACL, acl_text(accounts))
    _replace(folder / PASSWORDS, "".join(f"{name}:{digest}\n" for name, digest in sorted(accounts.items())))


def add(folder: Path, username: str) -> str:
    """Make the account, or give it a new password. Gives the password, which is kept nowhere else."""
    password = secrets.token_hex(24)
    accounts = read(folder) | {check_username(username): hash_password(password, secrets.token_bytes(12))}
    write(folder, accounts)
    return password


def remove(folder: Path, username: str) -> None:
    """Raises KeyError if there is no such account."""
    accounts = read(folder)
    del accounts[username]
    write(folder, accounts)


def _replace(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    # Mosquitto's own user must read it; the folder above is closed to everybody else (make-secrets.sh)
    os.chmod(new, 0o644)  # noqa: PTH101
    new.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m gateway.broker.accounts", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("action", choices=["add", "remove", "list"])
    parser.add_argument("username", nargs="*")
    asked = parser.parse_args(arguments)
    try:
        for username in asked.username:
            if asked.action == "add":
                sys.stdout.write(f"{username} {add(asked.folder, username)}\n")
            elif asked.action == "remove":
                remove(asked.folder, username)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyError as error:
        sys.stderr.write(f"there is no account {error} in {asked.folder / PASSWORDS}\n")
        return 1
    if asked.action == "list":
        sys.stdout.write("".join(f"{name}\n" for name in sorted(read(asked.folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
