"""The words of the command line, in English and 简体中文: gettext, domain 'tallydock'."""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "tallydock"
LOCALE_DIR = Path(__file__).with_name("locale")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def speak(language: str) -> None:
    """From now on this process speaks `language`: one person, one terminal."""
    global _catalogue  # noqa: PLW0603 (a command line speaks to one person)
    _catalogue = (
        gettext.NullTranslations()
        if language == "en"
        else gettext.translation(DOMAIN, LOCALE_DIR, languages=[language])
    )


def _(message: str) -> str:
    return _catalogue.gettext(message)
