"""Templates can say money, days, times and zones."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, render_template_string

from app.domain.money import Money
from app.web import language
from app.web.site import Site
from tests.worlds import Desk

pytestmark = [
    pytest.mark.usefixtures("database_url"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
SITE = Site(name="Desk", base_url="http://x", secret="x", hold=timedelta(minutes=30))
NINE = datetime(2031, 3, 10, 8, tzinfo=UTC)
FOUR = datetime(2031, 3, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ price|money }}", "€380.50"),
        ("{{ day|day }}", "Tuesday 4 March 2031"),
        ("{{ day|short_day }}", "Tue 4 Mar 2031"),
        ("{{ day|month }}", "March 2031"),
        ("{{ nine|moment('Europe/Oslo') }}", "Monday 10 March 2031, 09:00 CET"),
        ("{{ nine|until('Europe/Oslo') }}", "Monday 10 March 2031, 09:00 CET"),
        ("{{ nine|hours(four, 'Europe/Oslo') }}", "09:00–16:00 CET"),
        ("{{ nine|span(four, 'Europe/Oslo') }}", "Monday 10 March 2031, 09:00–16:00 CET"),
        ("{{ nine|days(four, 'Europe/Oslo') }}", "Mon 10 Mar 2031"),
        ("{{ 'Voucher X-1'|line }}", "Voucher X-1"),
        ("{{ 'Europe/Oslo'|zone }}", "Central European Time (Oslo)"),
    ],
)
def test_every_filter_says_what_it_is_for(desk: Desk, template: str, said: str) -> None:
    app = Flask("spoken")
    app.register_blueprint(language.build(desk.parts, SITE))
    facts = {"price": Money(38050, "EUR"), "day": date(2031, 3, 4), "nine": NINE, "four": FOUR}
    with app.test_request_context():
        assert render_template_string(template, **facts) == said
