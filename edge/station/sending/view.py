"""Sending a transfer as the terminal shows it, in one language. Pure."""

from __future__ import annotations

from edge import control_codes
from edge.station import told
from edge.station.errand import ErrandView
from edge.station.goods_in.view import banner, prompt, standing
from edge.station.i18n import Words
from edge.station.port import StationStatus
from edge.station.presenter import LineView
from edge.station.sending.loading import LoadedLine
from edge.station.sending.session import SendingState
from edge.station.texts import number_text
from gateway.wire.outbound import TransferToLoad

_GOOD = ("load_line_done", "load_complete", "transfer_sent")
_WARNS = ("load_short",)


def present(state: object, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    assert isinstance(state, SendingState)  # noqa: S101 - the screen's own errand
    if state.number is None:
        return _transfers(state, status, chosen, _)
    done = sum(1 for line in state.lines if not line.rest)
    current = chosen % len(state.lines) if state.lines else 0
    title = _("Load {transfer} to {to}").format(transfer=state.number, to=state.to)
    return ErrandView(
        title=f"{title} · {state.place}" if state.place else title,
        progress=_("{done} of {lines} lines").format(done=done, lines=len(state.lines)),
        banner=banner(state.message, _("Scan what you load."), _, warns=_WARNS, good=_GOOD),
        rows=tuple(_line(line, n == current, _) for n, line in enumerate(state.lines)),
        focus=current,
        choices=tuple(control_codes.code("LOAD", n) for n in range(len(state.lines))),
        empty="",
        keys=(
            ("F1", _("Help")),
            ("F3", _("Undo")),
            ("F4", _("Give back")),
            ("↑↓", _("Choose")),
            ("Enter", _("Rest of the line")),
            ("*n", _("next × n")),
            ("F10", _("Send it as it is") if state.closing else _("Sent")),
            ("Esc", _("Back")),
        ),
        scan_prompt=prompt(state.next_qty, _),
    )


def _line(line: LoadedLine, current: bool, _: Words) -> LineView:
    stands = _("stands at {where}").format(where=line.source)
    name = f"{line.name} · {line.lot}" if line.lot else line.name
    role, share = standing(line.loaded, line.planned)
    count = f"{number_text(line.loaded)} / {number_text(line.planned)}"
    return LineView(count, f"{name}   {stands}", line.sku, share, role, current)


def _transfers(state: SendingState, status: StationStatus, chosen: int, _: Words) -> ErrandView:
    empty = (
        _("No transfer waits to be sent from here.")
        if status.connected
        else _("No more transfers on this machine. The hub is away: new ones come when it is back.")
    )
    focus = chosen % len(state.waiting) if state.waiting else 0
    calm = _("Scan a transfer's number, or choose one with ↑ ↓ and press Enter.")
    return ErrandView(
        title=_("Send a transfer"),
        progress=told.progress(
            _.plural("{count} transfer waits", "{count} transfers wait", len(state.waiting)),
            len(state.waiting),
            state.in_all,
            _,
        ),
        banner=banner(state.message, calm if state.waiting else empty, _, warns=_WARNS, good=_GOOD),
        rows=tuple(_transfer(one, n == focus, _) for n, one in enumerate(state.waiting)),
        focus=focus,
        choices=tuple(control_codes.code("TRANSFER", one.number) for one in state.waiting),
        empty=empty,
        keys=(
            ("F1", _("Help")),
            ("↑↓", _("Choose")),
            ("Enter", _("Take transfer")),
            ("Esc", _("Back")),
        ),
        scan_prompt=_("Scan"),
    )


def _transfer(one: TransferToLoad, current: bool, _: Words) -> LineView:
    count = one.due.strftime("%m-%d") if one.due else "–"
    lines = _.plural("{count} line", "{count} lines", len(one.lines))
    to = _("to {to}").format(to=one.to)
    return LineView(count, f"{to} · {lines}", one.number, 0.0, "calm", current)
