"""Which lots a site's orders are to be packed from, and where they stand, as the wire has it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gateway.wire.picking import PickFrom, StandingLot
from hub.domain import fefo
from hub.domain.fefo import LotAtPlace, Pick
from hub.domain.floor import NOTHING_KNOWN, Floor, of_configs
from hub.domain.places import is_held
from hub.store.downlink import AgentToTell
from hub.store.orders import OpenLine

# a message has its limit (ADR 4)
MOST_LOTS: Final = 3000
BENCH_ROLES: Final = frozenset({"bench_scanner", "bench_scale"})


@dataclass(frozen=True, slots=True)
class Picking:
    """Of all open orders of a site: ``picks`` by (order's number, line), and the lots of their items."""

    picks: Mapping[tuple[str, int], list[PickFrom]]
    lots: Sequence[StandingLot]


def floor_of(agents: Iterable[AgentToTell]) -> Floor:
    """As far as their configurations can be read."""
    return of_configs((agent.id, agent.config) for agent in agents)


def shared_out(
    lines: Sequence[OpenLine],
    stands: Mapping[int, Sequence[LotAtPlace]],
    *,
    today: date,
    floor: Floor = NOTHING_KNOWN,
) -> Picking:
    """No piece is told to two lines; ``lines`` come in the order in which they are to be served, and
    ``today`` is the site's."""
    wants = [fefo.Want(line.item_id, line.qty, floor.bench_of(line.agent_id)) for line in lines]
    shares = fefo.share_out(wants, stands, today=today)
    skus = {line.item_id: line.sku for line in lines}
    return Picking(
        picks={
            (line.number, line.line): [_told(pick, line.sku, floor) for pick in share]
            for line, share in zip(lines, shares, strict=True)
        },
        lots=[
            StandingLot(
                sku=skus[item_id],
                lot=one.lot,
                place=one.location,
                expiry=one.expiry,
                held=is_held(one.location_kind),
            )
            for item_id, of_item in sorted(stands.items(), key=lambda row: skus[row[0]])
            for one in fefo.in_turn(of_item)
            if one.lot
        ],
    )


def lots_of(picking: Picking, skus: Collection[str]) -> list[StandingLot]:
    """What a bench with these items on its orders is told."""
    return [lot for lot in picking.lots if lot.sku in skus][:MOST_LOTS]


def _told(pick: Pick, sku: str, floor: Floor) -> PickFrom:
    # a scale knows no lots: of what has some it books nothing
    booked_at = None if pick.lot else floor.scales.get((pick.location, sku))
    return PickFrom(
        place=pick.location, qty=pick.qty, lot=pick.lot or None, expiry=pick.expiry, booked_at=booked_at
    )
