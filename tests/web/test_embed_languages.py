"""In which language a form inside another site is: the one that the host's page names."""

import pytest

from app.web.reader import COOKIE
from tests.watching import WatchedResponse
from tests.web.embedding import FRAME, OTHER, PROGRAM, SITE, allow
from tests.web.visitor import ADA, Visitor, fields_of
from tests.worlds import CLASS, Desk, add_class

CONTINUE, CONFIRM = "متابعة", "تأكيد التسجيل"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def guest(desk: Desk, ada: Visitor) -> Visitor:
    """Return somebody at a site that may show the forms of a free class."""
    add_class(desk.sessions, prices=())
    allow(desk.sessions, SITE)
    return ada


def written_in(page: WatchedResponse) -> tuple[str, str]:
    """Return the page's language and direction."""
    return page.page.attrib["lang"], page.page.attrib["dir"]


@pytest.mark.parametrize("named", ["ar", "ar-EG"])
class TestOnTheWay:
    def test_every_page_is_in_it(self, guest: Visitor, named: str) -> None:
        assert written_in(guest.open(f"{FRAME}&lang={named}")) == ("ar", "rtl")
        wrong = guest.press(CONTINUE, {**ADA, "email": "none"})
        assert wrong.status_code == 422
        assert written_in(wrong) == ("ar", "rtl")
        check = guest.press(CONTINUE, ADA)
        assert written_in(check) == ("ar", "rtl")
        done = guest.press(CONFIRM)
        assert written_in(done) == ("ar", "rtl")
        assert "أنت مسجَّل" in done.words
        # Of what the host's script hears nothing is translated.
        assert done.one("body").attrib["data-outcome"] == "confirmed"

    def test_a_form_that_was_sent_already_says_so_in_it(self, guest: Visitor, named: str) -> None:
        form = guest.open(f"{FRAME}&lang={named}").one("form")
        guest.press(CONTINUE, ADA)
        guest.press(CONFIRM)
        again = guest.send(form.attrib["action"], fields_of(form))
        assert again.status_code == 400
        assert written_in(again) == ("ar", "rtl")
        assert "أُرسل هذا النموذج من قبل" in again.words

    def test_a_form_that_is_not_ours_is_refused_in_it(self, guest: Visitor, named: str) -> None:
        refused = guest.send(f"{FRAME}&lang={named}", ADA)
        assert refused.status_code == 400
        assert written_in(refused) == ("ar", "rtl")
        assert "أو لم يأتِ من صفحتنا" in refused.words
        anew = refused.link("فتح النموذج من جديد")
        assert written_in(guest.open(anew)) == ("ar", "rtl")

    def test_no_cookie_remembers_it(self, guest: Visitor, named: str) -> None:
        guest.open(f"{FRAME}&lang={named}")
        guest.press(CONTINUE, ADA)
        guest.press(CONFIRM)
        assert guest.client.get_cookie(COOKIE) is None

    def test_a_list_leads_to_forms_in_it(self, guest: Visitor, named: str) -> None:
        listed = guest.open(f"/embed/{PROGRAM}?site={SITE}&lang={named}")
        assert written_in(listed) == ("ar", "rtl")
        (link,) = listed.all("a", class_="line")
        assert written_in(guest.open(link.attrib["href"])) == ("ar", "rtl")


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        (f"/embed/{CLASS}?site={OTHER}", 403, f"{OTHER} gehört nicht zu den Websites"),
        (f"/embed/{CLASS}?site=null", 403, "Die anfragende Website gehört nicht zu den Websites"),
        (f"/embed/NOTHING?site={SITE}", 404, "Hier gibt es nichts, wofür man sich anmelden kann"),
        (f"/embed/{CLASS}/no-draft?site={SITE}&state=x", 400, "nicht von unserer Seite"),
    ],
)
def test_what_is_refused_is_refused_in_it(
    guest: Visitor, address: str, status: int, said: str
) -> None:
    page = guest.open(f"{address}&lang=de-AT")
    assert page.status_code == status
    assert written_in(page) == ("de", "ltr")
    assert said in page.words


def test_where_the_host_names_none_it_is_the_browsers(guest: Visitor) -> None:
    page = guest.client.get(FRAME, headers={"Accept-Language": "hi"})
    assert written_in(page) == ("hi", "ltr")


def test_what_is_still_to_pay_is_said_in_it(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions)
    allow(desk.sessions, SITE)
    ada.open(f"{FRAME}&lang=de&back={SITE}/thanks")
    ada.press("Weiter", ADA)
    page = ada.press("4.200 NOK bezahlen", {"window": "frame"})
    assert "Wir haben Ihre Anmeldung erhalten" in page.words
    assert ". Wir schreiben an ada@example.org, was als Nächstes zu tun ist." in page.words
    assert page.link("Bezahlen und Ihre Anmeldung ansehen")
    assert page.link("Zurück zu www.host.example") == f"{SITE}/thanks"
