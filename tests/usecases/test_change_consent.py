"""Consents are taken back where they may be; what was agreed to later counts in its own words."""

import pytest
from sqlalchemy import select

from app.domain.consent import Wish
from app.queries.order.consents import order_consents
from app.queries.order.own_data import own_data
from app.store.database import Database, transaction
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
