"""The hub's calls about master data."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from dashboard.client import PAGE_ROWS, Hub
from dashboard.errors import HubError
from dashboard.master.models import (
    Code,
    Fault,
    Filling,
    FixedPlace,
    Import,
    Item,
    Lesson,
    Place,
    Receiving,
    Scale,
    Sheet,
    Site,
)
from dashboard.models import Page

Body = dict[str, Any]


class MasterData:
    """Every call may raise what dashboard.client.Hub's do."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    # items

    def items(self, search: str = "") -> tuple[list[Item], bool]:
        """The first of those found, and whether there are more."""
        page = self._hub.read("/items", Page[Item], {"q": search or None, "limit": PAGE_ROWS})
        return page.items, page.next is not None

    def add_item(self, body: Body) -> Item:
        return self._hub.change("POST", "/items", Item, body)

    def change_item(self, sku: str, body: Body) -> Item:
        return self._hub.change("PATCH", f"/items/{_part(sku)}", Item, body)

    def codes(self, sku: str) -> list[Code]:
        return self._hub.read(f"/items/{_part(sku)}/codes", Page[Code]).items

    def add_code(self, sku: str, body: Body) -> None:
        self._hub.do("POST", f"/items/{_part(sku)}/codes", body)

    def remove_code(self, sku: str, code: str) -> None:
        self._hub.do("DELETE", f"/items/{_part(sku)}/codes/{_part(code)}")

    def fixed_places(self, sku: str) -> list[FixedPlace]:
        return self._hub.read(f"/items/{_part(sku)}/places", Page[FixedPlace]).items

    def fix_place(self, sku: str, site: str, place: str, max_qty: str | None) -> None:
        path = f"/items/{_part(sku)}/places/{_part(site)}/{_part(place)}"
        self._hub.do("PUT", path, {"max_qty": max_qty})

    def free_place(self, place: FixedPlace) -> None:
        path = f"/items/{_part(place.sku)}/places/{_part(place.site)}/{_part(place.place)}"
        self._hub.do("DELETE", path)

    def picture(self, sku: str) -> bytes | None:
        """None where the item has none."""
        try:
            return self._hub.fetch(f"/items/{_part(sku)}/picture")
        except HubError as error:
            if error.status == 404:
                return None
            raise

    def put_picture(self, sku: str, content: bytes) -> None:
        self._hub.upload("PUT", f"/items/{_part(sku)}/picture", content)

    def remove_picture(self, sku: str) -> None:
        self._hub.do("DELETE", f"/items/{_part(sku)}/picture")

    # places

    def sites(self) -> list[Site]:
        return list(self._hub.walk("/sites", Page[Site]))

    def add_site(self, body: Body) -> None:
        self._hub.do("POST", "/sites", body)

    def receives_blind(self, site: str) -> bool:
        return self._hub.read(f"/receiving/{_part(site)}", Receiving).blind

    def receive_blind(self, site: str, *, blind: bool) -> None:
        self._hub.do("PUT", f"/receiving/{_part(site)}", {"blind": blind})

    def places(self, site: str) -> list[Place]:
        return list(self._hub.walk("/locations", Page[Place], {"site": site}))

    def fillings(self, site: str) -> list[Filling]:
        """In the order of their tree."""
        return self._hub.read("/fillings", Page[Filling], {"site": site}).items

    def add_place(self, body: Body) -> None:
        self._hub.do("POST", "/locations", body)

    def change_place(self, site: str, code: str, body: Body) -> None:
        self._hub.do("PATCH", f"/locations/{_part(site)}/{_part(code)}", body)

    # files

    def sheets(self) -> list[Sheet]:
        return list(self._hub.walk("/sheets", Page[Sheet]))

    def template(self, kind: str, form: str, language: str) -> bytes:
        return self._hub.fetch(f"/sheets/{kind}/template", {"format": form, "language": language})

    def export(self, kind: str, form: str, language: str) -> bytes:
        return self._hub.fetch(f"/sheets/{kind}/file", {"format": form, "language": language})

    def send(
        self,
        kind: str,
        content: bytes,
        file_name: str,
        *,
        dry_run: bool,
        encoding: str | None,
        decimal_comma: bool,
    ) -> Import:
        query: dict[str, Any] = {
            "dry_run": dry_run,
            "file_name": file_name[:200],
            "encoding": encoding,
            "decimal_comma": decimal_comma,
        }
        answer = self._hub.upload("POST", f"/sheets/{kind}/imports", content, query)
        return msgspec.json.decode(answer, type=Import)

    def progress(self, import_id: int) -> Import:
        return self._hub.read(f"/imports/{import_id}", Import)

    def faults(self, import_id: int) -> list[Fault]:
        return list(self._hub.walk(f"/imports/{import_id}/faults", Page[Fault]))

    def imports(self, kind: str, limit: int = 20) -> list[Import]:
        """The newest."""
        return self._hub.read("/imports", Page[Import], {"kind": kind, "limit": limit}).items

    # weighing

    def scales(self, site: str | None) -> list[Scale]:
        return list(self._hub.walk("/scales", Page[Scale], {"site": site}))

    def start_lesson(self, sku: str, scale: Scale) -> Lesson:
        body = {"site": scale.site, "agent": scale.agent, "device": scale.device}
        return self._hub.change("POST", f"/items/{_part(sku)}/weight-lessons", Lesson, body)

    def weigh(self, lesson: Lesson, pieces: int) -> Lesson:
        return self._hub.change("POST", f"/weight-lessons/{lesson.id}/weighings", Lesson, {"pieces": pieces})

    def drop_weighing(self, lesson: Lesson, no: int) -> Lesson:
        return self._hub.change("DELETE", f"/weight-lessons/{lesson.id}/weighings/{no}", Lesson)

    def end_lesson(self, lesson: Lesson, how: str) -> Lesson:
        """`how`: confirm or drop."""
        return self._hub.change("POST", f"/weight-lessons/{lesson.id}/{how}", Lesson)


def _part(code: str) -> str:
    """A code as one part of a path, whatever is in it."""
    return quote(code, safe="")
