"""The English sentences that hub, gateway and agents say, as the templates that they are made from.

A sentence is taken to be made of the first that fits: what fits nearly everything stands last.
"""

from __future__ import annotations

from dashboard.i18n import N_

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
    N_("two that bear this agent's name take turns; {instance} is back"),
    N_("the agent has a new outbox, epoch {epoch}: the old one was lost, or copied and renewed"),
    N_("the clock was set by {ms} ms; {n} unsent events restamped"),
    N_("a configuration for {site}/{agent} came to this agent"),
    N_(
        "version {version} came after {known}: the hub was restored from a backup, or an old message was"
        " played again"
    ),
    N_("{command}: {device} is not connected"),
    N_(
        "another client with this agent's name takes its place at the broker ({n} times since the start):"
        " is this agent running twice, from a copy? Back in {s} s"
    ),
    N_("the outbox was damaged and is kept as {file}"),
    N_("the agent was killed"),
    N_("the power went, or the machine died"),
    N_("{file} could not be read ({error}); kept as {aside}"),
    N_(
        "{file} could not be written ({error}): it holds until the next start, and is then the older one"
        " until the hub is there"
    ),
    N_(
        "older copy: the hub has batch {seq} of epoch {epoch}, this outbox got to {was}. A new epoch"
        " begins; {n} events that the hub may have are sent for a person to decide"
    ),
    N_("{n} events lost, {start} to {end} UTC: {why}"),
    N_("the outbox failed: {why}"),
    N_("the outbox could not be written: {error}. Make room on the disk of {place}"),
    N_("the outbox could not be written: {error}"),
    N_("an event that nobody could read again is not kept: {error}"),
    N_(
        "the outbox is full: {n} events wait for the hub on {bytes} of {most} bytes, and none of them may"
        " be dropped. Bring the connection back, or give the agent more disk (outbox_max_bytes)"
    ),
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
        "{place}: {change} g is no whole number of {sku} ({weight} g each); nearest {pieces}, off by {off}"
        " g, allowed {allowed} g. Count the shelf."
    ),
    N_("the weight is whole pieces again"),
    N_("{place}: what it weighed is remembered from an old copy. Count the shelf."),
    N_("{place}: {why} Count the shelf."),
    N_("the scale began anew at {grams} g (before: {before_g} g); what came or went is not counted."),
    N_("{before_g} g became {grams} g at once: zeroed, tared, or moved unseen; nothing is counted."),
    N_("the outbox is full: nothing is taken until the hub is back"),
    N_("nothing is kept: {why}"),
    # settings of devices
    N_("no codec for the protocol {protocol}; there are: {known}"),
    N_("setting {name} is missing"),
    N_("setting {name} is {value}, not one of {allowed}"),
    N_("setting {name} is {value}, not a number of grams above 0"),
    N_("setting {name} is {value}, not a number of seconds (0 for never)"),
    N_("setting {name} is {value}, not the number of an antenna (from 1)"),
    N_("{why}. Two such modules make a portal: give both the same setting 'portal', and each its 'antenna'"),
    # what came down a line
    N_("no intact frame"),
    N_("not a frame of this scale"),
    N_("not an MT-SICS response"),
    N_("not in Ohaus print format"),
    N_("the weight is not a number"),
    N_("{number} is not a number"),
    N_("{unit} is not a unit of mass"),
    N_("a flood without a line end"),
    N_("the line does not end in CR LF"),
    N_("noise before a frame"),
    N_("noise before a code"),
    N_("the end of a code that is too long"),
    N_("a code of more than {n} bytes"),
    N_("the tag's own CRC does not hold"),
    # what readers say of themselves
    N_("command failed"),
    N_("the reader's processor restarted"),
    N_("the carrier could not be switched on"),
    N_("antenna missing"),
    N_("output power could not be set"),
    N_("inventory failed"),
    N_("no tag"),
    N_("buffer empty"),
    N_("parameter invalid"),
    N_("parameter too long"),
    N_("antenna number out of range"),
    N_("the tag could not be read"),
    N_("the tag could not be written"),
    N_("the tag could not be locked"),
    N_("wrong access password"),
    N_("unknown command"),
    N_("channel search timed out"),
    N_("unknown error 0x{number}"),
    N_("antenna {n}: {why}"),
    # why a count or a report of production is not booked
    N_("this count is {state}; to {action} it must be {allowed}"),
    N_("a count is closed with a verdict"),
    N_("count {number} lacks {what}"),
    N_("source and destination must be places of the entry's own site"),
    N_("source and destination are the same place"),
    N_("nothing of ours moves when both places are outside the walls"),
    N_("quantity {qty}: above 0, at most {most}, and at most 6 decimals"),
    N_("unit cost {cost}: at least 0, at most {most}"),
    N_("cost {cost}: at least 0, at most {most}"),
    N_("{qty} at {worth} is more than {most} together"),
    N_("This cannot be posted: {why}."),
    N_("At {place} there are {there} {goods}, not {qty}. Count the place first."),
    N_("There is not enough for this report on {order}"),
    N_("{why}. It takes {goods}."),
    N_("production order {number}: {why}"),
    N_("something has been reported on it: undo that first, or close it"),
    N_("it is {state}, and nothing has been reported on it: cancel it instead"),
    N_("it is a draft: release it first"),
    N_("it is {state}, and an order that is cannot be {done}"),
    N_("{sku} is tracked by serial number: say which pieces were taken"),
    N_("is what is made; it is not made of itself"),
    N_("is what is made: report what was spoilt of it as `scrapped_qty`"),
    N_("{serial} is named twice"),
    N_("{n} were made: say as many different serial numbers"),
    N_("must be given: the item is tracked by {by}"),
    N_("lot"),
    N_("serial number"),
    N_("day of expiry"),
    N_("a serial number is one piece, not {qty}"),
    N_("what is at {place} is on its way: its transfer moves it"),
    N_("{place} is of kind {kind}; it must be {allowed}"),
    N_("{times}: the item is counted with {n} decimals"),
    # what a packer gives as a reason
    N_("another carton or more filling than usual"),
    N_("the goods' weight in the catalogue is wrong"),
    N_("the scale is broken"),
    N_("the lot that was told is not at its place"),
    N_("the lot that was told is damaged"),
    N_("the customer has agreed to it"),
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
    N_("the name of the epoch, or of the agent's start, holds a NUL character"),
    N_("nothing is packed at {place} ({kind})"),
    N_("{qty} is no quantity to be kept"),
    N_(
        "batch {seq} of epoch {epoch} does not fit the one that was taken before or behind it: two outboxes"
        " with this agent's name count on. What both have told is in the books once"
    ),
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
    N_("no such agent is known"),
    N_("an unsigned state may only say that the agent is offline"),
    N_(
        "an outbox that was restored from an old copy held these events unsent: they may have been sent"
        " before the copy took its place. Look in the books before you replay them"
    ),
    N_(
        "sealed at {time} UTC in epoch {epoch}, and since {since} UTC there is a newer outbox with this"
        " agent's name. Find out which of them is right"
    ),
    N_(
        "a difference to what was remembered from before the start, of an outbox in which a number was used"
        " twice: what was counted meanwhile may be in the books already. Count that place"
    ),
    N_(
        "another outbox with this agent's name has told the same: the same device, at the same microsecond."
        " It is in the books; discard it"
    ),
    N_(
        "batch {seq} of epoch {epoch} was settled so long ago that nobody knows any more whether it was"
        " this one. Look in the books before you replay it"
    ),
    N_("{weight} g is no weight"),
    N_("a value of {value} cannot be kept"),
    N_("{qty} times {of}: the item has {n} decimals"),
    N_("{qty} times {of} is above {most}"),
    N_("{qty} is above {most}"),
    N_("there is no {by} {name}"),
    N_("production order"),
    N_("production order of this site"),
)
