"""The token of an embedded form: forged, expired, of another class or site, or used already."""

from datetime import timedelta

import pytest
from itsdangerous import URLSafeSerializer

from app.web.limits import FORMS
from tests.watching import WatchedResponse
from tests.web.embedding import FRAME, OTHER, SITE, allow, ancestors, fill, orders
from tests.web.visitor import ADA, SECRET, Fields, Visitor, fields_of
from tests.worlds import CLASS, Desk, add_class, add_draft, seats

TOKEN = "csrf_token"


@pytest.fixture
def guest(desk: Desk, ada: Visitor) -> Visitor:
    """Return somebody at a form inside an allowed site."""
    add_class(desk.sessions, prices=())
    allow(desk.sessions, SITE)
    ada.open(FRAME)
    return ada


def written(guest: Visitor, **others: str) -> Fields:
    """Return the form as a browser sends it."""
    changes = {**ADA, "action": "continue", **others}
    return {**fields_of(guest.here.one("form")), **{name: [text] for name, text in changes.items()}}


def is_refused(page: WatchedResponse, words: str, status: int = 400) -> bool:
    """Say whether the page is refused in these words, and shown in no frame."""
    assert page.status_code == status
    assert ancestors(page) == "frame-ancestors 'none'"
    return words in page.words


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOfTheForm:
    def test_without_one_nothing_is_taken(self, desk: Desk, guest: Visitor) -> None:
        page = guest.send(FRAME, {**ADA, "action": "continue"})
        assert is_refused(page, "not from our page")
        assert "Nothing was sent" in page.words

    def test_one_that_was_changed_is_refused(self, guest: Visitor) -> None:
        fields = written(guest)
        token = fields[TOKEN][0]
        for forged in (token[:-1], f"{token}x", f"x{token}", token.replace(".", "", 1), "\0"):
            assert is_refused(guest.send(FRAME, {**fields, TOKEN: [forged]}), "not from our page")

    def test_one_signed_by_somebody_else_is_refused(self, desk: Desk, guest: Visitor) -> None:
        said = {"code": CLASS, "site": SITE, "back": "", "language": "", "key": "k"}
        said["at"] = str(int(desk.now.timestamp()))
        fields = written(guest)
        for secret, salt in ((f"{SECRET}!", "embedded-form"), (SECRET, "something else")):
            forged = URLSafeSerializer(secret, salt=salt).dumps(said)
            page = guest.send(FRAME, {**fields, TOKEN: [str(forged)]})
            assert is_refused(page, "not from our page")

    def test_one_of_another_site_is_refused(self, desk: Desk, guest: Visitor) -> None:
        allow(desk.sessions, OTHER)
        fields = written(guest)
        page = guest.send(f"/embed/{CLASS}?site={OTHER}", fields)
        assert is_refused(page, "belongs to another site")
        # Nor without saying which site it is.
        assert is_refused(guest.send(f"/embed/{CLASS}", fields), "belongs to another site")

    def test_one_of_another_class_is_refused(self, desk: Desk, guest: Visitor) -> None:
        add_class(desk.sessions, "FA-2", prices=())
        page = guest.send(f"/embed/FA-2?site={SITE}", written(guest))
        assert is_refused(page, "another class")

    def test_one_older_than_a_day_is_refused(self, desk: Desk, guest: Visitor) -> None:
        fields = written(guest)
        desk.later(hours=23, minutes=59)
        assert guest.send(FRAME, {**fields, "email": ["none"]}).status_code == 422
        desk.now += timedelta(minutes=1)
        assert is_refused(guest.send(FRAME, fields), "open for more than a day")

    def test_one_that_made_an_order_makes_no_second(self, desk: Desk, guest: Visitor) -> None:
        fields = written(guest)
        guest.send(FRAME, fields)
        guest.press("Confirm registration")
        assert is_refused(guest.send(FRAME, {**fields, "name": ["Eve"]}), "sent already")
        assert [order.name for order in orders(desk)] == [ADA["name"]]

    def test_a_second_draft_of_the_same_form_makes_no_second_order(
        self, desk: Desk, guest: Visitor
    ) -> None:
        fields = written(guest)
        checks = []
        for name in ("Ada Lovelace", "Bo Berg"):
            guest.send(FRAME, {**fields, "name": [name]})
            form = guest.form_with("Confirm registration")
            checks.append((form.attrib["action"], fields_of(form)))
        assert guest.send(*checks[0]).status_code == 200
        refused = guest.send(*checks[1])
        assert refused.status_code == 409
        assert "sent already" in refused.words
        assert [order.name for order in orders(desk)] == ["Ada Lovelace"]
        assert seats(desk.sessions).taken == 1

    def test_the_same_draft_sent_twice_is_one_order(self, desk: Desk, guest: Visitor) -> None:
        fill(guest)
        form = guest.form_with("Confirm registration")
        for _ in range(2):
            page = guest.send(form.attrib["action"], fields_of(form))
            assert page.one("body").attrib["data-outcome"] == "confirmed"
        assert len(orders(desk)) == 1

    def test_one_whose_order_was_not_made_can_be_sent_again(
        self, desk: Desk, guest: Visitor
    ) -> None:
        fields = written(guest)
        guest.send(FRAME, fields)
        form = guest.form_with("Confirm registration")
        action, _, query = form.attrib["action"].partition("?")
        lost = f"{action.rpartition('/')[0]}/no-draft?{query}"
        assert guest.send(lost, fields_of(form)).status_code == 404
        guest.send(FRAME, {**fields, "name": ["Ada Byron"]})
        assert guest.press("Confirm registration").status_code == 200
        assert [order.name for order in orders(desk)] == ["Ada Byron"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOfTheCheck:
    def test_without_one_nothing_is_sent(self, desk: Desk, guest: Visitor) -> None:
        fill(guest)
        action = guest.form_with("Confirm registration").attrib["action"]
        assert is_refused(guest.send(action, {}), "not from our page")
        assert orders(desk) == []

    def test_a_page_behind_the_form_needs_one_that_is_whole(self, guest: Visitor) -> None:
        fill(guest)
        address = f"/embed/{CLASS}/some-draft?site={SITE}&state="
        assert is_refused(guest.open(f"{address}x.y"), "not from our page")

    def test_a_draft_of_our_own_site_is_shown_in_no_frame_of_another(
        self, desk: Desk, ada: Visitor
    ) -> None:
        add_class(desk.sessions, prices=())
        draft = add_draft(desk.sessions, token="draft-1")
        page = ada.open(f"/embed/{CLASS}/{draft}?site={OTHER}")
        assert is_refused(page, "is not among the sites", status=403)

    def test_what_comes_from_our_own_pages_opens_nothing_here(
        self, desk: Desk, guest: Visitor
    ) -> None:
        guest.client.application.config["WTF_CSRF_ENABLED"] = True
        guest.open(f"/classes/{CLASS}/register")
        token = guest.here.all("input", name=TOKEN)[0].attrib["value"]
        page = guest.send(FRAME, {**ADA, TOKEN: token, "action": "continue"})
        assert is_refused(page, "not from our page")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_forms_are_sent_so_often_in_a_minute_and_no_oftener(desk: Desk, guest: Visitor) -> None:
    far = {"REMOTE_ADDR": "203.0.113.9"}
    answers = [
        guest.client.post(FRAME, data={}, environ_base=far).status_code for _ in range(FORMS + 1)
    ]
    assert answers[-2:] == [400, 429]
