"""Learning what a piece weighs: pieces on a scale, three times. The weight comes from the scale only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard import session
from dashboard.errors import HubAwayError, HubError
from dashboard.master.forms import hub, saved
from dashboard.master.models import Item, Lesson, Scale
from dashboard.notices import guarded, plain, tell
from dashboard.sentences import sentence

LIVE_S = 1.0


def show(item: Item) -> None:
    _ = session.language().text
    lesson: Lesson | None = st.session_state.get(_key(item))
    if not session.may("manager"):
        st.caption(_("A manager can have the weight learnt."))
    elif lesson is None:
        _begin(item)
    else:
        _go_on(item, lesson)


def _key(item: Item) -> str:
    return f"lesson_{item.sku}"


def _begin(item: Item) -> None:
    _ = session.language().text
    scales = hub().scales(session.site())
    if not scales:
        st.info(
            _(
                "No agent has a scale that tells its weight yet: configure one with the role floor_scale or"
                " bench_scale."
            ),
            icon=":material/scale:",
        )
        return
    st.caption(
        _(
            "Empty the scale (a tray may stay), choose it and begin. Then lay pieces on it three times, each"
            " time others."
        )
    )
    scale = st.selectbox(
        _("Scale"),
        scales,
        format_func=lambda one: f"{one.site} / {one.agent} / {one.device}",
        key=f"lesson_scale_{item.sku}",
    )
    _live(scale)
    if st.button(_("Begin: the scale is empty"), type="primary", key=f"lesson_begin_{item.sku}"):

        def begin() -> None:
            st.session_state[_key(item)] = hub().start_lesson(item.sku, scale)

        saved(begin, _("The scale is taken for empty. Lay the first pieces on it."))


def _go_on(item: Item, lesson: Lesson) -> None:
    _ = session.language().text
    st.progress(
        min(1.0, len(lesson.weighings) / lesson.wanted),
        text=_("{n} of {wanted} weighings").format(n=len(lesson.weighings), wanted=lesson.wanted),
    )
    # a container: what stands below it stays in its place, however many weighings there are
    with st.container():
        _weighings(item, lesson)
    _weigh(item, lesson)
    with st.container():
        _learnt(lesson)
    _end(item, lesson)


def _weighings(item: Item, lesson: Lesson) -> None:
    language = session.language()
    _ = language.text
    formats = session.formats(None)
    for one in lesson.weighings:
        what, away = st.columns([5, 1], vertical_alignment="center")
        what.markdown(
            _("**{n}** pieces, {weight} g: {apiece} g each").format(
                n=formats.number(one.pieces),
                weight=formats.number(one.weight_g),
                apiece=formats.number(one.weight_g / one.pieces, 2),
            )
        )
        if away.button(_("Take back"), key=f"weighing_away_{one.no}", width="stretch"):
            _keep(item, partial(hub().drop_weighing, lesson, one.no))
    if lesson.doubt:
        st.warning(plain(sentence(lesson.doubt, language)), icon=":material/exclamation:")


def _learnt(lesson: Lesson) -> None:
    _ = session.language().text
    formats = session.formats(None)
    found = lesson.learnt
    if found is not None:
        st.success(
            _("A piece weighs {mean} g, with a spread of {sd} g, from {n} pieces.").format(
                mean=formats.number(found.mean_g),
                sd=formats.number(found.sd_g),
                n=formats.number(found.pieces),
            ),
            icon=":material/scale:",
        )


def _weigh(item: Item, lesson: Lesson) -> None:
    _ = session.language().text
    wanted = (lesson.site, lesson.agent, lesson.device)
    scale = next((s for s in hub().scales(lesson.site) if (s.site, s.agent, s.device) == wanted), None)
    with st.container():
        if scale is not None:
            _live(scale, lesson)
    with st.form(f"weigh_{item.sku}", border=False):
        first, second = st.columns([1, 2], vertical_alignment="bottom")
        pieces = first.number_input(
            _("Pieces on the scale"), min_value=1, max_value=100_000, value=10, step=1
        )
        if second.form_submit_button(_("Take this weight"), type="primary"):
            _keep(item, lambda: hub().weigh(lesson, int(pieces)))


def _end(item: Item, lesson: Lesson) -> None:
    _ = session.language().text
    take, leave, _rest = st.columns([1, 1, 2])
    if take.button(
        _("Use this weight"),
        type="primary",
        disabled=lesson.learnt is None,
        width="stretch",
        key="lesson_use",
    ):
        _finish(
            item, lesson, "confirm", _("{sku} has its weight; agents are told.").format(sku=plain(item.sku))
        )
    if leave.button(_("Leave it"), width="stretch", key="lesson_leave"):
        _finish(item, lesson, "drop", _("Nothing was changed."))


def _finish(item: Item, lesson: Lesson, how: str, said: str) -> None:
    def finish() -> None:
        hub().end_lesson(lesson, how)
        st.session_state.pop(_key(item), None)

    saved(finish, said)


def _keep(item: Item, work: Callable[[], Lesson]) -> None:
    """The lesson as it is after `work`; a refusal is told, and may be that somebody else has ended it."""
    try:
        st.session_state[_key(item)] = work()
    except (HubAwayError, HubError) as error:
        tell(error)
        return
    st.rerun()


def _live(scale: Scale, lesson: Lesson | None = None) -> None:
    @st.fragment(run_every=LIVE_S)
    @guarded
    def reading() -> None:
        language = session.language()
        _ = language.text
        formats = session.formats(None)
        wanted = (scale.site, scale.agent, scale.device)
        now = next((s for s in hub().scales(scale.site) if (s.site, s.agent, s.device) == wanted), scale)
        if now.trouble:
            st.error(sentence(now.trouble, language), icon=":material/scale:")
            return
        if now.weight_g is None or now.occurred_at is None:
            st.metric(_("On the scale"), "–")
            st.caption(_("It has told no weight yet: put something on it."))
            return
        grams = now.weight_g - (lesson.empty_g if lesson else 0)
        st.metric(_("On the scale"), f"{formats.number(grams)} g", border=True)
        told = _("settled {ago}").format(ago=formats.ago(now.occurred_at, session.now()))
        st.caption(told + ("" if now.online else " · " + _("its agent is offline")))

    reading()
