"""What Streamlit runs at every interaction: the frame around the pages."""

from __future__ import annotations

import base64
from collections.abc import Callable

import streamlit as st

from dashboard import brand, navigation, session, sidebar
from dashboard.errors import HubAwayError, HubError, LoginNeededError
from dashboard.looking_up import page as looking_up
from dashboard.notices import guarded, tell
from dashboard.views import (
    agents,
    counts,
    login,
    master_data,
    movements,
    overview,
    production,
    purchasing,
    quarantine,
    receipts,
    sales,
    stock,
    stock_by_place,
    transfers,
    turnover,
)


def main() -> None:
    st.set_page_config(page_title=brand.NAME, page_icon=_favicon(), layout="wide")
    st.logo(brand.LOGO, size="large", icon_image=brand.ICON)
    session.settle_cookie()
    logged_in = _enter()
    pages = _pages(logged_in)
    navigation.remember({page.url_path or "home": page for page in pages})
    chosen = st.navigation(pages, position="sidebar" if logged_in else "hidden", expanded=True)
    if logged_in:
        try:
            sidebar.show()
        except LoginNeededError:
            session.end()
            st.rerun()
        except (HubAwayError, HubError) as error:
            tell(error)
            return
    chosen.run()


def _favicon() -> str:
    """As data, for Streamlit would fetch an icon by name from a server on the internet."""
    return "data:image/svg+xml;base64," + base64.b64encode(brand.ICON.encode()).decode()


def _enter() -> bool:
    try:
        session.resume()
    except HubAwayError as error:
        tell(error)
    return bool(session.token())


def _pages(logged_in: bool) -> list[st.Page]:
    """The same addresses before and after the log-in, so that a link survives it."""
    _ = session.language().text

    def page(show: Callable[[], None], path: str, title: str, icon: str, *, default: bool = False) -> st.Page:
        def run() -> None:
            (guarded(show) if logged_in else login.show)()

        # Streamlit tells pages apart by the function's name
        run.__name__ = path
        return st.Page(run, title=title, icon=icon, url_path=path, default=default)

    return [
        page(overview.show, "home", _("Overview"), ":material/dashboard:", default=True),
        page(looking_up.show, "lookup", _("Look up"), ":material/search:"),
        page(turnover.show, "turnover", _("Turnover"), ":material/autorenew:"),
        page(stock.show, "stock", _("Stock"), ":material/inventory_2:"),
        page(stock_by_place.show, "places", _("Stock by place"), ":material/grid_view:"),
        page(counts.show, "counts", _("Counts"), ":material/fact_check:"),
        page(movements.show, "movements", _("Movements"), ":material/swap_horiz:"),
        page(transfers.show, "transfers", _("Transfers"), ":material/local_shipping:"),
        page(receipts.show, "receipts", _("Receipts"), ":material/input:"),
        page(sales.show, "orders", _("Sales orders"), ":material/orders:"),
        page(purchasing.show, "purchasing", _("Purchasing"), ":material/shopping_cart:"),
        page(production.show, "production", _("Production"), ":material/precision_manufacturing:"),
        page(master_data.show, "master", _("Master data"), ":material/category:"),
        page(agents.show, "agents", _("Agents & alarms"), ":material/sensors:"),
        page(quarantine.show, "quarantine", _("Quarantine"), ":material/report:"),
    ]


main()
