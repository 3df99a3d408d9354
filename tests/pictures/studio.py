"""Hub, dashboard and browser for one subject in one language, and the taking of a picture."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from dashboard.i18n import Language
from tallydock.services.postgres import EmbeddedPostgres
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE_MS, log_in
from tests.browser.house import House, running_dashboard, running_hub
from tests.pictures import names
from tests.pictures.album import named
from tests.services.databases import Databases

DRAWN_AFTER_MS = 3000
SIZE = {"width": 1360, "height": 1000}


@dataclass(frozen=True)
class Visit:
    """``dsn``: of the database, which has nothing in it but what the subject puts there."""

    dsn: str
    house: House
    browser: Browser
    language: Language
    suffix: str
    folder: Path

    def name_all(self) -> None:
        names.name_all(self.dsn, self.language)

    def say(self, text: str) -> str:
        return names.say(self.language)(text)

    def entered(self, path: str, height: int = SIZE["height"]) -> Page:
        """A page of a browser of its own, after the log-in."""
        size = SIZE | {"height": height}
        page = self.browser.new_page(timezone_id="Europe/Berlin", viewport=size, locale="en-GB")  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE_MS)
        log_in(page, f"{self.house.url}/{path}?lang={self.language.code}", language=self.language)
        return page

    def shoot(self, page: Page, file: str) -> None:
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
        for table in page.locator("[data-testid=stDataFrame]:visible").all():
            table.locator("canvas").first.wait_for()
        page.mouse.move(0, 0)  # a table under it would show its tools
        # charts and tables are drawn a moment later, and nothing tells when
        page.wait_for_timeout(DRAWN_AFTER_MS)
        page.screenshot(path=self.folder / named(file, self.suffix))


class Studio:
    """One server and one browser for all subjects."""

    def __init__(self, browser: Browser, databases: Databases, home: Path, folder: Path) -> None:
        self._browser, self._databases, self._home, self._folder = browser, databases, home, folder

    @contextmanager
    def visit(self, language: Language, suffix: str) -> Iterator[Visit]:
        dsn = self._databases.migrated()
        log = self._home / "dashboard.log"
        with running_hub(dsn) as hub_url, running_dashboard(hub_url, log) as url:
            yield Visit(dsn, House(hub_url, url), self._browser, language, suffix, self._folder)


@contextmanager
def studio(folder: Path) -> Iterator[Studio]:
    if CHROMIUM is None:
        raise SystemExit("no Chromium on this machine (on Debian: the package chromium)")
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="td-")))
        server = EmbeddedPostgres(home / "pg", home / "run", settings={"fsync": "off"})
        server.start()
        stack.callback(server.stop)
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.callback(chromium.close)
        yield Studio(chromium, Databases(server.dsn_for("postgres")), home, folder)
