"""Claims about moving a place to a class with a line: who moves it is told who would be passed."""

import pytest
from sqlalchemy import update

from app.domain.replacing import Moved, OthersWait
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.usecases.move_registration import move_registration
from tests.usecases.places import KIM, paid, places
from tests.usecases.shop import Shop
from tests.worlds import add_class

OTHER = "FA-2031-09"


def move(shop: Shop, reference: str, passes: int | None) -> Moved | None:
    return move_registration(
        shop.sessions,
        reference=reference,
        class_code=OTHER,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        passes=passes,
    )


@pytest.mark.parametrize(("wait", "said"), [(1, "1 order waits"), (2, "2 orders wait")])
def test_it_goes_past_no_more_than_is_known(sessions: Database, wait: int, said: str) -> None:
    shop = Shop(sessions)
    add_class(sessions)
    add_class(sessions, OTHER)
    (place,) = paid(shop)
    with transaction(sessions) as session:
        session.execute(update(CourseClass).where(CourseClass.code == OTHER).values(in_line=wait))
    with pytest.raises(OthersWait, match=f"{said} in line there, and would be passed over"):
        move(shop, place, wait - 1)
    assert [each.state for each in places(shop)] == ["confirmed"]
    assert move(shop, place, wait) is not None


def test_nobody_is_asked_who_does_not_say(sessions: Database) -> None:
    shop = Shop(sessions)
    add_class(sessions)
    add_class(sessions, OTHER)
    (place,) = paid(shop)
    with transaction(sessions) as session:
        session.execute(update(CourseClass).where(CourseClass.code == OTHER).values(in_line=1))
    assert move(shop, place, None) is not None
