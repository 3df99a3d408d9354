"""THE contract between an agent and the gateway: every message either of them may send.

Readers ignore fields they do not know, so that agents and hub can be upgraded apart; a field is
never given a second meaning. Quantities, weights and money are decimal strings on the wire.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from gateway.wire.counting import CountTask, NothingHere
from gateway.wire.event import Event
from gateway.wire.inbound import GoodsIn, StockRow
from gateway.wire.outbound import Departure, TransferToLoad
from gateway.wire.picking import PackLine, PickFrom, StandingLot
from gateway.wire.production import KitToTakeApart, OrderToMake, Production
from gateway.wire.scalars import Code, Digest, Instant, Text

VERSION = 1
MAX_BATCH_EVENTS = 500
MAX_PAYLOAD_BYTES = 1_000_000
FINEST_DECIMALS = 6
"""Of the ledger's quantities."""

MovementKind = Literal[
    "receipt",  # supplier -> place
    "putaway",  # dock -> shelf
    "pick",  # shelf -> packing place
    "move",  # any place -> any place
    "shipment",  # place -> customer
    "customer_return",  # customer -> place
    "supplier_return",  # place -> supplier
    "adjustment",  # place <-> loss_gain
    "scrap",  # place -> scrap, or back where it was scrapped in error
    "production",  # place <-> production: of the hub alone, see Production
]


class Movement(Event, kw_only=True, omit_defaults=True, tag="movement"):
    """`qty` (> 0) of an item went from one place to another.

    `item` is a code as the device read it (SKU, GTIN of a unit or of a pack): the gateway resolves it and
    multiplies by the pack. `source` and `destination` are location codes of the agent's site. `via` is the
    bench where shipped goods were packed: if they had been brought there, they left from there, otherwise
    from `source`, where they were told to be taken.
    """

    kind: MovementKind
    item: Code
    qty: Decimal
    source: Code
    destination: Code
    unit: Code | None = None
    lot: Code | None = None
    serial: Code | None = None
    expiry: date | None = None
    document: Code | None = None
    via: Code | None = None
    evidence: dict[str, str] = {}


class Reading(Event, kw_only=True, omit_defaults=True, tag="reading"):
    """A measured value, e.g. quantity='weight', value in grams, unit='g', at a location."""

    quantity: Code
    value: Decimal
    unit: Code
    location: Code | None = None
    evidence: dict[str, str] = {}


class Count(Event, kw_only=True, omit_defaults=True, tag="count"):
    """What somebody or a shelf found: `qty` of `item` at `location`. It posts nothing: the hub compares.

    `document` and `round` are those of the count task that it is a line of; see CountWork.
    """

    item: Code
    qty: Decimal
    location: Code
    lot: Code | None = None
    method: Literal["scan", "weight", "rfid", "typed"] = "scan"
    document: Code | None = None
    round: int = 0
    operator: Code | None = None
    evidence: dict[str, str] = {}


class CountWork(Event, kw_only=True, omit_defaults=True, tag="count_work"):
    """A count task was taken, given back uncounted, or closed: `lines` count events name it and its round.

    They may come in other batches, before or after; the hub judges the round once all are there.
    """

    document: Code
    round: Annotated[int, Meta(ge=1, le=1000)]
    action: Literal["taken", "given_back", "closed"]
    location: Code
    lines: Annotated[int, Meta(ge=0, le=100_000)] = 0
    operator: Code | None = None


class Pack(Event, kw_only=True, omit_defaults=True, tag="pack"):
    """A closed carton. Its goods travel as movements of kind 'shipment' in the same batch."""

    order: Code
    carton: Code
    lines: list[PackLine]
    expected_weight_g: Decimal
    measured_weight_g: Decimal | None
    tolerance_g: Decimal
    verdict: Literal["verified", "unweighed", "overridden"]
    operator: Code | None = None


class Receipt(Event, kw_only=True, omit_defaults=True, tag="receipt"):
    """A delivery opened or closed at a dock; its goods travel as movements of kind 'receipt'.

    `session` names the unloading among those of the agent; left out, the device and the document do.
    `given_back`: it was closed without anything having been unloaded.
    """

    document: Code
    action: Literal["opened", "closed"]
    location: Code
    operator: Code | None = None
    session: Code | None = None
    given_back: bool = False


class Fault(Event, kw_only=True, omit_defaults=True, tag="fault"):
    """Something is wrong with a device or the agent: code is stable, detail is for people."""

    code: Code
    detail: Text = ""
    cleared: bool = False


class UnplacedScan(Event, kw_only=True, omit_defaults=True, tag="scan"):
    """A code nobody could place: unknown, untrusted or out of mode; or a crossing of unknown direction."""

    data: Annotated[str, Meta(max_length=512)]
    why: Text
    location: Code | None = None


AnyEvent = (
    Movement
    | Reading
    | Count
    | CountWork
    | NothingHere
    | Pack
    | Receipt
    | Departure
    | Production
    | Fault
    | UnplacedScan
)


class Batch(Struct, kw_only=True, omit_defaults=True):
    """Events of one agent. (agent, epoch, seq) is the idempotency key; (.., index) that of an event.

    `epoch` is made once when an outbox is created (a ULID); `seq` counts batches in it from 1. `doubtful`:
    the outbox was restored from an old copy and held these events unsent, so the hub may have them already.

    `previous`: `codec.digest_of` the batch before it, in hex digits; "" for an epoch's first. `instance`: the
    start of the agent that sealed it. By both the hub knows a copy of the outbox before a number comes twice.
    """

    v: int
    agent: Code
    epoch: Code
    seq: Annotated[int, Meta(ge=1, le=2**62)]
    sent: Instant
    events: Annotated[list[AnyEvent], Meta(max_length=MAX_BATCH_EVENTS)]
    doubtful: bool = False
    previous: Digest = ""
    instance: Annotated[str, Meta(max_length=64)] = ""


class BatchHeader(Struct, kw_only=True, omit_defaults=True):
    """The part of a batch that is read first, so that a bad event does not hide whose batch it is."""

    v: int
    agent: Code
    epoch: Code
    seq: Annotated[int, Meta(ge=1, le=2**62)]
    sent: Instant
    events: list[msgspec.Raw]
    doubtful: bool = False
    previous: Digest = ""
    instance: Annotated[str, Meta(max_length=64)] = ""


class DeviceState(Struct, kw_only=True, omit_defaults=True):
    """`garbage_bytes` were thrown away as noise, damaged or foreign frames; `reconnects` is how often the
    line came back. Both since the device was configured or the agent started, whichever was later."""

    id: Code
    connected: bool
    detail: Text = ""
    garbage_bytes: int = 0
    reconnects: int = 0


class AgentState(Struct, kw_only=True, omit_defaults=True):
    """Birth, heartbeat and (online=False, unsigned: the broker sends it) last will; retained.

    `oldest_seq`: the outbox of `epoch` holds no batch below it any more (0: not said). A hub restored from a
    backup learns by it that it need not wait for what was acknowledged to its predecessor.

    `oldest_unsent_at`: when the oldest event happened that is not acknowledged. `instance` names this start
    of the agent: one that comes back after another was there is a second agent with this identity.

    Since the agent's start: `rejected_messages` from above that were not signed by the hub or not understood;
    `refused_messages` that the broker turned down, `unheard_messages` that it took while no gateway was
    there; `resent_batches`; `not_kept_events` that the outbox could not take, each told to whoever caused it;
    `takeovers`: how often another client took this agent's place at the broker.
    """

    v: int
    agent: Code
    online: bool
    at: Instant | None = None
    version: Text = ""
    boot: Code | None = None
    epoch: Code | None = None
    oldest_seq: int = 0
    devices: list[DeviceState] = []
    outbox_events: int = 0
    outbox_bytes: int = 0
    dropped_events: int = 0
    not_kept_events: int = 0
    rejected_messages: int = 0
    refused_messages: int = 0
    unheard_messages: int = 0
    resent_batches: int = 0
    oldest_unsent_at: Instant | None = None
    instance: Code | None = None
    takeovers: int = 0
    clock_offset_ms: int | None = None
    catalog_version: int = 0
    config_version: int = 0


# --- down: from the gateway to one agent -----------------------------------------------------------


class Ack(Struct, kw_only=True, omit_defaults=True):
    """Everything of `epoch` up to and including `upto` is committed. `at` is the hub's clock.

    `rival`: another that bears this agent's name has been at the broker since this one was there before.
    """

    v: int
    epoch: Code
    upto: int
    at: Instant
    rival: bool = False


class CatalogCode(Struct, kw_only=True, omit_defaults=True):
    code: Code
    qty: Decimal = Decimal(1)


Detail = Literal["lot", "serial", "expiry"]


class CatalogItem(Struct, kw_only=True, omit_defaults=True):
    """`wants`: what is written down of each unit that comes in. How finely the item is counted,
    `qty_decimals` says; a hub that does not say it leaves that to the ledger."""

    sku: Code
    name: Text
    unit: Code = "pcs"
    codes: list[CatalogCode] = []
    unit_weight_g: Decimal | None = None
    unit_weight_sd_g: Decimal | None = None
    wants: list[Detail] = []
    qty_decimals: Annotated[int, Meta(ge=0, le=FINEST_DECIMALS)] = FINEST_DECIMALS


class Catalog(Struct, kw_only=True, omit_defaults=True):
    """One page of the catalogue; a version is complete when all `pages` of it have come (page from 1)."""

    v: int
    version: int
    page: int
    pages: int
    items: list[CatalogItem]


class OrderLine(Struct, kw_only=True, omit_defaults=True):
    """`picks`: what to take for it and from where, in this order; less than `qty` where stock is short."""

    line: int
    sku: Code
    name: Text
    qty: Decimal
    picks: list[PickFrom] = []


class Order(Struct, kw_only=True, omit_defaults=True):
    """A sales order to pack."""

    number: Code
    customer: Text = ""
    lines: list[OrderLine] = []


class Tasks(Struct, kw_only=True, omit_defaults=True):
    """`lots`: those of the orders' items that stand at the site, what is to go first at the head, or the
    first of very many.

    `transfers`, `production` and `apart` are those that are due first; `…_open` says how many of them there
    are in all (0: an older hub, which does not say).
    """

    v: int
    version: int
    orders: list[Order] = []
    counts: list[CountTask] = []
    goods_in: GoodsIn | None = None
    lots: list[StandingLot] = []
    transfers: list[TransferToLoad] = []
    production: list[OrderToMake] = []
    apart: list[KitToTakeApart] = []
    transfers_open: int = 0
    production_open: int = 0
    apart_open: int = 0


class Stock(Struct, kw_only=True, omit_defaults=True):
    """What stood where at `at`, by the ledger, for looking up; at most a minute old while the hub is there.

    `whole`: these are all rows of the site; else the first of very many.
    """

    v: int
    at: Instant
    rows: list[StockRow] = []
    whole: bool = True


class DeviceConfig(Struct, kw_only=True, omit_defaults=True):
    """One device of an agent.

    `port`: a path or pySerial URL (relative paths are taken from the agent's device directory). `settings`
    are the role's own, see docs/reference/agent-configuration.
    """

    id: Code
    role: Literal[
        "portal", "scanner", "shelf_scale", "floor_scale", "bench_scanner", "bench_scale", "bench_reader"
    ]
    protocol: Code
    port: Annotated[str, Meta(min_length=1, max_length=200)]
    baud: int = 9600
    settings: dict[str, str] = {}


class Operator(Struct, kw_only=True, omit_defaults=True):
    """Who may work at a station. Hashes are salted scrypt (see edge.station.login): no secret travels.

    `decides`: may let through what is refused to others, an expired lot.
    """

    login: Code
    name: Text
    badge_hash: str | None = None
    pin_hash: str | None = None
    language: Literal["en", "zh_CN"] = "en"
    decides: bool = False


class Config(Struct, kw_only=True, omit_defaults=True):
    v: int
    version: int
    agent: Code
    site: Code
    timezone: str = "UTC"
    location: Code = "DOCK-1"
    devices: list[DeviceConfig] = []
    operators: list[Operator] = []


class Command(Struct, kw_only=True, omit_defaults=True):
    v: int
    command: Literal["tare", "zero", "beep", "light", "resend"]
    device: Code | None = None
    at: Instant | None = None
