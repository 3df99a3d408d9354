"""How figures and times are written for one reader: his language, his currency, his time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import dates, numbers

NOTHING = "–"


@dataclass(frozen=True)
class Formats:
    """Pure: every figure comes as Decimal and is only rounded for the eye, half to even.

    `currency` is an ISO 4217 code, '' where sites of several currencies are mixed; `timezone` an IANA name
    (an unknown one is read as UTC).
    """

    language: str = "en"
    currency: str = "EUR"
    timezone: str = "UTC"

    @cached_property
    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo("UTC")

    def number(self, value: Decimal | int | None, decimals: int | None = None) -> str:
        """With the language's separators; `decimals` fixed, or as many as there are, up to six."""
        if value is None:
            return NOTHING
        pattern = "#,##0.######" if decimals is None else "#,##0." + "0" * decimals if decimals else "#,##0"
        return str(numbers.format_decimal(value, format=pattern, locale=self.language))

    def money(self, value: Decimal | None, decimals: int = 2) -> str:
        if value is None:
            return NOTHING
        if not self.currency:
            return self.number(value, decimals)
        pattern = "¤#,##0." + "0" * decimals if decimals else "¤#,##0"
        return str(
            numbers.format_currency(
                value, self.currency, format=pattern, locale=self.language, currency_digits=False
            )
        )

    def big_money(self, value: Decimal | None) -> str:
        """For a headline: cents up to ten thousand, whole units up to ten millions, then 12.34M (1234万)."""
        if value is None:
            return NOTHING
        if abs(value) < 10_000:
            return self.money(value)
        if abs(value) < 10_000_000 or not self.currency:
            return self.money(value, 0)
        return str(
            numbers.format_compact_currency(value, self.currency, locale=self.language, fraction_digits=2)
        )

    def clock(self, at: datetime, now: datetime) -> str:
        """14:03:22 today, with the date before it on other days."""
        local, today = at.astimezone(self.zone), now.astimezone(self.zone).date()
        if local.date() == today:
            return local.strftime("%H:%M:%S")
        return local.strftime("%Y-%m-%d %H:%M:%S")

    def ago(self, at: datetime | None, now: datetime) -> str:
        """'5 minutes ago', '5分钟前'; a clock that runs ahead of ours reads as a second ago."""
        if at is None:
            return NOTHING
        past = min(at - now, timedelta(seconds=-1))
        return dates.format_timedelta(past, add_direction=True, locale=self.language)

    def when(self, at: datetime, now: datetime) -> str:
        """'5 minutes ago', 'in 3 hours'."""
        return dates.format_timedelta(at - now, add_direction=True, locale=self.language)

    def local(self, at: datetime | None) -> datetime | None:
        """The wall clock at the reader's place, without a zone: what a table column shows and sorts."""
        return None if at is None else at.astimezone(self.zone).replace(tzinfo=None)
