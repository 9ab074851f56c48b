"""Somebody who reads a language in which everything marked stands in brackets, at a Greek site.

What people and the catalogue say there is Greek, so whatever is Latin and stands outside of
brackets was said without being marked; every page that they come by is read so. Not here: that
language (tests/languages/pseudo.py), which pages they come by.
"""

from collections.abc import Callable, Collection
from pathlib import Path
from xml.etree.ElementTree import Element

from jinja2 import BaseLoader, Environment
from sqlalchemy import select

from app.domain.contact import Contact
from app.gateways.stripe.words import WAY as BY_CARD
from app.languages import speak
from app.store.database import transaction
from app.store.extra import ExtraRow
from app.store.price_option import PriceOption
from app.store.program import Program
from app.store.venue import Venue
from tests.languages.pseudo import PSEUDO, plain, unmarked_of
from tests.usecases.shop import Shop
from tests.watching import WatchedResponse, WatchingClient, label_of
from tests.web.visitor import Visitor, open_site
from tests.worlds import Desk

_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GREEK = "ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΩΣΧΥΖαβψδεφγηιξκλμνοπθρστυωσχυζ"
_LETTERS = str.maketrans(_LATIN, _GREEK)
_SAID = (
    (Program, ("title", "type", "summary", "description")),
    (Venue, ("name", "line1", "city")),
    (PriceOption, ("label",)),
    (ExtraRow, ("label",)),
)


def greek(text: str) -> str:
    """Return a text in Greek letters."""
    return text.translate(_LETTERS)


def person(name: str) -> Contact:
    """Return somebody with a Greek name."""
    return Contact(greek(name), f"{name.split()[0].lower()}@example.org", "+4722123456")


ANNA, BASIL = person("Anna Lind"), person("Basil Berg")
FILLED = {"name": ANNA.name, "email": ANNA.email, "phone": "22 12 34 56"}


def make_greek(desk: Desk) -> None:
    """Have whatever the catalogue says so far be in Greek letters."""
    with transaction(desk.sessions) as session:
        for kind, names in _SAID:
            for row in session.scalars(select(kind)):
                for name in names:
                    setattr(row, name, greek(getattr(row, name)))


class _Noting(BaseLoader):
    """Loads templates as another loader does, and notes which."""

    def __init__(self, loader: BaseLoader, noted: set[str]) -> None:
        self._loader = loader
        self._noted = noted

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Note it, and load it."""
        self._noted.add(template)
        return self._loader.get_source(environment, template)


class MarkedReader(Visitor):
    """A visitor who finds fault with every page on which something was not marked.

    ``opened`` are the templates that were drawn, ``faults`` what was found, by the page's address.
    """

    def __init__(self, shop: Shop, instance: Path, **settings: str) -> None:
        super().__init__(_read_marked(open_site(shop, instance, **settings)))
        shop.gateway.way = BY_CARD
        self.shop = shop
        self.opened: set[str] = set()
        self.faults: dict[str, set[str]] = {}
        environment = self.client.application.jinja_env
        assert environment.loader is not None
        environment.loader = _Noting(environment.loader, self.opened)

    def look(self, page: WatchedResponse, says: str = "", status: int = 200) -> WatchedResponse:
        """Read a page that nobody came to by a link."""
        self.here = page
        assert page.status_code == status, plain(page.words)[:400]
        assert says in plain(page.words), plain(page.words)[:400]
        return self._read(page)

    def comes_to(self, says: str, status: int = 200) -> None:
        """Assert that the page that is open says so, in our own words."""
        self.look(self.here, says, status)

    def found_nothing(self, opened: Collection[str]) -> None:
        """Assert that everything was marked, and that these templates are among what was drawn."""
        assert not self.faults, self.faults
        missing = set(opened) - self.opened
        assert not missing, missing

    def _arrive(self, response: WatchedResponse) -> WatchedResponse:
        return self._read(super()._arrive(response))

    def _read(self, page: WatchedResponse) -> WatchedResponse:
        if page.is_html and page.status_code != 303:
            assert page.page.attrib["lang"] == PSEUDO.code
            for each in unmarked_of(page.page):
                self.faults.setdefault(each, set()).add(page.request.path)
        return page

    def _button(self, words: str) -> tuple[Element, Element]:
        for form in self.here.all("form"):
            for button in form.iter("button"):
                said = plain(label_of(button))
                if said.startswith(words) and "aria-hidden" not in button.attrib:
                    return form, button
        raise AssertionError(f"no button says {words!r}")


def _read_marked(client: WatchingClient) -> WatchingClient:
    """Have every request be read in the language of the tests, whatever it asks for.

    That is once the product has chosen one, and before anything is refused.
    """
    asked = client.application.before_request_funcs[None]
    chosen = [each.__module__ for each in asked].index("app.web.reader")
    asked.insert(chosen + 1, lambda: speak(PSEUDO))
    return client
