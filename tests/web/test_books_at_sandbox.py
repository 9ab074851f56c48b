"""What the books say of money that Stripe took in another currency, which goes back whole.

The real gateway and its account, and the product's own pages; nothing of either is stood in for.
"""

import csv
import io
from pathlib import Path

from sqlalchemy import select

from app.store.payment import Refund
from tests.usecases.papers import Books, books, catch_up
from tests.watching import words_of
from tests.web.at_sandbox import Story
from tests.web.staffroom import BOOKKEEPER, arrive, sign_in
from tests.web.visitor import Visitor

# Whatever day it is, for Stripe's clock goes on.
EVER = "from=2026-01-01&to=2199-12-31"


def sheet(lee: Visitor, name: str) -> list[dict[str, str]]:
    """Return the rows of a sheet of all that ever was, taken away as text."""
    answer = lee.client.get(f"/staff/bookkeeping/{name}.csv?{EVER}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_a_refund_in_another_currency_is_in_the_books(story: Story, tmp_path: Path) -> None:
    intent = story.paid()
    catch_up(story.desk)
    story.meddle("currency", intent, currency="eur")
    story.prove()
    assert "Done." in story.press("Take theirs")
    story.house()
    catch_up(story.desk)
    assert story.one(select(Refund.currency)) == "EUR"
    lee = sign_in(arrive(story.desk, tmp_path), BOOKKEEPER)
    page = lee.open(f"/staff/bookkeeping?{EVER}")
    rows = [words_of(row) for row in page.all("tr")]
    assert [row for row in rows if row.startswith("EUR")] == ["EUR €0 €0 €4,200 €4,200 €0"]
    (refund,) = sheet(lee, "refunds")
    assert (refund["Currency"], refund["Amount"], refund["Paper"]) == ("EUR", "4200.00", "")
    (payment,) = sheet(lee, "payments")
    assert (payment["Currency"], payment["Amount"], payment["Paper"]) == ("EUR", "4200.00", "")
    assert books(story.desk.sessions) == Books(0, 0)
