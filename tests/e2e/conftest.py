"""What the journeys may ask for: the running product, windows that are watched, guests, staff."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.registering import Guest
from tests.e2e.pages.staff import StaffArea
from tests.e2e.product import STAFF, Product
from tests.e2e.watch import Watch

PATIENCE = 30_000
_numbers = itertools.count(1)
_guests: list[Guest] = []

Window = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put every journey into the group that has the machine to itself."""
    for item in items:
        if "tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Return the product, started once for all journeys; ends with nobody named in its log."""
    running = Product(tmp_path_factory.mktemp("product"))
    running.start()
    expect.set_options(timeout=PATIENCE)
    yield running
    assert running.end() == 0
    said = running.said().lower()
    named = [guest for guest in _guests if guest.email in said or guest.name.lower() in said]
    assert named == [], "promise 6"


@pytest.fixture
def mended(product: Product) -> Iterator[Product]:
    """Return the product, whose outside is mended afterwards."""
    yield product
    product.mend()


@pytest.fixture
def window(product: Product, browser: Browser) -> Iterator[Window]:
    """Return what opens a window; each is somebody else's browser, and watched to the end."""
    watches: list[Watch] = []
    pages: list[Page] = []

    def open_window(width: int = 1280, height: int = 900, **how: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **how)
        watches.append(Watch(context, ours=(product.url, product.sandbox_url)))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        pages.append(page)
        return page

    yield open_window
    complaints = [complaint for watch in watches for complaint in watch.complaints]
    for page in pages:
        page.context.close()
    assert complaints == []


@pytest.fixture
def guest() -> Callable[[str], Guest]:
    """Return what makes somebody up who was never here before."""

    def somebody(name: str) -> Guest:
        first = name.split()[0].lower()
        made = Guest(name, f"{first}.{next(_numbers)}@guests.example")
        _guests.append(made)
        return made

    return somebody


@pytest.fixture
def catalogue(product: Product, window: Window) -> Catalogue:
    """Return the public site in a window of its own."""
    return Catalogue(window(), product.url)


@pytest.fixture(scope="session")
def signed_in(product: Product, browser: Browser) -> StorageState:
    """Return what a browser keeps of a member of staff who signed in."""
    with browser.new_context() as context:
        StaffArea(context.new_page(), product.url).sign_in(STAFF, product.staff_password)
        return context.storage_state()


@pytest.fixture
def staff(product: Product, window: Window, signed_in: StorageState) -> StaffArea:
    """Return the staff area in a window of its own, signed in."""
    return StaffArea(window(storage_state=signed_in), product.url).open()
