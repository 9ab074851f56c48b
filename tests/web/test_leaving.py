"""One of a group is taken off the waiting list on the order's page; the others wait on."""

from pathlib import Path

import pytest

from app.store.database import Database
from app.usecases.leave_with_one import leave_with_one
from tests.usecases.places import places
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.web.ordering import address, says_only
from tests.web.visitor import Visitor, open_site
from tests.worlds import deliveries

YES = "Yes, take them off"


@pytest.fixture
def queue(sessions: Database) -> Queue:
    """Give a class of three that is full, and a line with a group of two and somebody behind."""
    queue = Queue(Shop(sessions), capacity=3, prices=())
    queue.fill(3)
    return queue


@pytest.fixture
def ada(queue: Queue, tmp_path: Path) -> Visitor:
    client = open_site(queue.shop, tmp_path)
    client.private = ("Kim", "Lee")
    return Visitor(client)


def of(queue: Queue, name: str) -> str:
    """Return the reference of somebody's place."""
    return next(each.reference for each in places(queue.shop) if each.name == name)


def test_one_leaves_and_the_others_keep_their_place(queue: Queue, ada: Visitor) -> None:
    order = queue.join("Kim", "Lee")
    queue.join("Max")
    ada.open(address(order))
    page = ada.open(ada.here.link("Lee : Leave the waiting list"))
    assert "You are number 1 in line" in page.words
    assert "1 other of you waits on" in page.words
    page = ada.press(YES)
    assert "One of you waits no more" in page.words
    assert "You are number 1 in line" in page.words
    assert len(queue.waiting()) == 2
    assert [each.state for each in places(queue.shop) if each.name == "Lee"] == ["cancelled"]
    assert deliveries(queue.shop.sessions, "mail")[-1][0] == "order.place_left_line"


def test_a_smaller_group_fits_where_the_whole_one_did_not(queue: Queue, ada: Visitor) -> None:
    order = queue.join("Kim", "Lee")
    queue.change(capacity=4)
    assert queue.move() == 0
    ada.open(address(order, page=f"/places/{of(queue, 'Lee')}/leave"))
    ada.press(YES)
    assert "line" in queue.shop.woken
    assert queue.move() == 1
    assert [each.state for each in places(queue.shop) if each.name == "Kim"] == ["held"]


def test_with_the_last_one_the_order_leaves_the_line(queue: Queue, ada: Visitor) -> None:
    order = queue.join("Kim", "Lee")
    for name in ("Kim", "Lee"):
        ada.open(address(order, page=f"/places/{of(queue, name)}/leave"))
        ada.press(YES)
    assert says_only(ada.here, "cancelled")
    assert queue.waiting() == []
    assert queue.counted() == 0


def test_all_of_them_leave_at_once(queue: Queue, ada: Visitor) -> None:
    order = queue.join("Kim", "Lee")
    ada.open(address(order))
    ada.open(ada.here.link("all of you"))
    assert says_only(ada.press("Yes, leave it"), "cancelled")
    assert queue.waiting() == []


def test_who_was_offered_a_place_meanwhile_sees_it(queue: Queue, ada: Visitor) -> None:
    order = queue.join("Kim", "Lee")
    way = address(order, page=f"/places/{of(queue, 'Lee')}/leave")
    ada.open(way)
    queue.change(capacity=5)
    assert queue.move() == 1
    assert "There are places for all of you" in ada.press(YES).words
    assert "There are places for all of you" in ada.open(way).words


def test_nobody_without_the_token_or_of_another_order_takes_anybody_off(
    queue: Queue, ada: Visitor
) -> None:
    order = queue.join("Kim", "Lee")
    other = queue.join("Max")
    way = address(order, page=f"/places/{of(queue, 'Lee')}/leave")
    page = ada.open(way)
    assert ada.open(way.partition("?")[0]).status_code == 404
    ada.here = page
    assert ada.press(YES, {"token": "forged"}).status_code == 404
    for reference, place in ((other, of(queue, "Lee")), (order, "R-NONE")):
        left = leave_with_one(
            queue.shop.sessions,
            order_reference=reference,
            reference=place,
            **queue.shop.around,
        )
        assert not left
    assert len(queue.waiting()) == 2
