"""An order's page after places of it ended, in a real browser: what goes back, what is kept."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain.refund_rule import RefundStep
from app.store.database import Database
from tests.accessible import assert_good_at, assert_readable_in_the_dark
from tests.usecases.later import EVERY_WAY
from tests.usecases.places import paid
from tests.usecases.shop import Shop
from tests.usecases.test_cancel_by_rule import cancel, rule, shown
from tests.web.ordering import address
from tests.web.serving import serving
from tests.web.test_cancelling import order
from tests.worlds import ANA, BO, add_class

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
WIDTHS = (320, 768, 1440)


def test_what_goes_back_and_what_is_kept_is_read_at_every_width(
    sessions: Database, tmp_path: Path, page: Page
) -> None:
    shop = Shop(sessions)
    add_class(sessions, ways=EVERY_WAY)
    rule(shop, RefundStep(0, 50))
    first, second, _ = paid(shop, ANA, BO, ANA)
    for place in (first, second):
        cancel(shop, place, shown(shop, place))
        shop.refund_all()
        shop.later(minutes=60)
    with serving(shop, tmp_path) as site:
        page.goto(f"{site}{address(order(shop))}")
        expect(page.get_by_text("Of the price of NOK 4,200, NOK 2,100 is kept")).to_have_count(2)
        expect(page.get_by_text("We have sent NOK 2,100 back.")).to_have_count(2)
        assert_good_at(page, *WIDTHS)
        assert_readable_in_the_dark(page)
