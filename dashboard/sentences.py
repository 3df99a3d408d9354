"""What hub, gateway and agents say in English sentences, in the reader's language. Pure.

They say them with values filled in, and the hub's API and its logs stay English. Here each sentence stands as
the template that it was made from; a text that is made of none of them is shown as it came.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dashboard import terms
from dashboard.i18n import N_, Language
from dashboard.models import Alarm

TEMPLATES = (
    # agents
    N_("the broker has lost it: switched off, or its network is down"),
    N_("not heard of since {time} UTC"),
    N_("its clock is {ms} ms off the hub's"),
    N_("an event's time is {ms} ms {where} the hub's clock: it is booked at the hub's time"),
    N_("ahead of"),
    N_("behind"),
    N_("{n} batches before {seq} of epoch {epoch} are lost: acknowledged once, and not in these books"),
    N_("its configuration is not told to it: {why}"),
    # stock
    N_("{qty} of {sku} at {place}: more left than was known to be there"),
    N_("order {order} was cancelled, and goods left on it"),
    N_("{qty} {sku} more than was ordered"),
    N_("goods came on {order}: {why}"),
    N_("it is not on the order"),
    N_("the order was not sent"),
    N_("the order is closed"),
    N_("the order is cancelled"),
    N_("a blanket order is received by its call-offs"),
    N_("{sku} came without: {what}"),
    N_("{sku} left without: {what}"),
    N_("{sku} with serial number {serial} came, and it {why}"),
    N_("{sku} with serial number {serial} was taken, and it {why}"),
    N_("is in stock already, at {place}"),
    N_("has left already: to {place} on {document}, {day}"),
    N_("has left already: to {place}, {day}"),
    N_("is on its way already on {document}"),
    N_("stands at another site: {place}"),
    N_("due from {source} at {destination} on {day}, and some of it is still on its way"),
    N_("sent from {source} to {destination} on {day}, and some of it is still on its way"),
    # counts
    N_("counts due on {day}: {n}"),
    N_("counts overdue since {day}: {n}"),
    N_("the count of {place} is off by {value} {currency} and waits for an approval"),
    N_("{count}, round {round}, as {who} counted it, is not used: {why}"),
    N_("this site has no such count"),
    N_("that round was over already"),
    N_("what {device} counted at {place} is not used: {why}"),
    N_("some lines of the round were not counted"),
    N_("the shelf weighs {grams} g, {pieces} pieces; the books say {qty}, that is {expected} g"),
    N_("the shelf weighs {grams} g; the books say {qty}, that is {expected} g"),
    # production
    N_("what {who} told of {order} waits: {why}"),
    N_("what {who} told of {order} is not used: {why}"),
    # devices
    N_("{n} bytes within a minute made no sense ({why}). Check cable, baud rate and protocol"),
    N_("the scale says: {code}"),
    N_("too much is on the scale: take some off, and weigh it in parts"),
    N_("something is missing on the scale: put its pan on, then zero it"),
    N_("the scale counts or shows percent: switch it back to grams"),
    N_("the reader says {number}: {meaning}"),
    N_("{why}; it is started anew"),
    N_("the catalogue has no unit weight of {sku}: nothing is counted"),
    N_("{why}: nothing is counted"),
    N_("one {sku} ({weight} g) is too light for a division of {division} g"),
    N_(
        "{place}: {change} g is no whole number of {sku} ({weight} g each); nearest {pieces}, off by {off} g,"
        " allowed {allowed} g. Count the shelf."
    ),
    N_("the weight is whole pieces again"),
    N_("{place}: what it weighed is remembered from an old copy. Count the shelf."),
    N_("{place}: {why} Count the shelf."),
    N_("the scale began anew at {grams} g (before: {before_g} g); what came or went is not counted."),
    N_("{before_g} g became {grams} g at once: zeroed, tared, or moved unseen; nothing is counted."),
    N_("the outbox is full: nothing is taken until the hub is back"),
    N_("nothing is kept: {why}"),
    # weighing
    N_("weighing {n} says {grams} g a piece, the others say {others} g: count again"),
    # files that come in
    N_("{n} characters; at most {most} are kept"),
    N_("a NUL character cannot be stored"),
    N_("a spreadsheet has rounded a long number: format the column as text, then enter it again"),
    N_("not a number: write it with a point, or say that the comma is the file's decimal mark"),
    N_("not a number"),
    N_("not a whole number"),
    N_("not a day like 2026-03-05"),
    N_("the calendar has no such day"),
    N_("not a GTIN: 8, 12, 13 or 14 digits with a valid check digit (or say kind `other`)"),
    N_("not {like}"),
    N_("a unit like pcs, kg or m²: 1 to 16 letters or digits"),
    N_("a short name of letters, digits, _ . and -"),
    N_("a currency of ISO 4217 like EUR"),
    N_("must be above 0"),
    N_("must not be below 0"),
    N_("must not be empty"),
    N_("must be yes or no"),
    N_("must be 360 or 365"),
    N_("must be between {least} and {most}"),
    N_("must be one of: {choices}"),
    N_("at most {n} decimals are kept"),
    N_("too large: at most {n} digits before the point"),
    N_("stands in row {row} already"),
    N_("stands under no heading"),
    N_("stands twice, again as column {place}"),
    N_("no such column; there are: {known}"),
    N_("this column is missing, and cannot be"),
    N_("the file has no rows below its headings"),
    N_("the file is empty"),
    N_("an XLS of the old kind; save it as XLSX or as CSV"),
    N_("no workbook that can be read ({error}); save it as XLSX again"),
    N_("line {line} is not {encoding}: say the file's encoding, or save it as 'CSV UTF-8'"),
    N_("line {line}: {error}; check its quotation marks"),
    N_("it holds NUL characters: this is no text. Save it as CSV or XLSX"),
    N_("unpacked it has {n} bytes; at most {most} are read"),
    N_("more than {n} rows; cut it into several files"),
    N_("is a code of item {sku} already"),
    N_("what an item is counted in never changes: it is {was}"),
    N_("a spread needs a unit weight that is not below it"),
    N_("stands for item {sku} already"),
    N_("is the item's own SKU; it stays as it is"),
    N_("there is no such item; bring the items in first"),
    N_("item {sku} is counted with {n} decimals"),
    N_("there is no such site; there are: {known}"),
    N_("there is no such site"),
    N_("site {site} has no such place"),
    N_("is no place where goods stand"),
    N_("a site's calendar and money never change: it is {was}"),
    N_("no time zone of the IANA list, like Asia/Shanghai"),
    N_("is a place that every site has; it does not change"),
    N_("goods stand there, which are held or let go by moving them: empty it first"),
    N_("neither site {site} nor this file has this place"),
    N_("there is no such purchase order"),
    N_("nothing is to be expected on it: it was not sent, or is over"),
    N_("was announced already and does not change: end it, and announce it by another number"),
    N_("is under way already, by another notice"),
    N_("stands in two notices of this file"),
    N_("another row of this notice says another day"),
    N_("an SSCC has digits only"),
    N_("an SSCC has {n} digits, this has {m}"),
    N_("its check digit is {a}, and must be {b}: look for a digit that was misread"),
    N_("an SSCC: 18 digits, without (00)"),
    N_("is no place that others can stand in"),
    N_("stands in this place itself"),
    N_("The hub was stopped while it ran. Nothing of the file was saved: send it again."),
    N_("Something went wrong in the hub; its log has it. Nothing of the file was saved."),
    # quarantine
    N_(
        "more than {n} messages or {bytes} bytes came that no agent is answered for: the oldest of them are"
        " not kept"
    ),
    N_("the payload bears no signature line"),
    N_("the epoch holds a NUL character"),
    N_("a text holds a NUL character, which cannot be kept"),
    N_("the signature is not that of the agent's key for this topic"),
    N_("version {version} is not spoken here; {known} is"),
    N_("{n} bytes; at most {most} are taken"),
    N_("{n} events; at most {most} are taken"),
    N_("no agent's events come by this topic"),
    N_("no agent {agent} at site {site} is known"),
    N_("agent {agent} is disabled"),
    N_("its agent is not known any more"),
    N_("the batch says it is {agent}'s, and came by {other}'s topic"),
    N_(
        "another batch was taken as {seq} of epoch {epoch}: this agent was copied, or restored from an old"
        " image. Find out which of them is right before you replay this one"
    ),
    N_("the code {code} stands for no item"),
    N_("site {site} has no location {place}"),
    N_("source and destination are both {place}"),
    N_("no {kind} goes from {source} to {destination}: goods go into transit, and out of it, on a transfer"),
    N_("nothing can be counted at {place} ({kind})"),
    N_("nothing is loaded at {place} ({kind})"),
    N_("no transfer {number} leaves this site"),
    N_("goods go into production, and come out of it, by an order's report"),
    N_("transfer {number}: {why}"),
    N_("it is {state}: it has been sent already"),
    N_("it is {state}, and stays so"),
    N_("no {kind} goes from {source} ({source_kind}) to {destination} ({destination_kind})"),
    N_("{qty} is no quantity: it must be above 0"),
    N_("the event counts in {unit}, and {code} in {known_unit}"),
)
NESTED = ("why", "where", "like")
"""Fields that are sentences themselves."""


@lru_cache
def _pattern(template: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(f"(?P<{piece}>.+?)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)),
        re.DOTALL,
    )


def sentence(said: str, language: Language) -> str:
    """`said` in the reader's language."""
    if language.code == "en":
        return said
    for template in TEMPLATES:
        match = _pattern(template).fullmatch(said)
        if match is not None:
            values = {
                name: sentence(value, language) if name in NESTED else value
                for name, value in match.groupdict().items()
            }
            return language.text(template).format_map(values)
    return said


def told(alarm: Alarm, language: Language) -> str:
    """The alarm's detail; that of a quarantine begins with the reason or the topic."""
    if alarm.kind not in ("quarantine", "cloned-agent"):
        return sentence(alarm.detail, language)
    first, _, rest = alarm.detail.partition(": ")
    return f"{terms.word(terms.REASONS, first, language)}: {sentence(rest, language)}"


def about(alarm: Alarm, language: Language) -> str:
    """What it is about: a place, an agent, a device and its fault, the reason why messages are held."""
    *where, last = alarm.subject.split("/")
    codes = {"fault": terms.FAULTS, "quarantine": terms.REASONS}.get(alarm.kind, {})
    if last not in codes:
        return alarm.subject
    return " · ".join(filter(None, ("/".join(where), terms.word(codes, last, language))))
