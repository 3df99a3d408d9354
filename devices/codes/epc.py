"""What a tag's EPC means, by epcpy (GS1 EPC Tag Data Standard, the schemes before TDS 2.0)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from epcpy.epc_schemes.sgtin import SGTIN, SGTINFilterValue
from epcpy.epc_schemes.sscc import SSCC
from epcpy.utils.common import ConvertException
from epcpy.utils.parsers import hex_to_tag_encodable

_FIRST_96_BIT_HEADER: Final = 0x2C
_LAST_96_BIT_HEADER: Final = 0x35
_DIGITS_OF_96_BITS: Final = 24


@dataclass(frozen=True, slots=True)
class TagCode:
    """`epc` is the tag's EPC as upper-case hex, always. The rest is None where nothing is known.

    `scheme` is sgtin, sscc, grai and so on, `uri` the pure identity (urn:epc:id:...); `gtin` has 14 digits,
    `sscc` 18.
    """

    epc: str
    scheme: str | None = None
    gtin: str | None = None
    serial: str | None = None
    sscc: str | None = None
    uri: str | None = None


@lru_cache(maxsize=8192)
def parse_epc(epc: str) -> TagCode:
    """Never raises: a tag that follows no known scheme keeps its EPC and nothing else."""
    epc = epc.upper()
    try:
        if _longer_than_its_scheme(epc):
            return TagCode(epc)
        identity = hex_to_tag_encodable(epc)
        uri = identity.epc_uri
    except (ConvertException, ValueError, LookupError):
        return TagCode(epc)
    scheme = type(identity).__name__.lower()
    if isinstance(identity, SGTIN):
        serial = identity.gs1_element_string().partition("(21)")[2]
        return TagCode(epc, scheme, gtin=identity.gtin(), serial=serial, uri=uri)
    if isinstance(identity, SSCC):
        return TagCode(epc, scheme, sscc=identity.gs1_key(), uri=uri)
    return TagCode(epc, scheme, uri=uri)


def _longer_than_its_scheme(epc: str) -> bool:
    """A 96-bit scheme's header on a longer EPC is a coincidence, unless what is over is padding."""
    header = int(epc[:2], 16)
    over = epc[_DIGITS_OF_96_BITS:]
    return _FIRST_96_BIT_HEADER <= header <= _LAST_96_BIT_HEADER and over.strip("0") != ""


def encode_sgtin96(gtin14: str, serial: int, company_prefix_length: int) -> str:
    """The EPC of one piece of an article, 24 digits of upper-case hex, filter "point of sale".

    `company_prefix_length` is 6 to 12 digits; `serial` fits 38 bits. Raises ValueError.
    """
    if len(gtin14) != 14 or not (gtin14.isascii() and gtin14.isdigit()):
        raise ValueError(f"a GTIN-14 has 14 digits, not {gtin14!r}")
    if not 0 <= serial < 1 << 38:
        raise ValueError(f"the serial number {serial} does not fit the 38 bits of an SGTIN-96")
    try:
        identity = SGTIN.from_gtin_plus_serial(gtin14, str(serial), company_prefix_length)
        epc: str = identity.hex(
            binary_coding_scheme=SGTIN.BinaryCodingScheme.SGTIN_96, filter_value=SGTINFilterValue.POS_ITEM
        )
    except ConvertException as error:
        raise ValueError(
            f"GTIN {gtin14} with a company prefix of {company_prefix_length}: {error}"
        ) from error
    if identity.gtin() != gtin14:
        raise ValueError(f"the check digit of GTIN {gtin14} is wrong")
    return epc.upper()
