"""A transfer's states, what of it has come, and what may be decided."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hub.domain.transfers.arrivals import Line, Part, match, missing, spread
from hub.domain.transfers.differences import DECISIONS, KINDS, DecisionError
from hub.domain.transfers.differences import check as check_decision
from hub.domain.transfers.differences import part as decided_on
from hub.domain.transfers.lateness import is_late
from hub.domain.transfers.states import Action, RefusedError, Standing, State, check, progress

D = Decimal
ALLOWED = {
    State.DRAFT: {Action.EDIT, Action.SEND, Action.CANCEL},
    State.IN_TRANSIT: {Action.RECEIVE, Action.TAKE_BACK},
    State.PARTLY_RECEIVED: {Action.RECEIVE, Action.TAKE_BACK},
    State.RECEIVED: {Action.RECEIVE, Action.TAKE_BACK},
    State.CLOSED: set(),
    State.CANCELLED: set(),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_every_state_takes_what_it_may_and_refuses_the_rest_with_a_reason(
    state: State, action: Action
) -> None:
    standing = Standing(state, under_way=True)
    if action in ALLOWED[state]:
        check(action, standing)
    else:
        with pytest.raises(RefusedError, match="it is"):
            check(action, standing)


def test_nothing_is_taken_back_when_nothing_is_under_way() -> None:
    with pytest.raises(RefusedError, match="nothing of it is under way"):
        check(Action.TAKE_BACK, Standing(State.RECEIVED))


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (Standing(State.DRAFT, undecided=True), State.DRAFT),
        (Standing(State.IN_TRANSIT, under_way=True), State.IN_TRANSIT),
        (Standing(State.IN_TRANSIT, received_some=True, under_way=True), State.PARTLY_RECEIVED),
        (Standing(State.IN_TRANSIT, received_some=True), State.CLOSED),
        # taken back, or given up, before anything came
        (Standing(State.IN_TRANSIT), State.CANCELLED),
        (Standing(State.RECEIVED, lost_some=True), State.CLOSED),
        # short: nobody waits for what is under way
        (
            Standing(State.PARTLY_RECEIVED, True, under_way=True, undecided=True, unloaded=True),
            State.RECEIVED,
        ),
        # something is over or damaged, but the rest is still to come
        (Standing(State.PARTLY_RECEIVED, True, under_way=True, undecided=True), State.PARTLY_RECEIVED),
        # what has come has come: late goods open it again
        (Standing(State.CLOSED, received_some=True, undecided=True), State.RECEIVED),
        (Standing(State.CANCELLED, received_some=True, undecided=True), State.RECEIVED),
    ],
)
def test_the_state_follows_from_what_has_come(standing: Standing, state: State) -> None:
    assert progress(standing) is state


def test_what_comes_makes_up_the_lines_of_its_item_and_lot_one_after_another() -> None:
    lines = [Line(1, 7, "", D(5), D(3)), Line(2, 7, "", D(4)), Line(3, 8, "", D(9))]
    assert match(lines, 7, "", D(4)) == [Part(1, "", D(2)), Part(2, "", D(2))]
    assert match(lines, 7, "", D(7)) == [Part(1, "", D(2)), Part(2, "", D(4)), Part(None, "", D(1))]
    assert match(lines, 9, "", D(1)) == [Part(None, "", D(1))]


def test_a_scan_without_a_lot_brings_the_lots_that_were_sent() -> None:
    lines = [Line(1, 7, "A", D(2)), Line(2, 7, "", D(1)), Line(3, 7, "B", D(2))]
    assert match(lines, 7, "", D(4)) == [Part(2, "", D(1)), Part(1, "A", D(2)), Part(3, "B", D(1))]
    assert match(lines[:1], 7, "", D(3)) == [Part(1, "A", D(2)), Part(None, "A", D(1))]
    # two lots were sent, and nobody knows of which there is more
    assert match(lines, 7, "", D(6))[-1] == Part(None, "", D(1))


def test_a_lot_that_was_not_sent_is_over() -> None:
    assert match([Line(1, 7, "A", D(2))], 7, "B", D(2)) == [Part(None, "B", D(2))]


def test_only_what_is_under_way_can_be_given_up_or_taken_back() -> None:
    lines = [Line(1, 7, "A", D(5), received=D(2), back=D(1), lost=D(1)), Line(2, 7, "A", D(1))]
    assert spread(lines, 7, "A", D(2)) == [Part(1, "A", D(1)), Part(2, "A", D(1))]
    with pytest.raises(ValueError, match="only 2 of it are under way"):
        spread(lines, 7, "A", D(3))


def test_it_is_short_only_once_nobody_waits_for_more() -> None:
    lines = [Line(1, 7, "A", D(5), received=D(2)), Line(2, 7, "A", D(1)), Line(3, 8, "", D(1), D(1))]
    assert missing(lines, unloaded=True) == {(7, "A"): D(4), (8, ""): D(0)}
    assert set(missing(lines, unloaded=False).values()) == {D(0)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("decision", DECISIONS)
def test_a_difference_is_decided_as_its_kind_allows(kind: str, decision: str) -> None:
    may = {
        "short": {"lost", "take_back"},
        "over": {"sent_more", "found", "miscounted"},
        "damaged": {"keep", "scrap"},
    }
    if decision in may[kind]:
        check_decision(kind, decision, D(1), D(2))
        with pytest.raises(DecisionError, match="there are 2 to decide on, not 3"):
            check_decision(kind, decision, D(3), D(2))
    else:
        with pytest.raises(DecisionError, match=f"what is {kind}"):
            check_decision(kind, decision, D(1), D(2))


@pytest.mark.parametrize(
    ("due_on", "timezone", "now", "late"),
    [
        (date(2026, 3, 9), "UTC", datetime(2026, 3, 9, 23, 59, tzinfo=UTC), False),
        (date(2026, 3, 9), "UTC", datetime(2026, 3, 10, 0, 0, tzinfo=UTC), True),
        # in Shanghai that day is over eight hours earlier
        (date(2026, 3, 9), "Asia/Shanghai", datetime(2026, 3, 9, 16, 0, tzinfo=UTC), True),
        (None, "UTC", datetime(2026, 3, 12, 12, 0, tzinfo=UTC), False),
        (None, "UTC", datetime(2026, 3, 12, 12, 1, tzinfo=UTC), True),
    ],
)
def test_a_transfer_is_late_after_its_day_and_without_one_after_a_week(
    due_on: date | None, timezone: str, now: datetime, late: bool
) -> None:
    sent_at = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
    assert is_late(due_on, sent_at, timezone=timezone, now=now) is late


PIECES = [Line(1, 7, "A", D(2), pieces=frozenset({"S1", "S2"})), Line(2, 7, "A", D(1))]


def test_a_piece_makes_up_itself_and_another_one_is_over() -> None:
    assert match(PIECES[:1], 7, "", D(1), "S2") == [Part(1, "A", D(1), ("S2",))]
    assert match(PIECES[:1], 7, "", D(1), "S9") == [Part(None, "A", D(1), ("S9",))]
    # nobody said which piece the second line is of: so it is that one
    assert match(PIECES, 7, "", D(1), "S9") == [Part(2, "A", D(1), ("S9",))]
    assert match(PIECES[:1], 7, "B", D(1), "S1") == [Part(None, "B", D(1), ("S1",))]


def test_pieces_that_come_without_their_numbers_are_known_when_all_of_them_come() -> None:
    assert match(PIECES[:1], 7, "", D(2)) == [Part(1, "A", D(2), ("S1", "S2"))]
    assert match(PIECES[:1], 7, "", D(1)) == [Part(1, "A", D(1))]


def test_what_is_decided_on_names_its_pieces() -> None:
    assert spread(PIECES, 7, "A", D(2), ["S2"]) == [Part(1, "A", D(1), ("S2",)), Part(1, "A", D(1), ("S1",))]
    with pytest.raises(ValueError, match="S9 is not under way"):
        spread(PIECES[:1], 7, "A", D(1), ["S9"])


def test_of_a_difference_without_more_words_all_of_it_is_decided_on() -> None:
    assert decided_on(D(2), ["A", "B"], None, []) == (D(2), ["A", "B"])
    assert decided_on(D(2), ["A"], D(2), []) == (D(2), ["A"])
    # some came unnamed: one of these is missing, and nobody knows which
    assert decided_on(D(1), ["A", "B", "C"], None, []) == (D(1), ())
    assert decided_on(D(1), ["A", "B", "C"], None, ["C"]) == (D(1), ("C",))


def test_what_has_no_known_serial_number_is_decided_on_alone() -> None:
    assert decided_on(D(3), ["A"], D(2), []) == (D(2), ())
    for known, wanted in ((["A", "B"], 2), (["A", "B", "C"], 1), (["A", "B", "C", "D"], 1)):
        with pytest.raises(DecisionError, match="which of A, B"):
            decided_on(D(3), known, D(wanted), [])


def test_what_is_decided_on_without_names_is_none_of_the_known_pieces() -> None:
    lines = [Line(1, 7, "A", D(2), pieces=frozenset({"S1"})), Line(2, 7, "A", D(1))]
    assert spread([Line(3, 7, "A", D(1), pieces=frozenset({"S3"})), *lines], 7, "A", D(2)) == [
        Part(1, "A", D(1)), Part(2, "A", D(1)),
    ]  # fmt: skip
