"""Claims about what a letter says of money that stays unpaid, by the setting of the class."""

import pytest

from app.domain.payment_plan import DepositTerms, Unpaid, Ways
from app.sandbox.server import Sandbox
from app.store.database import Database
from tests.mail.post_office import PostOffice
from tests.mail.telling import says
from tests.usecases.later import deposited
from tests.worlds import add_class

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("unpaid", "follows"),
    [
        (Unpaid.CANCEL, "your place is cancelled"),
        (Unpaid.KEEP, "your place stays as it is, and the money is still owed."),
        (Unpaid.STAFF, "we decide what becomes of your place, and write to you."),
    ],
)
def test_whoever_paid_a_deposit_reads_what_follows_where_the_rest_does_not_come(
    sessions: Database, sandbox: Sandbox, unpaid: Unpaid, follows: str
) -> None:
    terms = DepositTerms(20, rest_by_days=14, unpaid=unpaid)
    add_class(sessions, ways=Ways(deposit=terms))
    desk = PostOffice(sessions, sandbox)
    deposited(desk)
    (confirmed,) = desk.post()
    says(confirmed, f"If it stays unpaid, {follows}")
