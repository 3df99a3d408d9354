"""Who is let in, and how often somebody may try."""

from base64 import b64encode

import pytest

from edge.station.login import Doorkeeper, LoginRefusedError, make_hash, parse_hash
from gateway.wire.messages import Operator
from hub.api.auth.secrets import hash_secret


def fast(secret: str, salt: bytes = b"0123456789abcdef") -> str:
    return make_hash(secret, salt, n=16)


ADA = Operator(login="ada", name="Ada", badge_hash=fast("B-1"), pin_hash=fast("2718"))
WANG = Operator(login="wang", name="王芳", badge_hash=fast("B-2", b"another salt 123"), pin_hash=None)


def door(*operators: Operator) -> Doorkeeper:
    keeper = Doorkeeper()
    keeper.operators(operators or (ADA, WANG))
    return keeper


def refused(keeper: Doorkeeper, badge: str, now_s: float) -> tuple[str, float]:
    with pytest.raises(LoginRefusedError) as caught:
        keeper.by_badge(badge, now_s)
    return caught.value.reason, caught.value.wait_s


def test_a_badge_opens_for_its_owner_only() -> None:
    keeper = door()
    assert keeper.by_badge("B-2", 0).login == "wang"
    assert keeper.by_badge("B-1", 0).login == "ada"
    assert refused(keeper, "B-3", 0) == ("wrong_badge", 0)


def test_a_pin_opens_for_the_name_it_belongs_to() -> None:
    keeper = door()
    assert keeper.by_pin("ada", "2718", 0) == ADA
    for login, pin, reason in [
        ("ada", "2719", "wrong_pin"),
        ("wang", "2718", "no_pin"),
        ("eve", "1", "unknown_operator"),
    ]:
        with pytest.raises(LoginRefusedError) as caught:
            keeper.by_pin(login, pin, 0)
        assert caught.value.reason == reason


def test_after_five_wrong_tries_nobody_is_let_in_for_thirty_seconds() -> None:
    keeper = door()
    for second in range(4):
        assert refused(keeper, "x", second)[0] == "wrong_badge"
    assert refused(keeper, "x", 4) == ("locked", 30)
    assert refused(keeper, "B-1", 10) == ("locked", 24)
    assert keeper.locked_s(10) == 24
    assert keeper.by_badge("B-1", 34).login == "ada"


def test_a_right_try_forgives_the_wrong_ones() -> None:
    keeper = door()
    for _ in range(3):
        for _ in range(4):
            refused(keeper, "x", 0)
        keeper.by_badge("B-1", 0)


def test_wrong_pins_and_wrong_badges_count_together() -> None:
    keeper = door()
    for _ in range(4):
        refused(keeper, "x", 0)
    with pytest.raises(LoginRefusedError) as caught:
        keeper.by_pin("ada", "0000", 0)
    assert caught.value.reason == "locked"


def test_a_badge_is_looked_up_in_bounded_work() -> None:
    crowd = [Operator(login=f"o{n}", name="", badge_hash=fast(f"B{n}", b"salt%012d" % n)) for n in range(80)]
    keeper = door(*crowd)
    assert keeper.by_badge("B0", 0).login == "o0"
    assert refused(keeper, "B79", 0)[0] == "too_many_operators"


def test_operators_who_share_a_salt_cost_one_derivation_together() -> None:
    crowd = [Operator(login=f"o{n}", name="", badge_hash=fast(f"B{n}")) for n in range(500)]
    assert door(*crowd).by_badge("B499", 0).login == "o499"


def test_who_left_is_no_longer_let_in() -> None:
    keeper = door()
    keeper.operators([WANG])
    assert refused(keeper, "B-1", 0)[0] == "wrong_badge"


def test_the_format_is_the_one_the_hub_writes() -> None:
    salt = b"0123456789abcdef"
    text = make_hash("2718", salt, n=16384)
    name, n, r, p, kept_salt, derived = text.split("$")
    assert (name, n, r, p, kept_salt) == ("scrypt", "16384", "8", "1", b64encode(salt).decode())
    parameters, kept = parse_hash(text)
    assert (parameters.n, parameters.r, parameters.p, parameters.salt) == (16384, 8, 1, salt)
    assert derived == b64encode(kept).decode()


def test_a_badge_that_the_hub_hashed_opens() -> None:
    crowd = Operator(login="ada", name="Ada", badge_hash=hash_secret("B-1"), pin_hash=hash_secret("2718"))
    keeper = door(crowd)
    assert keeper.by_badge("B-1", 0).login == "ada"
    assert keeper.by_pin("ada", "2718", 0).login == "ada"
    assert refused(keeper, "B-2", 0)[0] == "wrong_badge"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "scrypt$16$8$1$c2FsdA==",
        "bcrypt$16$8$1$c2FsdA==$aGFzaA==",
        "scrypt$15$8$1$c2FsdA==$" + "A" * 44,
        "scrypt$1073741824$8$1$c2FsdA==$" + "A" * 43 + "=",
        "scrypt$16$8$99$c2FsdA==$" + "A" * 43 + "=",
        "scrypt$x$8$1$c2FsdA==$" + "A" * 43 + "=",
        "scrypt$16$8$1$***$" + "A" * 43 + "=",
        "scrypt$16$8$1$c2FsdA==$c2hvcnQ=",
    ],
)
def test_a_hash_that_is_none_or_costs_too_much_lets_nobody_in(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_hash(text)
    assert refused(door(Operator(login="x", name="", badge_hash=text)), "secret", 0)[0] == "wrong_badge"
