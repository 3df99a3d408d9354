"""What the hub itself says to suppliers, on paper and on their page: gettext, domain 'hub'."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

DOMAIN: Final = "hub"
LOCALE_DIR: Final = Path(__file__).parents[1] / "locale"
DEFAULT: Final = "en"
Text = Callable[[str], str]


@lru_cache
def text_in(language: str) -> Text:
    """The translation of a message into one of hub.api.auth.schemas.Language."""
    if language == DEFAULT:
        return gettext.NullTranslations().gettext
    return gettext.translation(DOMAIN, LOCALE_DIR, languages=[language]).gettext


def N_(message: str) -> str:  # noqa: N802 (gettext's own name: marks a string that is translated later)
    return message
