"""A site's rules: how often each class is counted, when counts are planned, who may approve what."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard import reads, session
from dashboard.counting import page, tables
from dashboard.counting.models import Policy
from dashboard.i18n import N_

WEEKDAYS = (
    N_("never"),
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
LAST_DAY = 28


def show(site: str) -> None:
    _ = session.language().text
    policy = page.hub().policy(site)
    may = session.may("manager")
    if not may:
        st.caption(_("A manager can change this."))
    with st.form(f"count_rules_{site}"):
        wanted = _classes(policy, may) | _weekly(site, policy, may) | _monthly(site, policy, may)
        wanted |= _limits(site, policy, may)
        if not st.form_submit_button(_("Save the rules"), type="primary", disabled=not may):
            return
    if not (wanted["small_classes"] and wanted["large_classes"]):
        st.error(_("Choose at least one class. To plan no such counts, choose the day “never”."))
        return
    changes = tables.changes(policy, wanted)
    if not changes:
        st.info(_("That is what holds already."))
        return
    if page.attempt(lambda: page.hub().change_policy(site, changes)) is not None:
        page.done(_("The rules are saved."))


def _classes(policy: Policy, may: bool) -> dict[str, Any]:
    _ = session.language().text
    st.markdown("**" + _("By class") + "**")
    st.caption(_("By cost of goods sold in 12 months: A up to 80 %, B up to 95 %, C the rest."))
    wanted: dict[str, Any] = {}
    for column, abc in zip(st.columns(3), ("a", "b", "c"), strict=True):
        name = _("Class {abc}").format(abc=abc.upper())
        wanted[f"days_{abc}"] = column.number_input(
            name + ": " + _("count every … days"),
            value=int(getattr(policy, f"days_{abc}")),
            min_value=1,
            max_value=366,
            disabled=not may,
        )
        wanted[f"tolerance_{abc}"] = column.number_input(
            name + ": " + _("tolerance (%)"),
            value=float(getattr(policy, f"tolerance_{abc}") * 100),
            min_value=0.0,
            max_value=100.0,
            step=0.1,
            format="%.4g",
            help=_("Off by more of the books' quantity than this is counted again, and is not accurate."),
            disabled=not may,
        )
    return wanted


def _weekly(site: str, policy: Policy, may: bool) -> dict[str, Any]:
    _ = session.language().text
    st.markdown("**" + _("Weekly, small") + "**")
    st.caption(_("Lines whose class's interval is over, place by place, the most overdue first."))
    left, middle, right, last = st.columns(4)
    return {
        "small_weekday": left.selectbox(
            _("Planned on"),
            range(len(WEEKDAYS)),
            index=policy.small_weekday,
            format_func=lambda day: _(WEEKDAYS[day]),
            disabled=not may,
            key=f"rules_weekday_{site}",
        ),
        "small_max_lines": middle.number_input(
            _("At most so many lines"),
            value=policy.small_max_lines,
            min_value=1,
            max_value=10000,
            disabled=not may,
        ),
        "small_due_days": right.number_input(
            _("Due within days"),
            value=policy.small_due_days,
            min_value=0,
            max_value=60,
            disabled=not may,
            key=f"rules_small_due_{site}",
        ),
        "small_classes": _classes_taken(last, policy.small_classes, may, f"rules_small_classes_{site}"),
    }


def _monthly(site: str, policy: Policy, may: bool) -> dict[str, Any]:
    _ = session.language().text
    st.markdown("**" + _("Monthly, large") + "**")
    st.caption(_("Every place, all that is there of the classes that are chosen."))
    left, middle, right, _rest = st.columns(4)
    return {
        "large_day": left.selectbox(
            _("Day of the month"),
            range(LAST_DAY + 1),
            index=policy.large_day,
            format_func=lambda day: str(day) if day else _("never"),
            disabled=not may,
            key=f"rules_day_{site}",
        ),
        "large_due_days": middle.number_input(
            _("Due within days"),
            value=policy.large_due_days,
            min_value=0,
            max_value=60,
            disabled=not may,
            key=f"rules_large_due_{site}",
        ),
        "large_classes": _classes_taken(right, policy.large_classes, may, f"rules_large_classes_{site}"),
    }


def _classes_taken(column: Any, taken: str, may: bool, key: str) -> str:
    """Their letters in order; '' for none."""
    _ = session.language().text
    chosen = column.segmented_control(
        _("Classes"), list("ABC"), selection_mode="multi", default=list(taken), disabled=not may, key=key
    )
    return "".join(sorted(chosen))


def _limits(site: str, policy: Policy, may: bool) -> dict[str, Any]:
    _ = session.language().text
    currency = next((one.currency for one in reads.sites() if one.code == site), "")
    st.markdown("**" + _("Who may approve a variance") + "**")
    st.caption(_("By the variances' values, never netted. An administrator has no limit."))
    heads = {
        "auto_limit": _("Nobody needs to, up to"),
        "operator_limit": _("An operator, up to"),
        "manager_limit": _("A manager, up to"),
    }
    return {
        name: _money(column, f"{heads[name]} ({currency})", getattr(policy, name), may)
        for column, name in zip(st.columns(3), heads, strict=True)
    }


def _money(column: Any, label: str, value: Decimal, may: bool) -> float:
    return float(
        column.number_input(
            label, value=float(value), min_value=0.0, step=10.0, format="%.2f", disabled=not may
        )
    )
