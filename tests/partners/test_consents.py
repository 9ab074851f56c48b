"""A consent that changes: what partners hear of it that were told that it was given."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.consent import Wish
from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.sandbox.server import Sandbox
from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.store.draft import Draft
from app.store.event import EventRow
from app.store.given_answer import GivenAnswer
from app.store.order import Order
from app.store.program import Form
from app.store.registration import Registration
from app.usecases.change_consent import change_consent
from app.usecases.deliver import deliver
from app.usecases.erase_order import erase_order
from app.usecases.register import register
from app.usecases.retry_delivery import retry_delivery
from tests.partners.cases import destinations
from tests.partners.iso_world import held_at_iso, paths
from tests.worlds import ANA, BO, HOLD, Desk, add_class, add_draft

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)
Q = {"kind": "agreement"}
QUESTIONS: tuple[dict[str, object], ...] = (
    {**Q, "key": "photos", "label": "Pictures of me"},
    {**Q, "key": "news", "label": "Letters", "told_as": {"iso": "consentNews"}},
    {**Q, "key": "kept", "label": "For us alone", "told_as": {"iso": ""}},
    {**Q, "key": "health", "label": "My health", "sensitive": True},
    {**Q, "key": "group", "label": "Our logo", "scope": "order", "told_as": {"iso": "logo"}},
    {**Q, "key": "ours", "label": "Between us", "scope": "order"},
)
OWN = {each["key"]: True for each in QUESTIONS if "scope" not in each}
CHANGED = EventKind.REGISTRATION_CONSENT_CHANGED


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> Desk:
    """Have two people register who agree to everything; every partner is on."""
    add_class(sessions, prices=(), questions=QUESTIONS)
    desk = Desk(sessions, partners=destinations(sandbox.url, sandbox.mail_port))
    token = add_draft(sessions, participants=(ANA, BO))
    with transaction(sessions) as session:
        draft = session.scalars(select(Draft)).one()
        filled = dict(draft.content)
        filled["answers"] = {"group": True, "ours": True}
        filled["participants"] = [{**each, "answers": OWN} for each in filled["participants"]]
        draft.content = filled
    register(sessions, draft_token=token, partners=desk.partners, now=desk.now, hold=HOLD)
    return desk


def order(desk: Desk) -> str:
    with reading(desk.sessions) as session:
        return session.scalars(select(Order.reference)).one()


def change(desk: Desk, key: str, *, where: str = "0", wish: Wish = Wish.WITHDRAW) -> bool:
    return change_consent(
        desk.sessions,
        reference=order(desk),
        where=where,
        key=key,
        wish=wish,
        seal=None,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def tell(desk: Desk, *names: str) -> None:
    """Tell these destinations all there is, in order."""
    with reading(desk.sessions) as session:
        due = list(
            session.execute(
                select(Delivery.id, Delivery.destination)
                .where(Delivery.destination.in_(names), Delivery.state == DeliveryState.DUE)
                .order_by(Delivery.id)
            )
        )
    for number, name in due:
        deliver(
            desk.sessions,
            delivery_id=number,
            partner=desk.partners[name],
            clock=desk.clock,
            jitter=0,
        )


def news(desk: Desk, destination: str) -> list[tuple[int, str, str]]:
    """Return what of consents a destination was to hear: whose, how it stands, in what words."""
    with reading(desk.sessions) as session:
        rows = session.execute(
            select(Registration.position, Delivery.state, Delivery.words)
            .join(EventRow, EventRow.id == Delivery.event_id)
            .join(Registration, Registration.id == EventRow.registration_id)
            .where(Delivery.destination == destination, EventRow.kind == CHANGED)
            .order_by(Delivery.id)
        )
        return [(place, state.value, words) for place, state, words in rows]


def at_iso(sandbox: Sandbox, name: str) -> str:
    return next(
        str(each["id"]) for each in held_at_iso(sandbox) if each["participant"]["name"] == name
    )


@pytest.mark.parametrize(("key", "name"), [("photos", "photos"), ("news", "consentNews")])
def test_S15_iso_has_no_call_so_staff_are_asked_to_write_and_by_the_name_it_has_there(
    desk: Desk, sandbox: Sandbox, key: str, name: str
) -> None:
    tell(desk, "iso")
    desk.later(minutes=5)
    before = paths(sandbox)
    assert change(desk, key)
    assert "iso" in desk.woken
    tell(desk, "iso")
    ((place, state, words),) = news(desk, "iso")
    assert (place, state) == (0, "refused")
    number = at_iso(sandbox, ANA.name)
    assert f"note of registration {number} that {name} is not agreed to any more now" in words
    assert paths(sandbox) == before
    desk.later(minutes=5)
    assert change(desk, key, wish=Wish.GIVE)
    tell(desk, "iso")
    assert f"{name} is agreed to now" in news(desk, "iso")[1][2]


def test_iso_that_was_away_hears_how_it_is_with_the_registration_and_nobody_has_to_write(
    desk: Desk, sandbox: Sandbox
) -> None:
    change(desk, "news")
    desk.later(hours=2)
    tell(desk, "iso")
    told = {each["participant"]["name"]: each["formData"] for each in held_at_iso(sandbox)}
    assert told[ANA.name]["consentNews"] is False
    assert told[BO.name]["consentNews"] is True
    assert news(desk, "iso") == [(0, "delivered", "ISO was told so with the registration")]


def test_a_change_while_iso_is_being_told_has_somebody_write_once_too_often(desk: Desk) -> None:
    change(desk, "news")
    desk.later(seconds=59)
    tell(desk, "iso")
    assert [state for _, state, _ in news(desk, "iso")] == ["refused"]


@pytest.mark.parametrize(("key", "where"), [("kept", "0"), ("health", "0"), ("ours", "")])
def test_what_iso_was_not_told_of_it_does_not_hear_of(desk: Desk, key: str, where: str) -> None:
    tell(desk, "iso")
    assert change(desk, key, where=where)
    assert news(desk, "iso") == []
    # What is sensitive nobody hears of.
    assert bool(news(desk, "webhook")) is (key != "health")


def test_what_was_agreed_to_for_all_is_news_of_each_of_them(desk: Desk) -> None:
    tell(desk, "iso")
    desk.later(minutes=5)
    change(desk, "group", where="")
    tell(desk, "iso")
    assert [place for place, _, words in news(desk, "iso") if "logo is not agreed" in words] == [
        0,
        1,
    ]


def test_a_registration_that_iso_does_not_have_is_told_later_with_what_holds(
    desk: Desk, sandbox: Sandbox
) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(Registration).values(phone=""))
    tell(desk, "iso")
    desk.later(hours=1)
    change(desk, "news")
    tell(desk, "iso")
    ((_, state, words),) = news(desk, "iso")
    assert (state, words.partition(";")[0]) == ("skipped", "ISO does not have this registration")
    with transaction(desk.sessions) as session:
        session.execute(update(Registration).values(phone=ANA.phone))
        refused = session.scalars(
            select(Delivery.id).where(Delivery.state == DeliveryState.REFUSED).order_by(Delivery.id)
        ).first()
    assert refused
    retry_delivery(desk.sessions, delivery_id=refused, now=desk.now)
    tell(desk, "iso")
    assert held_at_iso(sandbox)[0]["formData"]["consentNews"] is False


def test_what_was_agreed_to_after_iso_had_heard_is_not_known_there(desk: Desk) -> None:
    tell(desk, "iso")
    desk.later(hours=1)
    with transaction(desk.sessions) as session:
        place = session.scalars(select(Registration).order_by(Registration.id)).first()
        assert place
        form = Form(
            program_code="FIRST-AID",
            version=2,
            questions=[{**Q, "key": "mails", "label": "More letters"}],
        )
        session.add(form)
        session.flush()
        place.answers = {**place.answers, "mails": True}
        session.add(
            GivenAnswer(registration_id=place.id, form_id=form.id, key="mails", by="", at=desk.now)
        )
    desk.later(hours=1)
    assert change(desk, "mails")
    tell(desk, "iso")
    ((_, state, words),) = news(desk, "iso")
    assert (state, words.partition(":")[0]) == ("skipped", "ISO was never told of it")


def test_what_comes_after_it_is_told_in_its_turn(desk: Desk, sandbox: Sandbox) -> None:
    tell(desk, "iso")
    desk.later(minutes=5)
    change(desk, "news")
    with reading(desk.sessions) as session:
        place = session.scalars(select(Registration.reference).order_by(Registration.id)).first()
    assert place
    desk.later(days=120)
    erase_order(
        desk.sessions,
        reference=order(desk),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    tell(desk, "iso")
    with reading(desk.sessions) as session:
        kinds = session.execute(
            select(EventRow.kind, Delivery.state)
            .join(Delivery)
            .where(Delivery.destination == "iso", Delivery.stream == f"registration:{place}")
            .order_by(Delivery.id)
        ).all()
    assert [(kind.value, state.value) for kind, state in kinds][-2:] == [
        ("registration.consent_changed", "refused"),
        ("registration.erased", "refused"),
    ]


def test_our_own_events_say_that_it_changed_once_for_each_press(
    desk: Desk, sandbox: Sandbox
) -> None:
    tell(desk, "webhook")
    before = len(sandbox.world.iso.heard.all())
    assert change(desk, "news", where="1")
    assert not change(desk, "news", where="1")
    tell(desk, "webhook")
    assert [state for _, state, _ in news(desk, "webhook")] == ["delivered"]
    heard = sandbox.world.iso.heard.all()[before:]
    assert len(heard) == 1
    for private in ("consentNews", "Letters", BO.name, BO.email):
        assert private not in str(heard)


def test_neither_the_hub_nor_trainingportal_has_a_place_for_it(desk: Desk) -> None:
    change(desk, "news")
    assert news(desk, "connector") == news(desk, "trainingportal") == news(desk, "mail") == []


def test_where_no_partner_is_on_it_is_the_desks_own_matter(desk: Desk) -> None:
    desk.partners.clear()
    assert change(desk, "news")
    with reading(desk.sessions) as session:
        kinds = set(session.scalars(select(EventRow.kind)))
    assert EventKind.ORDER_CONSENT_CHANGED in kinds
    assert CHANGED not in kinds
