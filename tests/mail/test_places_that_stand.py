"""Claims about places that ended: what is said of those that stand does not count them."""

import pytest

from app.domain.registration import Channel
from app.sandbox.server import Sandbox
from app.store.database import Database
from app.usecases.cancel_registration import Decided, cancel_registration
from tests.mail.post_office import PostOffice, open_office
from tests.mail.telling import says, says_not
from tests.usecases.later import PRICE, deposited
from tests.usecases.places import KIM, places
from tests.worlds import ANA, BO

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> PostOffice:
    return open_office(sessions, sandbox)


def test_what_becomes_of_the_one_place_that_is_left_is_said_of_one(desk: PostOffice) -> None:
    deposited(desk, participants=(ANA, BO))
    (confirmed,) = [each for each in desk.post() if "Confirmed" in str(each.message["Subject"])]
    says(confirmed, "If it stays unpaid, your places are cancelled")
    cancel_registration(
        desk.sessions,
        reference=places(desk)[1].reference,
        reason="ill",
        channel=Channel.STAFF,
        decided=Decided(PRICE, KIM),
        **desk.around,
    )
    (ended,) = desk.post()
    says(ended, "If it stays unpaid, your place is cancelled")
    says_not(ended, "your places are")
