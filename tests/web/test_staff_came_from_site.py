"""Staff see on which site the form of a registration stood: on its page, in the class's table."""

import csv
from pathlib import Path

import pytest

from app.queries.staff.registration import registration_of
from app.usecases.claim_embedded_form import claim_embedded_form
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.visitor import Visitor
from tests.worlds import BO, CLASS, Desk, add_class, register_once

SITE = "https://www.host.example"


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    return sign_in(arrive(desk, tmp_path))


def test_the_site_of_an_embedded_form_is_shown_and_is_in_the_table(
    desk: Desk, kim: Visitor
) -> None:
    add_class(desk.sessions, prices=())
    claim_embedded_form(
        desk.sessions, form_key="form-1", draft_token="draft-1", site=SITE, back="", now=desk.now
    )
    # One that stood in no frame that it knew of says no more than one of our own.
    claim_embedded_form(
        desk.sessions, form_key="form-2", draft_token="draft-2", site="", back="", now=desk.now
    )
    there = register_once(desk, token="draft-1", currency="").reference
    here = register_once(desk, token="draft-2", participants=(BO,), buyer=BO, currency="").reference
    pages = [
        kim.open(f"/staff/registrations/{registration_of(desk.sessions, each)}").words
        for each in (there, here)
    ]
    assert [f"the form on {SITE}" in each for each in pages] == [True, False]
    assert "the form on" not in pages[1]
    answer = kim.client.get(f"/staff/classes/{CLASS}/registrations.csv")
    head, *rows = csv.reader(answer.get_data().decode("utf-8-sig").splitlines())
    column = head.index("site")
    assert [row[column] for row in rows] == [SITE, ""]
