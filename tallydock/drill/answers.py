"""Whether an agent said so, at its devices and to the hub, whenever it could not keep what they said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from tallydock.drill.answer_book import STARTED
from tallydock.drill.books import ToldFault
from tallydock.drill.site import AGENTS, POSTS
from tallydock.drill.verdict import Violation

NOT_KEPT: Final = "not-kept"
_LOST: Final = re.compile(r"(\d+) events lost")


def file_of(folder: Path, agent: str) -> Path:
    return folder / f"{agent}.answers"


def refused(folder: Path) -> Counter[str]:
    """By device, how many scans were answered so, by agents and their copies."""
    return Counter(line for path in folder.glob("*.answers") for line in _lines(path) if line != STARTED)


def untold(folder: Path, faults: Collection[ToldFault], agents: Collection[str] = AGENTS) -> dict[str, int]:
    """Those of the agents that have refused more since their start than the books tell, and how much."""
    wanting = {}
    for agent in agents:
        lines = _lines(file_of(folder, agent))
        lately = lines[len(lines) - lines[::-1].index(STARTED) :] if STARTED in lines else []
        scans = sum(line in {post.device for post in POSTS} for line in lately)
        if scans > _told(agent, faults):
            wanting[agent] = scans
    return wanting


def judge(
    missing: Mapping[str, Collection[str]],
    folder: Path,
    faults: Collection[ToldFault],
    agents: Collection[str],
) -> Iterator[Violation]:
    """``missing``: by device, scans that an agent has read and that are nowhere; ``agents``: those whose
    faults must be in the books, and not in quarantine."""
    answered = refused(folder)
    for device, serials in missing.items():
        if len(serials) > answered[device]:
            detail = (
                f"{answered[device]} scans were answered with NOT KEPT, and missing are {sorted(serials)}"
            )
            yield Violation("what is not kept is told at the device", device, detail)
    for agent, scans in untold(folder, faults, agents).items():
        detail = f"{scans} scans were refused since its start, and the faults {NOT_KEPT} tell of fewer"
        yield Violation("what is not kept is told to the hub", agent, detail)


def _told(agent: str, faults: Iterable[ToldFault]) -> int:
    details = [one.detail for one in faults if one.agent == agent and one.code == NOT_KEPT]
    return sum(int(found[1]) for detail in details if (found := _LOST.match(detail)))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split() if path.exists() else []
