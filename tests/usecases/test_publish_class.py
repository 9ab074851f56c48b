"""Claims about a class that staff publish."""

import pytest

from app.domain.catalogue import CatalogueMistake
from app.store.database import Database
from app.usecases.publish_class import PublishRefused
from tests.usecases.classroom import Classroom
from tests.worlds import add_class, deliveries


@pytest.fixture
def room(sessions: Database) -> Classroom:
    add_class(sessions, cancellation_deadline=None)
    return Classroom(sessions)


def test_a_published_class_is_told_to_its_partners(room: Classroom) -> None:
    room.publish()
    assert deliveries(room.sessions, "trainingportal") == [("class.published", "due")]
    room.publish(code="FA-ONLINE", venue=None, online_url="https://meet.example.org/room")
    assert len(deliveries(room.sessions, "trainingportal")) == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"program": "NO-SUCH"}, "program"),
        ({"code": "FA-2031-03"}, "code"),
        ({"venue": "nowhere"}, "venue"),
        (
            {"sessions": [{"starts": "2030-01-01T09:00", "ends": "2030-01-01T10:00"}]}
            | {"enrollment_deadline": None},
            "sessions",
        ),
    ],
)
def test_a_class_that_cannot_be_is_not_published(
    room: Classroom, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(PublishRefused) as refused:
        room.publish(**fields)  # type: ignore[arg-type]  # as the form would have it
    assert refused.value.field == field
    assert str(refused.value)
    assert deliveries(room.sessions, "trainingportal") == []


def test_T18_a_class_in_a_currency_trainingportal_does_not_take_is_refused_by_name(
    room: Classroom,
) -> None:
    prices = [{"label": "Standard", "amount": "900.00", "currency": "SEK"}]
    with pytest.raises(CatalogueMistake, match=r"NOK, EUR, USD or GBP.*listed at trainingportal"):
        room.publish(prices=prices)
    with pytest.raises(CatalogueMistake, match="trainingportal"):
        room.change(prices=prices)
    room.publish(prices=prices, partners=["iso"])
    assert deliveries(room.sessions, "trainingportal") == []
