"""Consents are taken back where they may be; what was agreed to later counts in its own words."""

import pytest
from sqlalchemy import select

from app.domain.consent import Wish
from app.domain.event import EventKind
from app.domain.registration import Channel
from app.queries.order.consents import order_consents
from app.queries.order.own_data import own_data
from app.store.changed_answer import ChangedAnswer
from app.store.database import Database, transaction
from app.store.event import EventRow
from app.store.given_answer import GivenAnswer
from app.store.order import Order
from app.store.program import Form
from app.store.registration import Registration
from app.usecases.change_consent import change_consent
from tests.worlds import ANA, BO, NOW, Desk, add_class, register_once

PHOTOS: dict[str, object] = {"key": "photos", "kind": "agreement", "label": "Pictures of me"}


@pytest.fixture
def desk(sessions: Database) -> Desk:
    add_class(sessions, prices=(), questions=(PHOTOS,))
    return Desk(sessions)


def change(desk: Desk, order: str, where: str, key: str = "photos") -> bool:
    return change_consent(
        desk.sessions,
        reference=order,
        where=where,
        key=key,
        wish=Wish.WITHDRAW,
        seal=None,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def agree(desk: Desk, *keys: str) -> None:
    with transaction(desk.sessions) as session:
        for place in session.scalars(select(Registration)):
            place.answers = {**place.answers, **dict.fromkeys(keys, True)}


def given(desk: Desk, order: str) -> list[tuple[str, str, bool]]:
    found = order_consents(desk.sessions, order, seal=None)
    return [(each.where, each.text, each.given) for each in found]


def test_each_participant_takes_their_own_back(desk: Desk) -> None:
    order = register_once(desk, participants=(ANA, BO)).reference
    agree(desk, "photos")
    assert change(desk, order, "1")
    assert not change(desk, order, "1"), "it was taken back already"
    assert given(desk, order) == [("0", "Pictures of me", True), ("1", "Pictures of me", False)]


def test_what_was_not_put_to_somebody_is_not_theirs_to_take_back(desk: Desk) -> None:
    order = register_once(desk).reference
    assert given(desk, order) == []
    assert not change(desk, order, "0")
    assert not change(desk, "CD-NOPE", "0")
    assert given(desk, "CD-NOPE") == []


def test_what_was_agreed_to_once_later_is_the_order_s(desk: Desk) -> None:
    order = register_once(desk, participants=(ANA, BO)).reference
    with transaction(desk.sessions) as session:
        news = {"key": "news", "kind": "agreement", "label": "Letters", "scope": "order"}
        form = Form(program_code="FIRST-AID", version=2, questions=[news])
        session.add(form)
        session.flush()
        last = session.scalars(select(Registration).order_by(Registration.id.desc())).first()
        assert last
        session.scalars(select(Order)).one().answers = {"news": True}
        session.add(
            GivenAnswer(registration_id=last.id, form_id=form.id, key="news", by="", at=NOW)
        )
    assert given(desk, order) == [("", "Letters", True)]
    data = own_data(desk.sessions, order, seal=None)
    assert data
    assert [each["question"] for each in data["buyer"]["answers"]] == ["Letters"]
    assert change(desk, order, "", "news")
    assert given(desk, order) == [("", "Letters", False)]


GERMAN: dict[str, object] = {**PHOTOS, "wordings": {"de": {"label": "Bilder von mir"}}}


@pytest.mark.parametrize(
    ("channel", "language", "text"),
    [
        (Channel.WEB, "de", "Bilder von mir"),
        (Channel.WEB, "nb", "Pictures of me"),
        (Channel.WEB, "", "Pictures of me"),
        # A client of the API is told the form's own words, whatever its buyer reads.
        (Channel.API, "de", "Pictures of me"),
    ],
)
def test_what_was_agreed_to_is_in_the_words_that_were_read(
    sessions: Database, channel: Channel, language: str, text: str
) -> None:
    add_class(sessions, prices=(), questions=(GERMAN,))
    desk = Desk(sessions)
    order = register_once(desk, language=language).reference
    agree(desk, "photos")
    with transaction(sessions) as session:
        session.scalars(select(Order)).one().channel = channel
    assert given(desk, order) == [("0", text, True)]
    # What staff read of it is in the form's own words.
    assert change(desk, order, "0")
    with transaction(sessions) as session:
        happened = session.scalars(
            select(EventRow.facts).where(EventRow.kind == EventKind.ORDER_CONSENT_CHANGED)
        ).one()
    assert happened["reason"] == "taken back: Pictures of me"
    assert given(desk, order) == [("0", text, False)]


def test_what_was_agreed_to_later_is_in_the_language_it_was_read_in_then(desk: Desk) -> None:
    order = register_once(desk, participants=(ANA, BO), language="nb").reference
    with transaction(desk.sessions) as session:
        form = Form(program_code="FIRST-AID", version=2, questions=[GERMAN])
        session.add(form)
        session.flush()
        first, last = session.scalars(select(Registration).order_by(Registration.id))
        known = {"form_id": form.id, "key": "photos", "at": NOW, "language": "de"}
        session.add(GivenAnswer(registration_id=first.id, by="", **known))
        order_id = session.scalars(select(Order.id)).one()
        changed = ChangedAnswer(registration_id=last.id, order_id=order_id, after=True, **known)
        session.add(changed)
    agree(desk, "photos")
    assert given(desk, order) == [("0", "Bilder von mir", True), ("1", "Bilder von mir", True)]


def test_what_was_agreed_to_later_is_in_the_words_it_had_then(desk: Desk) -> None:
    order = register_once(desk).reference
    with transaction(desk.sessions) as session:
        news = {"key": "news", "kind": "agreement", "label": "Letters about other classes"}
        form = Form(program_code="FIRST-AID", version=2, questions=[news])
        session.add(form)
        session.flush()
        place = session.scalars(select(Registration)).one()
        session.add(
            GivenAnswer(registration_id=place.id, form_id=form.id, key="news", by="", at=NOW)
        )
    agree(desk, "photos", "news")
    assert change(desk, order, "0", "news")
    assert given(desk, order) == [
        ("0", "Pictures of me", True),
        ("0", "Letters about other classes", False),
    ]
