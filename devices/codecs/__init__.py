"""One protocol a file, and here the one place where they have names."""

from collections.abc import Callable
from typing import Final

from devices.codecs.and_st_gs import AndStGsCodec
from devices.codecs.base import Codec
from devices.codecs.confirm import Confirmed
from devices.codecs.line_scanner import LineScannerCodec
from devices.codecs.magicrf_bb import MagicRfBbCodec
from devices.codecs.mt_sics import MtSicsCodec
from devices.codecs.ohaus import OhausCodec
from devices.codecs.r2000_a0 import R2000A0Codec

_CODECS: Final[dict[str, Callable[[], Codec]]] = {
    "mt-sics": lambda: Confirmed(MtSicsCodec()),
    "and-st-gs": lambda: Confirmed(AndStGsCodec()),
    "ohaus": lambda: Confirmed(OhausCodec()),
    "line-scanner": LineScannerCodec,
    "r2000-a0": R2000A0Codec,
    "magicrf-bb": MagicRfBbCodec,
}
PROTOCOLS: Final = tuple(sorted(_CODECS))


class UnknownProtocolError(ValueError):
    """No codec has this name."""


def codec_for(protocol: str) -> Codec:
    """A new codec for a protocol by its name; those of scales confirm settled weights.

    Raises UnknownProtocolError, which names the protocols there are.
    """
    try:
        make = _CODECS[protocol]
    except KeyError:
        known = ", ".join(PROTOCOLS)
        raise UnknownProtocolError(f"no codec for the protocol {protocol!r}; there are: {known}") from None
    return make()
