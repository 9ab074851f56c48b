"""Staff look at sensitive answers, and that they did is kept."""

from sqlalchemy import select

from app.domain.event import EventKind
from app.store.database import Database, reading, transaction
from app.store.event import EventRow
from app.store.order import Order
from app.store.registration import Registration
from app.store.seal import Seal
from app.usecases.read_sensitive import Opened, read_sensitive
from tests.worlds import NOW, Desk, add_class, register_once

SEAL = Seal(("a secret",))
QUESTIONS: tuple[dict[str, object], ...] = (
    {"key": "bank", "kind": "text", "label": "Bank", "scope": "order", "sensitive": True},
    {"key": "ill", "kind": "yes_no", "label": "Ill?", "sensitive": True},
    {"key": "diet", "kind": "text", "label": "Diet"},
)


def reads(sessions: Database) -> list[object]:
    with reading(sessions) as session:
        kind = EventKind.REGISTRATION_ANSWERS_READ
        events = session.scalars(select(EventRow).where(EventRow.kind == kind)).all()
        return [each.facts["reason"] for each in events]


def look(sessions: Database, reference: str) -> tuple[Opened, ...] | None:
    return read_sensitive(sessions, reference=reference, seal=SEAL, by="Kim", now=NOW)


def test_those_of_the_place_and_of_its_order_are_opened_and_the_look_is_kept(
    sessions: Database,
) -> None:
    add_class(sessions, prices=(), questions=QUESTIONS)
    register_once(Desk(sessions), currency="")
    with transaction(sessions) as session:
        place, order = session.query(Registration).one(), session.query(Order).one()
        reference = place.reference
        order.answers = {"bank": "sealed:" + Seal(("lost",)).close(b'"NO93"').decode()}
        place.answers = {"ill": "sealed:" + SEAL.close(b"false").decode(), "diet": "vegan"}
    assert look(sessions, reference) == (Opened("Bank", None), Opened("Ill?", "No"))
    assert reads(sessions) == ["Bank, Ill?, by Kim"]


def test_where_there_is_nothing_to_open_nothing_is_kept(sessions: Database) -> None:
    add_class(sessions, prices=())
    register_once(Desk(sessions), currency="")
    with reading(sessions) as session:
        reference = session.query(Registration).one().reference
    assert look(sessions, reference) == ()
    assert look(sessions, "R-NOBODY") is None
    assert reads(sessions) == []
