"""Stock counts: which places are due, how a count goes its way, what a difference is and needs. Pure.

A count is planned -> counting -> posted, and on its way may be counted again (recount -> counting) or wait
for somebody's word (to_approve). Record accuracy is counted (item, place, lot) within tolerance over counted:
each by itself, so that one too many here does not make up for one too few there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal, NamedTuple, get_args

from hub.domain.valuation import ZERO, rounded, times

AbcClass = Literal["A", "B", "C"]
ALL_CLASSES: Final = "".join(get_args(AbcClass))
State = Literal["planned", "counting", "recount", "to_approve", "posted", "cancelled"]
Action = Literal["take", "give_back", "close", "recount", "approve", "cancel"]
Verdict = Literal["posted", "recount", "to_approve"]
Schedule = Literal["weekly", "monthly"]
ReasonCode = Literal[
    "miscounted",
    "unrecorded_movement",
    "wrong_place",
    "wrong_item",
    "damaged",
    "expired",
    "lost",
    "found",
    "unknown",
    "within_limit",
]
STATES: Final = get_args(State)
SCHEDULES: Final[tuple[Schedule, ...]] = get_args(Schedule)
OPEN: Final[tuple[State, ...]] = ("planned", "counting", "recount", "to_approve")
TO_COUNT: Final[tuple[State, ...]] = ("planned", "counting", "recount")
A_SHARE: Final = Decimal("0.80")
B_SHARE: Final = Decimal("0.95")
_Z: Final = 3

_MAY: Final[Mapping[Action, frozenset[State]]] = {
    # an offline counter's word that he took it may come after his result's
    "take": frozenset({"planned", "recount", "counting"}),
    "give_back": frozenset({"counting"}),
    "close": frozenset({"planned", "recount", "counting"}),
    "recount": frozenset({"to_approve"}),
    "approve": frozenset({"to_approve"}),
    "cancel": frozenset(OPEN),
}


class CountStateError(ValueError):
    """What a count's state does not allow; the text says why."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A site's rules. Intervals in days, tolerances as parts of what the ledger has, limits in its currency.

    ``small_weekday``: 1 is Monday, 0 never; ``large_day`` of the month, 0 never. ``small_classes`` and
    ``large_classes`` are the letters of the classes that such counts take, as 'AB'. A variance up to
    ``auto_limit`` needs nobody's word; up to the others, that role's; an administrator's has no limit.
    """

    days_a: int = 7
    days_b: int = 30
    days_c: int = 90
    tolerance_a: Decimal = Decimal("0.002")
    tolerance_b: Decimal = Decimal("0.01")
    tolerance_c: Decimal = Decimal("0.05")
    small_weekday: int = 1
    small_max_lines: int = 100
    small_due_days: int = 2
    small_classes: str = ALL_CLASSES
    large_day: int = 1
    large_due_days: int = 7
    large_classes: str = ALL_CLASSES
    auto_limit: Decimal = Decimal(0)
    operator_limit: Decimal = Decimal(0)
    manager_limit: Decimal = Decimal(1000)

    def days(self, abc: AbcClass) -> int:
        return {"A": self.days_a, "B": self.days_b, "C": self.days_c}[abc]

    def tolerance(self, abc: AbcClass) -> Decimal:
        return {"A": self.tolerance_a, "B": self.tolerance_b, "C": self.tolerance_c}[abc]


def check(state: State, action: Action) -> None:
    """Raises CountStateError."""
    if state not in _MAY[action]:
        allowed = ", ".join(one for one in STATES if one in _MAY[action])
        raise CountStateError(f"this count is {state}; to {action.replace('_', ' ')} it must be {allowed}")


def after(state: State, action: Action, current_round: int, verdict: Verdict | None = None) -> State:
    """The next state; ``verdict`` is what a close came to. Raises CountStateError."""
    check(state, action)
    match action:
        case "take":
            return "counting"
        case "give_back":
            return "planned" if current_round == 1 else "recount"
        case "close":
            if verdict is None:
                raise CountStateError("a count is closed with a verdict")
            return verdict
        case "recount":
            return "recount"
        case "approve":
            return "posted"
        case "cancel":
            return "cancelled"


# --- what is due ---


def classes(cogs: Mapping[int, Decimal]) -> dict[int, AbcClass]:
    """By item: A while those before it make less than 80 % of all cost of goods sold, B up to 95 %, else C.

    What sold nothing (or came back on balance) is C.
    """
    total = sum((amount for amount in cogs.values() if amount > 0), ZERO)
    found: dict[int, AbcClass] = {}
    before = ZERO
    for item, amount in sorted(cogs.items(), key=lambda pair: (-pair[1], pair[0])):
        if amount <= 0 or total == 0:
            found[item] = "C"
            continue
        found[item] = "A" if before < A_SHARE * total else "B" if before < B_SHARE * total else "C"
        before += amount
    return found


class Candidate(NamedTuple):
    """A place of an item (lot) and when it was counted last, if ever."""

    location_id: int
    item_id: int
    lot: str
    last_counted_at: datetime | None


class Due(NamedTuple):
    candidate: Candidate
    abc: AbcClass
    overdue_days: Decimal


def due(
    candidates: Iterable[Candidate], abc: Mapping[int, AbcClass], policy: Policy, now: datetime
) -> list[Due]:
    """Those whose class's interval is over, the latest first; never counted comes before all, A before C.

    Only of the small counts' classes. At most ``small_max_lines``, but a place's lines are not torn apart:
    who stands there counts all due.
    """
    found = []
    for one in candidates:
        of = abc.get(one.item_id, "C")
        if of not in policy.small_classes:
            continue
        if one.last_counted_at is None:
            late = Decimal(10**6)
        else:
            age = Decimal((now - one.last_counted_at) / timedelta(days=1)).quantize(Decimal("0.01"))
            late = age - policy.days(of)
        if late >= 0:
            found.append(Due(one, of, late))
    found.sort(key=lambda late: (-late.overdue_days, late.abc, late.candidate[:3]))
    taken: set[int] = set()
    lines = 0
    of_place: dict[int, int] = {}
    for one_due in found:
        of_place[one_due.candidate.location_id] = of_place.get(one_due.candidate.location_id, 0) + 1
    for one_due in found:
        place = one_due.candidate.location_id
        if place not in taken and (lines == 0 or lines + of_place[place] <= policy.small_max_lines):
            taken.add(place)
            lines += of_place[place]
    return [one_due for one_due in found if one_due.candidate.location_id in taken]


def of_large_count(
    candidates: Iterable[Candidate], abc: Mapping[int, AbcClass], policy: Policy
) -> list[Candidate]:
    """All of the large counts' classes, whenever they were counted last."""
    return [one for one in candidates if abc.get(one.item_id, "C") in policy.large_classes]


def scheduled(kind: Schedule, policy: Policy, today: date) -> date | None:
    """The last day up to today for which such counts are planned; None: never."""
    if kind == "weekly":
        if policy.small_weekday == 0:
            return None
        return today - timedelta(days=(today.isoweekday() - policy.small_weekday) % 7)
    if policy.large_day == 0:
        return None
    this_month = today.replace(day=policy.large_day)
    if this_month <= today:
        return this_month
    return (today.replace(day=1) - timedelta(days=1)).replace(day=policy.large_day)


def upcoming(kind: Schedule, policy: Policy, today: date) -> date | None:
    """The first day after today for which such counts are planned; None: never."""
    if kind == "weekly":
        if policy.small_weekday == 0:
            return None
        return today + timedelta(days=(policy.small_weekday - today.isoweekday() - 1) % 7 + 1)
    if policy.large_day == 0:
        return None
    this_month = today.replace(day=policy.large_day)
    if this_month > today:
        return this_month
    return (today.replace(day=1) + timedelta(days=31)).replace(day=policy.large_day)


# --- what was found ---


class Line(NamedTuple):
    """What was counted beside what the ledger had at that moment."""

    counted_qty: Decimal
    ledger_qty: Decimal
    abc: AbcClass
    unit_cost: Decimal

    @property
    def variance_qty(self) -> Decimal:
        return self.counted_qty - self.ledger_qty

    @property
    def variance_value(self) -> Decimal:
        """At what a unit is worth now, with its sign."""
        return times(self.variance_qty, self.unit_cost)


def is_accurate(line: Line, policy: Policy) -> bool:
    return abs(line.variance_qty) <= rounded(policy.tolerance(line.abc) * abs(line.ledger_qty))


def value_at_stake(lines: Iterable[Line]) -> Decimal:
    """Never netted: a surplus beside a shortage may be one theft and one error."""
    return sum((abs(line.variance_value) for line in lines), ZERO)


def judge(lines: Sequence[Line], current_round: int, policy: Policy) -> Verdict:
    """What a closed round comes to. Off beyond the tolerance is counted again, once."""
    if current_round == 1 and not all(is_accurate(line, policy) for line in lines):
        return "recount"
    if any(line.variance_qty for line in lines) and value_at_stake(lines) > policy.auto_limit:
        return "to_approve"
    return "posted"


def approval_limit(role: str, policy: Policy) -> Decimal | None:
    """Up to what value a role may approve; None: any."""
    if role == "admin":
        return None
    return {"manager": policy.manager_limit, "operator": policy.operator_limit}.get(role, Decimal(-1))


def may_approve(role: str, value: Decimal, policy: Policy) -> bool:
    limit = approval_limit(role, policy)
    return limit is None or value <= limit


# --- shelves that count themselves ---


class ShelfWeight(NamedTuple):
    """``pieces`` by weight, None where the weight cannot tell them; ``within`` what the spread allows."""

    expected_g: Decimal
    tolerance_g: Decimal
    pieces: Decimal | None
    within: bool


def shelf_weight(
    weight_g: Decimal, ledger_qty: Decimal, unit_weight_g: Decimal, sd_g: Decimal, division_g: Decimal
) -> ShelfWeight:
    """A shelf's net weight beside what the ledger says is on it.

    n pieces weigh n·w ± z·s·√n if they vary independently, and the scale rounds by up to its division.
    """
    expected_g = rounded(ledger_qty * unit_weight_g)
    spread_g = _Z * sd_g * max(ledger_qty, ZERO).sqrt() + division_g
    tolerance_g = rounded(spread_g)
    nearest = (weight_g / unit_weight_g).to_integral_value()
    certain = nearest >= 0 and 2 * (_Z * sd_g * max(nearest, ZERO).sqrt() + division_g) < unit_weight_g
    return ShelfWeight(
        expected_g, tolerance_g, nearest if certain else None, abs(weight_g - expected_g) <= tolerance_g
    )
