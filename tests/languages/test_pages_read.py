"""Every template of a public page is drawn by a test that reads what it says (tests/web)."""

from tests.languages.test_marked import READ
from tests.web.test_marked_catalogue import CATALOGUE, CERTIFICATES, ERRORS, FINDING
from tests.web.test_marked_changes import ASKED_LATER, CHANGING, OWN_DATA
from tests.web.test_marked_checking import CHECKING, EMBEDDED, STOPPED
from tests.web.test_marked_forms import FORMS
from tests.web.test_marked_orders import ENDING, ORDERS, WAITING

# Tables are for staff alone, and have no words of their own.
TABLES = "macros/tables.html"
DRAWN = CATALOGUE | ERRORS | CERTIFICATES | FINDING | FORMS | CHECKING | EMBEDDED | STOPPED
DRAWN |= ORDERS | ENDING | WAITING | CHANGING | OWN_DATA | ASKED_LATER


def test_every_template_of_a_page_is_read() -> None:
    pages = {each for each in READ if not each.startswith("mail/")}
    assert pages - {TABLES} == DRAWN
