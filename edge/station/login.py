"""Who stands at the bench: badges and PINs against the hashes that the hub sent. Works with the hub away.

A hash is `scrypt$<n>$<r>$<p>$<salt, base64>$<hash, base64>` (RFC 7914). The secret itself never travels.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gateway.wire.messages import Operator

MAX_WRONG: Final = 5
LOCK_S: Final = 30.0
MAX_MEMORY_BYTES: Final = 64 * 2**20
MAX_PARALLEL: Final = 4
MAX_BADGE_DERIVATIONS: Final = 64
"""So many scrypt runs one badge may cost at most (about 50 ms each on a PC, 150 ms on a Pi).

Operators whose hashes share parameters and salt cost one run together. The most recent come first.
"""

Refusal = Literal["locked", "wrong_badge", "wrong_pin", "unknown_operator", "no_pin", "too_many_operators"]


class LoginRefusedError(Exception):
    """Nobody is let in. `wait_s` is how long every further try is refused (0: none)."""

    def __init__(self, reason: Refusal, wait_s: float = 0.0) -> None:
        super().__init__(f"{reason}, wait {wait_s:.0f} s" if wait_s else reason)
        self.reason: Refusal = reason
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Parameters:
    """Of scrypt: `n` (CPU and memory cost), `r` (block size), `p` (parallelism), and the salt."""

    n: int
    r: int
    p: int
    salt: bytes


def make_hash(secret: str, salt: bytes, *, n: int = 2**14, r: int = 8, p: int = 1) -> str:
    """The hash of a badge or PIN, as the hub sends it."""
    derived = _derive(secret, Parameters(n, r, p, salt), 32)
    return f"scrypt${n}${r}${p}${b64encode(salt).decode()}${b64encode(derived).decode()}"


def parse_hash(text: str) -> tuple[Parameters, bytes]:
    """Raises ValueError if it is no scrypt hash, or one that would cost more than this station gives."""
    parts = text.split("$")
    if len(parts) != 6 or parts[0] != "scrypt":
        raise ValueError("not of the form scrypt$n$r$p$salt$hash")
    n, r, p = (int(part) for part in parts[1:4])
    if n < 2 or n & (n - 1) or r < 1 or not 1 <= p <= MAX_PARALLEL or 128 * n * r > MAX_MEMORY_BYTES:
        raise ValueError(f"scrypt parameters n={n} r={r} p={p} are out of bounds")
    try:
        salt, derived = b64decode(parts[4], validate=True), b64decode(parts[5], validate=True)
    except Base64Error as error:
        raise ValueError("salt or hash is not base64") from error
    if not 16 <= len(derived) <= 64:
        raise ValueError("the hash is not 16 to 64 bytes long")
    return Parameters(n, r, p, salt), derived


def _derive(secret: str, parameters: Parameters, length: int) -> bytes:
    memory = 128 * parameters.r * (parameters.n + parameters.p + 2)
    return hashlib.scrypt(
        secret.encode(),
        salt=parameters.salt,
        n=parameters.n,
        r=parameters.r,
        p=parameters.p,
        maxmem=memory,
        dklen=length,
    )


class Doorkeeper:
    """Lets operators in, and nobody for 30 s after five wrong tries in a row at this station.

    `now_s` is any clock that only goes forward, in seconds. The calls are slow by design: not on a UI thread.
    """

    def __init__(self) -> None:
        self._operators: OrderedDict[str, Operator] = OrderedDict()
        self._wrong = 0
        self._locked_until_s: float | None = None

    def operators(self, operators: Sequence[Operator]) -> None:
        """The hub's newest list; who logged in last stays first."""
        by_login = {operator.login: operator for operator in operators}
        recent = [login for login in self._operators if login in by_login]
        rest = [login for login in by_login if login not in self._operators]
        self._operators = OrderedDict((login, by_login[login]) for login in (*recent, *rest))

    def by_badge(self, badge: str, now_s: float) -> Operator:
        """Raises LoginRefusedError 'locked', 'wrong_badge' or 'too_many_operators'."""
        self._refuse_if_locked(now_s)
        derived: dict[tuple[Parameters, int], bytes] = {}
        for operator in self._operators.values():
            kept = _readable(operator.badge_hash)
            if kept is None:
                continue
            parameters, wanted = kept
            key = (parameters, len(wanted))
            if key not in derived:
                if len(derived) >= MAX_BADGE_DERIVATIONS:
                    raise LoginRefusedError("too_many_operators")
                derived[key] = _derive(badge, parameters, len(wanted))
            if hmac.compare_digest(derived[key], wanted):
                return self._welcome(operator)
        raise self._turned_away("wrong_badge", now_s)

    def by_pin(self, login: str, pin: str, now_s: float) -> Operator:
        """Raises LoginRefusedError 'locked', 'wrong_pin', 'no_pin' or 'unknown_operator'."""
        self._refuse_if_locked(now_s)
        operator = self._operators.get(login)
        if operator is None:
            raise LoginRefusedError("unknown_operator")
        kept = _readable(operator.pin_hash)
        if kept is None:
            raise LoginRefusedError("no_pin")
        parameters, wanted = kept
        if hmac.compare_digest(_derive(pin, parameters, len(wanted)), wanted):
            return self._welcome(operator)
        raise self._turned_away("wrong_pin", now_s)

    def locked_s(self, now_s: float) -> float:
        """For how many seconds every try is refused; 0 when the door is open."""
        return max(0.0, (self._locked_until_s or now_s) - now_s)

    def _refuse_if_locked(self, now_s: float) -> None:
        wait_s = self.locked_s(now_s)
        if wait_s > 0:
            raise LoginRefusedError("locked", wait_s)
        self._locked_until_s = None

    def _welcome(self, operator: Operator) -> Operator:
        self._wrong = 0
        self._operators.move_to_end(operator.login, last=False)
        return operator

    def _turned_away(self, reason: Refusal, now_s: float) -> LoginRefusedError:
        self._wrong += 1
        if self._wrong < MAX_WRONG:
            return LoginRefusedError(reason)
        self._wrong = 0
        self._locked_until_s = now_s + LOCK_S
        return LoginRefusedError("locked", LOCK_S)


def _readable(text: str | None) -> tuple[Parameters, bytes] | None:
    """None for a missing hash, and for one that this station cannot use: it lets nobody in."""
    if text is None:
        return None
    try:
        return parse_hash(text)
    except ValueError:
        return None
