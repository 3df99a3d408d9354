"""Two languages from the first string: gettext, domain 'dashboard', English in the source."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DOMAIN = "dashboard"
LOCALE_DIR = Path(__file__).with_name("locale")
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
DEFAULT = "en"


@lru_cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == DEFAULT:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE_DIR, languages=[code])


@dataclass(frozen=True)
class Language:
    """One person's language; many people share the server's process, so there is no global one."""

    code: str = DEFAULT

    def text(self, message: str) -> str:
        return _catalogue(self.code).gettext(message)

    def plural(self, one: str, many: str, n: int) -> str:
        """`one` or `many` for n, with {n} filled in."""
        return _catalogue(self.code).ngettext(one, many, n).format(n=n)


def N_(message: str) -> str:  # noqa: N802 (gettext's own name: marks a string that is translated later)
    return message


def choose(wanted: Iterable[str | None]) -> Language:
    """The first of `wanted` that we speak, best first: 'zh', 'zh-CN' and 'zh_CN' are all Chinese."""
    for name in wanted:
        if not name:
            continue
        tag = name.replace("-", "_")
        for code in LANGUAGES:
            if tag.lower() == code.lower() or tag.lower().split("_")[0] == code.split("_")[0]:
                return Language(code)
    return Language()
