"""Under which names partners are told answers: built, refused where there is no place, told."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.event import Answer
from app.queries.outbox import find_due_deliveries
from app.store.database import transaction
from app.store.order import Order
from app.store.registration import Registration
from app.usecases.deliver import deliver
from tests.fakes.partner import FakePartner
from tests.web.form_room import FORM, add, builder, publish
from tests.web.visitor import Visitor, problems
from tests.worlds import CLASS, Desk, register_once


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    return builder(desk, tmp_path)


def told(desk: Desk, own: dict[str, Answer], once: dict[str, Answer]) -> dict[str, Answer]:
    """Register with these answers and return those that the partner was told."""
    register_once(desk)
    with transaction(desk.sessions) as session:
        session.scalars(select(Registration)).one().answers = own
        session.scalars(select(Order)).one().answers = once
    partner = desk.partners["iso"]
    assert isinstance(partner, FakePartner)
    for each in find_due_deliveries(desk.sessions, "iso", now=desk.now):
        deliver(desk.sessions, delivery_id=each.id, partner=partner, clock=desk.clock, jitter=0)
    place = partner.told[0].registration
    assert place
    return dict(place.answers)


def test_an_answer_goes_under_the_name_that_it_has_there(desk: Desk, kim: Visitor) -> None:
    kim.open(f"{FORM}/entries/meal")
    kim.press("Keep it in the draft", {"told_as-iso": "diet"})
    add(kim, "text", label="Size")
    add(kim, "text", label="Nickname", **{"silent-iso": "yes"})
    add(kim, "text", label="Health", sensitive="yes")
    add(kim, "text", label="Project", scope="order", **{"told_as-iso": "costCentre"})
    add(kim, "text", label="Bus", scope="order")
    page = kim.open(f"{FORM}/publish")
    assert "ISO: meal → diet" in page.words
    publish(kim)
    own: dict[str, Answer] = {"meal": "Fish", "size": "L", "nickname": "Bo", "health": "well"}
    once: dict[str, Answer] = {"project": "P-1", "bus": "9:00"}
    answers = told(desk, {**own, "preferences": ["news"]}, once)
    assert answers == {
        "diet": "Fish",
        "size": "L",
        "costCentre": "P-1",
        "preferences": ["news"],
    }


def test_where_there_is_no_place_for_answers_a_name_is_refused_in_words(kim: Visitor) -> None:
    page = kim.open(f"{FORM}/new?kind=text")
    assert "Trainingportal has no place for answers: nothing of them goes there." in page.words
    fields = {"label": "Size", "told_as-trainingportal": "size"}
    page = kim.press("Keep it in the draft", fields)
    assert problems(page) == ["Trainingportal has no place for answers"]


def test_what_is_sensitive_has_no_name_and_no_two_answers_have_one(kim: Visitor) -> None:
    fields = {"label": "Health", "sensitive": "yes", "told_as-iso": "health"}
    assert problems(add(kim, "text", **fields)) == [
        "What is sensitive stays here: ISO is not told it"
    ]
    page = add(kim, "text", label="Lunch", **{"told_as-iso": "meal"})
    assert problems(page) == ["ISO is told another answer as meal"]


def test_columns_of_an_export_carry_the_names(desk: Desk, kim: Visitor) -> None:
    kim.open(f"{FORM}/entries/meal")
    kim.press("Keep it in the draft", {"told_as-iso": "diet"})
    publish(kim)
    answer = kim.client.get(f"/staff/classes/{CLASS}/registrations.csv")
    head = next(csv.reader(answer.get_data().decode("utf-8-sig").splitlines()))
    assert head[-1] == "answer:meal (ISO: diet)"
