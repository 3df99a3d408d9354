"""What hub, gateway and agents say in English sentences, in the reader's language. Pure.

They say them with values filled in, and the hub's API and its logs stay English. `dashboard.said` has the
templates that they are made from. What is made of none of them, another program has said: it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from dashboard import terms
from dashboard.i18n import Language
from dashboard.models import Alarm
from dashboard.said import TEMPLATES

NESTED = ("where", "like", "by", "goods")
"""Fields that are sentences, or words, themselves; so is `why`, which another program may have said."""
_FIELD = re.compile(r"((?:body|said)[\w.]*): (.+)", re.DOTALL)
"""What is wrong with a field of a request."""


@cache
def _pattern(template: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(f"(?P<{piece}>.+?)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)),
        re.DOTALL,
    )


def sentence(said: str, language: Language) -> str:
    """`said` in the reader's language; what a person may have written stays as it is."""
    return said if language.code == "en" else _translated(said, language) or said


def cause(said: str, language: Language) -> str:
    """As `sentence`, of what programs say, perhaps several things at once: the words of others are marked."""
    if language.code == "en" or not said:
        return said
    whole = _translated(said, language)
    return whole or language.text("; ").join(_parts(said.split("; "), language))


def _parts(pieces: list[str], language: Language) -> Iterator[str]:
    """The longest that make a sentence together, one after the other."""
    at = 0
    while at < len(pieces):
        for end in range(len(pieces), at, -1):
            part = _translated("; ".join(pieces[at:end]), language)
            if part is not None:
                break
        else:
            end, part = at + 1, language.text("“{text}” (in its own words)").format(text=pieces[at])
        yield part
        at = end


def _translated(said: str, language: Language) -> str | None:
    """None: it is made of no template."""
    for template in TEMPLATES:
        match = _pattern(template).fullmatch(said)
        if match is not None:
            values = {name: _value(name, value, language) for name, value in match.groupdict().items()}
            return language.text(template).format_map(values)
    field = _FIELD.fullmatch(said)
    return None if field is None else f"{field[1]}: {cause(field[2], language)}"


def _value(name: str, value: str, language: Language) -> str:
    if name == "why":
        return cause(value, language)
    return sentence(value, language) if name in NESTED else value


def told(alarm: Alarm, language: Language) -> str:
    """The alarm's detail; of what is held in quarantine it begins with the reason or the topic."""
    first, colon, rest = alarm.detail.partition(": ")
    if not colon or (alarm.kind != "quarantine" and first not in terms.REASONS):
        return cause(alarm.detail, language)
    return f"{terms.word(terms.REASONS, first, language)}: {cause(rest, language)}"


def about(alarm: Alarm, language: Language) -> str:
    """What it is about: a place, an agent, a device and its fault, the reason why messages are held."""
    *where, last = alarm.subject.split("/")
    codes = {"fault": terms.FAULTS, "quarantine": terms.REASONS}.get(alarm.kind, {})
    if last not in codes:
        return alarm.subject
    return " · ".join(filter(None, ("/".join(where), terms.word(codes, last, language))))
