"""Claims about what somebody agreed to with a form: shown, taken back, given again."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.contract import Refused
from app.store.database import Database, reading
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.registration import Registration
from app.usecases.deliver import deliver
from tests.fakes.partner import FakePartner
from tests.watching import words_of
from tests.web.staffroom import COORDINATOR, add_members, sign_in
from tests.web.test_registering_questions import FORM, ONE
from tests.web.test_staff_sensitive import SealingDesk
from tests.web.visitor import ADA, Visitor, fields_of, open_site
from tests.worlds import add_class

TERMS = "I agree to the terms"
PHOTOS = "You may show pictures of me"
HEALTH = "You may pass on what I said about my health"
NEWS = "You may write to me about other classes"
QUESTIONS: tuple[dict[str, object], ...] = (
    {"key": "terms", "kind": "agreement", "label": TERMS, "required": True},
    {"key": "photos", "kind": "agreement", "label": PHOTOS},
    {"key": "health", "kind": "agreement", "label": HEALTH, "sensitive": True},
    {"key": "news", "kind": "agreement", "label": NEWS, "scope": "order"},
    {"key": "true", "kind": "declaration", "label": "What I said is true"},
)


@pytest.fixture
def desk(sessions: Database) -> SealingDesk:
    add_class(sessions, prices=(), questions=QUESTIONS)
    return SealingDesk(sessions)


@pytest.fixture
def ada(desk: SealingDesk, tmp_path: Path) -> Visitor:
    """Return Ada, who registered and looks at her data."""
    ada = Visitor(open_site(desk, tmp_path))
    ada.open(FORM)
    ticks = {f"{ONE}{key}": "yes" for key in ("terms", "photos", "health", "true")}
    ada.press("Continue", {**ADA, **ticks, "order-q-news": "yes"})
    ada.press("Confirm registration")
    ada.open(ada.here.link("Your data"))
    return ada


def consents(ada: Visitor) -> list[str]:
    return [words_of(each) for each in ada.here.all("li", class_="consent")]


def kept(desk: SealingDesk) -> dict[str, object]:
    with reading(desk.sessions) as session:
        place = session.scalars(select(Registration)).one()
        return dict(place.answers)


def happened(desk: SealingDesk) -> list[str]:
    with reading(desk.sessions) as session:
        facts = session.scalars(
            select(EventRow.facts)
            .where(EventRow.kind == "order.consent_changed")
            .order_by(EventRow.id)
        )
        return [str(each["reason"]) for each in facts]


def test_what_was_agreed_to_is_shown_in_its_words(ada: Visitor) -> None:
    shown = consents(ada)
    assert [each.partition("Agreed")[0].strip() for each in shown] == [
        NEWS,
        f"Ada Lovelace {TERMS}",
        f"Ada Lovelace {PHOTOS}",
        f"Ada Lovelace {HEALTH}",
    ]
    assert "a condition of the registration" in shown[1]
    assert "Take it back" not in shown[1]
    assert sum("Take it back" in each for each in shown) == 3


@pytest.mark.parametrize("text", [f"Ada Lovelace {PHOTOS}", f"Ada Lovelace {HEALTH}", NEWS])
def test_a_consent_is_taken_back_and_given_again(
    desk: SealingDesk, ada: Visitor, text: str
) -> None:
    page = ada.press(f"Take it back {text}")
    assert "You took your consent back" in page.words
    assert [each for each in consents(ada) if "Not agreed" in each] == [
        each for each in consents(ada) if each.startswith(text)
    ]
    label = text.removeprefix("Ada Lovelace ")
    assert happened(desk) == [f"taken back: {label}"]
    page = ada.press(f"Agree {text}")
    assert "You agreed again" in page.words
    assert not [each for each in consents(ada) if "Not agreed" in each]
    assert happened(desk) == [f"taken back: {label}", f"given again: {label}"]


def test_what_is_sensitive_stays_sealed(desk: SealingDesk, ada: Visitor) -> None:
    ada.press(f"Take it back Ada Lovelace {HEALTH}")
    assert str(kept(desk)["health"]).startswith("sealed:")
    assert kept(desk)["photos"] is True


@pytest.mark.parametrize(
    "sent",
    [
        {"key": "terms"},
        {"key": "true"},
        {"key": "nothing"},
        {"where": "7"},
        {"where": ""},
        {"wish": "give"},
        {"wish": "erase"},
    ],
)
def test_nothing_else_is_changed_by_whatever_is_sent(
    desk: SealingDesk, ada: Visitor, sent: dict[str, str]
) -> None:
    before = kept(desk)
    form = fields_of(ada.form_with(f"Take it back Ada Lovelace {PHOTOS}"))
    address = ada.here.request.path + "/consents"
    page = ada.send(address, {**form, "wish": "withdraw", **sent})
    assert page.status_code == 200
    assert "You took" not in page.words
    assert kept(desk) == before
    assert happened(desk) == []


def test_pressed_twice_it_is_done_once(desk: SealingDesk, ada: Visitor) -> None:
    before = ada.here
    ada.press(f"Take it back {NEWS}")
    ada.here = before
    ada.press(f"Take it back {NEWS}")
    assert happened(desk) == [f"taken back: {NEWS}"]


def test_staff_see_it_with_the_registration(
    desk: SealingDesk, ada: Visitor, tmp_path: Path
) -> None:
    ada.press(f"Take it back Ada Lovelace {PHOTOS}")
    with reading(desk.sessions) as session:
        place = session.scalars(select(Registration.reference)).one()
    add_members(desk)
    staff = Visitor(open_site(desk, tmp_path))
    sign_in(staff, COORDINATOR)
    page = staff.open(f"/staff/registrations/{place}")
    assert f"A consent changed taken back: {PHOTOS}" in page.words


def test_staff_see_who_is_to_be_written_to_and_say_that_they_did(
    desk: SealingDesk, ada: Visitor, tmp_path: Path
) -> None:
    iso = FakePartner(answers=[Refused("ask ISO to note it, then skip this")])
    desk.partners["iso"] = iso
    ada.press(f"Take it back Ada Lovelace {PHOTOS}")
    with reading(desk.sessions) as session:
        place = session.scalars(select(Registration.reference)).one()
        (number,) = session.scalars(select(Delivery.id).where(Delivery.destination == "iso"))
    deliver(desk.sessions, delivery_id=number, partner=iso, clock=desk.clock, jitter=0)
    add_members(desk)
    staff = Visitor(open_site(desk, tmp_path))
    sign_in(staff, COORDINATOR)
    page = staff.open(f"/staff/registrations/{place}")
    assert "ISO, changed consent: refused ask ISO to note it, then skip this" in page.words
    page = staff.press("Skip it", {"reason": "wrote to ISO"})
    assert "ISO, changed consent: skipped" in page.words
    assert "wrote to ISO" in page.words


def test_a_forged_button_does_nothing_and_says_so(desk: SealingDesk, ada: Visitor) -> None:
    page = ada.press(f"Take it back {NEWS}", {"csrf_token": "forged"})
    assert page.status_code == 400
    assert "Nothing was done" in page.words
    page = ada.press(f"Take it back {NEWS}", {"csrf_token": "forged", "token": "wrong"})
    assert page.status_code == 404
    assert happened(desk) == []


def test_another_orders_token_opens_and_changes_nothing(desk: SealingDesk, ada: Visitor) -> None:
    page = ada.press(f"Take it back {NEWS}", {"token": "0" * 32})
    assert page.status_code == 404
    assert happened(desk) == []
