"""A dock door with an antenna on either side: answers of tags -> what crossed, and which way. Pure.

Reads drop 30-40 % of the time and stray tags answer too. So reads are gathered per tag, antenna and 250 ms
window; when a tag has gone quiet its direction follows from which side it was near first and which last.
What that does not settle is called unknown rather than guessed.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import pstdev
from typing import Literal

from devices.events import TagRead
from edge.moment import Moment
from gateway.wire.evidence import TAG
from gateway.wire.messages import AnyEvent, Movement, MovementKind, UnplacedScan

Direction = Literal["in", "out", "unknown"]
WINDOW_NS = 250_000_000
UNKNOWN_RSSI_DBM = -60.0
"""For readers that give no RSSI: the order of antennas alone must do then."""

SHORTEST_LEAD_S = 0.1
SURE = 2.5
"""Standard errors between the two sides' centres of time, below which chance may have put them so."""

MOVED_WINDOWS = 3
MOVED_SD_DB = 3.5
"""A standing tag's level scatters by 1-2 dB; one that passes rises and falls by 20."""


@dataclass(frozen=True, slots=True)
class TagIdentity:
    """What an EPC stands for: a trade item's code and the serial number of this one piece of it."""

    item: str
    serial: str | None


@dataclass(frozen=True, slots=True)
class PortalSettings:
    """Places and kinds of movement; times in seconds, levels in dBm."""

    device: str
    location: str
    in_from: str = "supplier"
    out_to: str = "customer"
    mode_in: MovementKind = "receipt"
    mode_out: MovementKind = "shipment"
    outside_antenna: int = 1
    inside_antenna: int = 2
    quiet_s: float = 1.5
    linger_s: float = 20.0
    forget_s: float = 120.0
    stray_rssi_dbm: float = -65.0
    max_tags: int = 4096


@dataclass(slots=True)
class Window:
    """Reads of one tag at one antenna in 250 ms: how many, and sums of their levels and of their times."""

    index: int
    inside: bool
    reads: int = 0
    dbm: float = 0.0
    offset_s: float = 0.0


@dataclass(slots=True)
class Track:
    """One tag in the field. `decided`: it has been judged and lingers; its older windows are gone."""

    first: Moment
    last: Moment
    windows: deque[Window]
    has_rssi: bool = False
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Crossing:
    epc: str
    direction: Direction
    first: Moment
    last: Moment
    outside_reads: int
    inside_reads: int
    lead_s: float
    """How much later the inside was reached than the outside; negative: earlier."""


@dataclass(slots=True)
class PortalState:
    """Tags in the field, and how those left that went out of it lately. Both bounded by `max_tags`."""

    tracks: OrderedDict[str, Track] = field(default_factory=OrderedDict)
    recent: OrderedDict[str, tuple[Direction, Moment]] = field(default_factory=OrderedDict)
    strays: int = 0
    overflowed: int = 0


def read(state: PortalState, settings: PortalSettings, tag: TagRead, moment: Moment) -> None:
    """Takes one answer of a tag into the state. Antennas that are neither side are left out."""
    if tag.antenna not in (settings.outside_antenna, settings.inside_antenna):
        return
    track = state.tracks.get(tag.epc)
    if track is None:
        if len(state.tracks) >= settings.max_tags:
            state.overflowed += 1
            return
        track = state.tracks[tag.epc] = Track(moment, moment, deque(maxlen=int(settings.linger_s * 8) + 2))
    track.last = moment
    _gather(track, tag.antenna == settings.inside_antenna, tag.rssi_dbm, moment)


def _gather(track: Track, inside: bool, rssi_dbm: float | None, moment: Moment) -> None:
    index = moment.mono_ns // WINDOW_NS
    # both antennas may have read in this window
    latest = [track.windows[-back] for back in range(1, min(2, len(track.windows)) + 1)]
    window = next((w for w in latest if w.index == index and w.inside == inside), None)
    if window is None:
        window = Window(index, inside)
        track.windows.append(window)
    track.has_rssi = track.has_rssi or rssi_dbm is not None
    window.reads += 1
    window.dbm += UNKNOWN_RSSI_DBM if rssi_dbm is None else rssi_dbm
    window.offset_s += moment.since_s(track.first)


def tick(state: PortalState, settings: PortalSettings, now: Moment) -> list[Crossing]:
    """What can be decided by now: tags that have gone quiet, and those that stay. Call it every 250 ms."""
    crossings = []
    for epc, track in list(state.tracks.items()):
        quiet = now.since_s(track.last) >= settings.quiet_s
        lingers = not track.decided and now.since_s(track.first) >= settings.linger_s
        if quiet or lingers:
            crossing = _judge(state, settings, epc, track, now)
            if crossing is not None:
                crossings.append(crossing)
        if quiet:
            del state.tracks[epc]
        elif lingers:
            track.decided = True
            track.windows.clear()
    while state.recent and now.since_s(next(iter(state.recent.values()))[1]) > settings.forget_s:
        state.recent.popitem(last=False)
    return crossings


def _judge(
    state: PortalState, settings: PortalSettings, epc: str, track: Track, now: Moment
) -> Crossing | None:
    """A crossing to tell, or None for a stray and for what has been told already."""
    crossing = decide(epc, track, settings)
    if crossing is None:
        state.strays += 1
        return None
    if crossing.direction == "unknown" and (track.decided or len(track.windows) < 2):
        state.strays += 1  # a tag that stood here, or one blink
        return None
    told = state.recent.get(epc)
    if told is not None and (told[0] == crossing.direction or crossing.direction == "unknown"):
        return None  # it still hangs about where it went
    state.recent.pop(epc, None)
    state.recent[epc] = (crossing.direction, now)
    if len(state.recent) > settings.max_tags:
        state.recent.popitem(last=False)
    return crossing


def decide(epc: str, track: Track, settings: PortalSettings) -> Crossing | None:
    """What one tag did; None for a stray: weak or standing still."""
    outside = _side([w for w in track.windows if not w.inside])
    inside = _side([w for w in track.windows if w.inside])
    moved = not track.has_rssi or any(side is not None and side.moved for side in (outside, inside))
    direction: Direction = "unknown"
    lead_s = 0.0
    if outside is not None and inside is not None:
        lead_s = inside.centre_s - outside.centre_s
        if moved or not _lasted(track):
            direction = _direction(outside, inside, lead_s)
    passed_both = outside is not None and inside is not None and not _lasted(track)
    strong_and_moving = moved and _strong(outside, inside, settings.stray_rssi_dbm)
    if direction == "unknown" and not passed_both and not strong_and_moving:
        return None
    return Crossing(
        epc,
        direction,
        track.first,
        track.last,
        outside.reads if outside else 0,
        inside.reads if inside else 0,
        round(lead_s, 3),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One antenna's view: power-weighted centre of time and its spread (seconds), the highest level in dBm.

    `moved`: the level rose or fell by more than a standing tag's does.
    """

    reads: int
    centre_s: float
    spread_s: float
    peak_dbm: float
    moved: bool


def _side(windows: list[Window]) -> _Side | None:
    if not windows:
        return None
    levels = [window.dbm / window.reads for window in windows]
    times = [window.offset_s / window.reads for window in windows]
    peak = max(levels)
    # power, not decibels: the moment when the tag was nearest outweighs the edges of the field
    weights = [w.reads * 10 ** ((level - peak) / 10) for w, level in zip(windows, levels, strict=True)]
    weight = sum(weights)
    centre_s = sum(w * t for w, t in zip(weights, times, strict=True)) / weight
    # a window's reads are spread within it, which their mean time does not show
    within = (WINDOW_NS / 1e9) ** 2 / 12
    spread_s = (
        sum(w * ((t - centre_s) ** 2 + within) for w, t in zip(weights, times, strict=True)) / weight
    ) ** 0.5
    moved = len(windows) >= MOVED_WINDOWS and pstdev(levels) >= MOVED_SD_DB
    return _Side(sum(window.reads for window in windows), centre_s, spread_s, peak, moved)


def _direction(outside: _Side, inside: _Side, lead_s: float) -> Direction:
    """In or out only if the two sides' centres are further apart than chance would put them."""
    error_s = (outside.spread_s**2 / outside.reads + inside.spread_s**2 / inside.reads) ** 0.5
    if abs(lead_s) < max(SHORTEST_LEAD_S, SURE * error_s):
        return "unknown"
    return "in" if lead_s > 0 else "out"


def _lasted(track: Track) -> bool:
    """Long enough for a crossing tag to have shown its rise and fall."""
    return track.last.since_s(track.first) > 3.0


def _strong(outside: _Side | None, inside: _Side | None, level_dbm: float) -> bool:
    return max(side.peak_dbm for side in (outside, inside) if side is not None) >= level_dbm


Identify = Callable[[str], TagIdentity | None]


def to_event(crossing: Crossing, settings: PortalSettings, identify: Identify) -> AnyEvent:
    """A movement of one piece, or a scan that a person must place."""
    last = crossing.last
    identity = identify(crossing.epc)
    if identity is None or crossing.direction == "unknown":
        if identity is None:
            why = "the tag's EPC names no trade item"
        else:
            why = "the tag was at the door, but which way it went is unknown"
        return UnplacedScan(
            at=last.at,
            boot=last.boot,
            mono_ns=last.mono_ns,
            device=settings.device,
            data=crossing.epc[:512],
            why=why,
            location=settings.location,
        )
    came = crossing.direction == "in"
    return Movement(
        at=last.at,
        boot=last.boot,
        mono_ns=last.mono_ns,
        device=settings.device,
        kind=settings.mode_in if came else settings.mode_out,
        item=identity.item,
        qty=Decimal(1),
        source=settings.in_from if came else settings.location,
        destination=settings.location if came else settings.out_to,
        serial=identity.serial,
        evidence={
            TAG: crossing.epc,
            "outside_reads": str(crossing.outside_reads),
            "inside_reads": str(crossing.inside_reads),
            "lead_s": str(crossing.lead_s),
        },
    )
