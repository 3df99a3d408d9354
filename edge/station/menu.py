"""What a station offers besides packing and counting: one line a screen. A new one is added here."""

from __future__ import annotations

from typing import Final

from edge.station.dismantling import session as dismantling
from edge.station.dismantling import view as dismantling_view
from edge.station.errand import ErrandScreen
from edge.station.goods_in import looking_up, lookup_view, putaway_view, putting_away, receive_view, receiving
from edge.station.i18n import N_
from edge.station.making import session as making
from edge.station.making import view as making_view
from edge.station.moving import session as moving
from edge.station.moving import view as moving_view
from edge.station.sending import session as sending
from edge.station.sending import view as sending_view

MARK: Final = "TD:SCREEN:"


def _begun(state: object) -> bool:
    return isinstance(state, receiving.ReceivingState) and any(line.got for line in state.lines)


def _loading(state: object) -> bool:
    return isinstance(state, sending.SendingState) and any(line.loaded for line in state.lines)


def _making(state: object) -> bool:
    return isinstance(state, making.MakingState) and any(line.done or line.lost for line in state.lines)


def _dismantling(state: object) -> bool:
    return isinstance(state, dismantling.DismantlingState) and any(
        line.done or line.lost for line in state.lines
    )


SCREENS: Final[tuple[ErrandScreen, ...]] = (
    ErrandScreen(
        receiving.NAME,
        N_("Receive goods"),
        receive_view.present,
        {"f3": "undo", "f4": "give_back", "f6": "weigh", "f7": "damaged", "f10": "close", "enter": "confirm"},
        begun=_begun,
        drops="give_back",
    ),
    ErrandScreen(
        putting_away.NAME,
        N_("Put goods away"),
        putaway_view.present,
        {"f3": "undo", "f4": "put_down", "f8": "override"},
    ),
    ErrandScreen(looking_up.NAME, N_("Look something up"), lookup_view.present, {"f4": "clear"}),
    ErrandScreen(
        moving.NAME,
        N_("Move goods"),
        moving_view.present,
        {"f3": "undo", "f4": "put_down", "f6": "everything"},
    ),
    ErrandScreen(
        sending.NAME,
        N_("Send a transfer"),
        sending_view.present,
        {"f3": "undo", "f4": "give_back", "f10": "close"},
        begun=_loading,
        drops="give_back",
    ),
    ErrandScreen(
        making.NAME,
        N_("Make goods"),
        making_view.present,
        {"f3": "undo", "f4": "give_back", "f6": "spoil", "f10": "close"},
        begun=_making,
        drops="give_back",
    ),
    ErrandScreen(
        dismantling.NAME,
        N_("Take kits apart"),
        dismantling_view.present,
        {"f3": "undo", "f4": "give_back", "f6": "spoil", "f10": "close"},
        begun=_dismantling,
        drops="give_back",
    ),
)
