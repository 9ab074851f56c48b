"""Claims about the extras in letters: whose they are, and to whoever takes part their own."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.sandbox.server import Sandbox
from app.store.database import Database, transaction
from app.store.draft import Draft
from app.usecases.register import register
from tests.mail.post_office import PostOffice, open_office
from tests.mail.telling import says, says_not
from tests.usecases.later import AT_DOOR
from tests.vouchers import add_extra
from tests.worlds import ANA, BO, HOLD, add_draft

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> PostOffice:
    return open_office(sessions, sandbox)


def confirm(desk: PostOffice, had: Mapping[Contact, Mapping[str, int]]) -> None:
    """Register people with extras of their own, to be paid at the door."""
    for code in ("lunch", "bed"):
        add_extra(desk.sessions, code, most=2)
    add_draft(desk.sessions, participants=tuple(had))
    with transaction(desk.sessions) as session:
        draft = session.scalars(select(Draft)).one()
        given = zip(draft.content["participants"], had.values(), strict=True)
        each = [{**participant, "extras": dict(extras)} for participant, extras in given]
        draft.content = {**draft.content, "participants": each}
    register(
        desk.sessions,
        draft_token="draft-1",
        partners=desk.partners,
        now=desk.now,
        hold=HOLD,
        wish=AT_DOOR,
    )


def test_the_buyer_reads_whose_the_extras_are(desk: PostOffice) -> None:
    confirm(desk, {ANA: {"lunch": 1}, BO: {"lunch": 2, "bed": 1}})
    (confirmed,) = desk.post()
    says(confirmed, "Extras", "Ana Lind: Lunch", "Bo Berg: Bed, Lunch × 2")


def test_whoever_takes_part_reads_what_they_have_themselves(desk: PostOffice) -> None:
    confirm(desk, {ANA: {"lunch": 1}, BO: {"lunch": 2, "bed": 1}})
    (own,) = desk.post("bo@example.org")
    says(own, "Extras", "Bed", "Lunch × 2")
    says_not(own, "Ana", "NOK")


def test_whoever_has_none_reads_of_none(desk: PostOffice) -> None:
    confirm(desk, {ANA: {"lunch": 1}, BO: {}})
    (own,) = desk.post("bo@example.org")
    says_not(own, "Extras", "Lunch")


def test_one_place_alone_has_its_extras_among_what_it_costs(desk: PostOffice) -> None:
    confirm(desk, {ANA: {"lunch": 1}})
    (confirmed,) = desk.post()
    says(confirmed, "1 × Lunch")
    says_not(confirmed, "Extras")
