"""What a station is told to load, as messages of the wire. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gateway.wire.outbound import LoadLine, TransferToLoad
from hub.store.transfers.departures import LineToLoad

_NAME_LENGTH: Final = 200


def transfers(lines: Sequence[LineToLoad]) -> list[TransferToLoad]:
    """Lines come ordered by transfer."""
    told: dict[str, TransferToLoad] = {}
    for line in lines:
        transfer = told.get(line.number)
        if transfer is None:
            transfer = told[line.number] = TransferToLoad(
                number=line.number, to=line.goes_to[:_NAME_LENGTH], due=line.due_on
            )
        transfer.lines.append(
            LoadLine(
                sku=line.sku, name=line.name[:_NAME_LENGTH], source=line.source, qty=line.qty,
                lot=line.lot or None, serials=line.pieces,
            )
        )  # fmt: skip
    return list(told.values())
