"""No text of the terminal is left untranslated, and none of its blanks is lost in translation."""

import inspect
import re
import string
from collections.abc import Iterator
from io import BytesIO
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import edge.station
from edge.station import closing, counting, keyed, lots, packing, talk, told
from edge.station.bench import Trouble
from edge.station.dismantling import session as dismantling
from edge.station.goods_in import details, doors, looking_up, putting_away, receiving, reckoning
from edge.station.goods_in.texts import TEXTS
from edge.station.i18n import LOCALE_DIR, Words
from edge.station.login import Refusal
from edge.station.making import session as making
from edge.station.moving import session as moving
from edge.station.sending import session as sending
from edge.station.texts import FEEDBACK, REFUSALS

TROUBLES = [f"scale_{trouble}" for trouble in get_args(Trouble)]
KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
PO = LOCALE_DIR / "zh_CN" / "LC_MESSAGES" / "station.po"


def in_the_source() -> set[str]:
    found = extract_from_dir(next(iter(edge.station.__path__)), keywords=KEYWORDS)
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def catalogue(data: bytes) -> Catalog:
    return read_po(BytesIO(data))


def texts(of: Catalog) -> Iterator[tuple[str, list[str]]]:
    for message in of:
        if message.id:
            source = message.id[0] if message.pluralizable else message.id
            translated = message.string if message.pluralizable else (message.string,)
            yield source, list(translated)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("file", [LOCALE_DIR / "station.pot", PO], ids=["pot", "zh_CN"])
def test_the_catalogue_has_just_the_texts_of_the_source(file) -> None:
    assert {source for source, _ in texts(catalogue(file.read_bytes()))} == in_the_source()


def test_every_text_is_in_chinese_with_the_same_blanks() -> None:
    for source, translated in texts(catalogue(PO.read_bytes())):
        for text in translated:
            assert text, source
            assert blanks(text) == blanks(source), source


def test_the_compiled_catalogue_is_that_of_the_text_file() -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        assert dict(texts(read_mo(file))) == dict(texts(catalogue(PO.read_bytes())))


def test_whatever_an_errand_says_there_is_a_text_for_it() -> None:
    rooms = (
        receiving, doors, details, reckoning, putting_away, looking_up, moving, sending, making, dismantling,
        keyed, talk, told,
    )  # fmt: skip
    source = "".join(inspect.getsource(room) for room in rooms)
    said = set(re.findall(r"\b(?:stop|go)\(\s*\"(\w+)", source)) | {
        "not_kept",
        "receipt_closed",
        "receipt_closed_short",
        "receipt_taken",
        "delivery_taken",
        "delivery_closed",
    }
    said |= {"carry_unit_anywhere", "next_damaged", "next_whole", "marked_damaged", "marked_whole"}
    said |= {"apart_beyond", "apart_came", "apart_kit", "apart_more"}
    said |= {"move_held", "move_no_place", "load_put", *TROUBLES}
    assert said == set(TEXTS)


def test_whatever_the_session_says_there_is_a_text_for_it() -> None:
    source = "".join(inspect.getsource(room) for room in (packing, closing, lots, counting, keyed))
    said = set(re.findall(r"\b(?:stop|go)\(\s*f?\"(\w+)", source)) - {"closed_", "scale_"}
    said |= {"closed_verified", "closed_unweighed", "closed_overridden", "weight_too_high", "weight_too_low"}
    said |= {"weight_right", "weight_fits", *TROUBLES}
    assert said == set(FEEDBACK)
    assert set(REFUSALS) == set(Refusal.__args__)


def test_a_language_without_a_catalogue_is_an_error_not_silence() -> None:
    with pytest.raises(FileNotFoundError):
        Words("fr")
