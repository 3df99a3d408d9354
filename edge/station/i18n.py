"""The terminal's words: gettext domain 'station', English source, 简体中文 beside it."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Final, Literal

DOMAIN: Final = "station"
LOCALE_DIR: Final = Path(__file__).parent / "locale"
Language = Literal["en", "zh_CN"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh_CN")


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    return message


class Words:
    """Looks texts up in one language. English is the source itself; another must have a catalogue."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._translations: gettext.NullTranslations = (
            gettext.NullTranslations()
            if language == "en"
            else gettext.translation(DOMAIN, LOCALE_DIR, [language])
        )

    def __call__(self, message: str) -> str:
        return self._translations.gettext(message)

    def plural(self, one: str, many: str, count: int) -> str:
        """`one` or `many` as the language has it, with {count} filled in."""
        return self._translations.ngettext(one, many, count).format(count=count)


def other(language: Language) -> Language:
    return "zh_CN" if language == "en" else "en"
