"""An order's data is erased once nothing is to come of it, and not before."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.erasing import (
    NAME,
    NOTHING_KNOWN,
    Bar,
    ErasingFacts,
    NamesSomebody,
    bar_to_erasing,
    refuse_names,
    say_name,
)
from app.domain.registration import RegistrationState as S
from app.domain.said import Said
from app.languages import language_of
from tests.worlds import NOW

ENDED, RUNS = NOW, NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("places", "bar"),
    [
        (((S.CONFIRMED, ENDED),), None),
        (((S.COMPLETED, ENDED),), None),
        (((S.NO_SHOW, ENDED), (S.CANCELLED, RUNS)), None),
        (((S.CANCELLED, RUNS),), None),
        (((S.EXPIRED, RUNS),), None),
        (((S.CONFIRMED, RUNS),), Bar.RUNS),
        (((S.CONFIRMED, ENDED), (S.CONFIRMED, RUNS)), Bar.RUNS),
        (((S.COMPLETED, RUNS),), Bar.RUNS),
        (((S.HELD, ENDED),), Bar.RUNS),
        (((S.WAITLISTED, ENDED),), Bar.RUNS),
    ],
)
def test_its_places_must_be_over(places: tuple[tuple[S, datetime], ...], bar: Bar | None) -> None:
    facts = ErasingFacts(erased=False, places=places, owed_minor=0, moving=False)
    assert bar_to_erasing(facts, now=NOW) is bar


@pytest.mark.parametrize(
    ("changed", "bar"),
    [
        ({"owed_minor": 1}, Bar.OWES),
        ({"moving": True}, Bar.MONEY),
        ({"owed_minor": 1, "moving": True}, Bar.OWES),
        ({"erased": True, "owed_minor": 1}, Bar.ERASED),
    ],
)
def test_its_money_must_be_settled_and_it_is_done_once(changed: dict[str, bool], bar: Bar) -> None:
    facts: dict[str, Any] = {
        "erased": False,
        "places": ((S.CONFIRMED, ENDED),),
        "owed_minor": 0,
        "moving": False,
    }
    assert bar_to_erasing(ErasingFacts(**facts | changed), now=NOW) is bar


def test_every_detail_is_cleared_but_the_names_which_are_replaced() -> None:
    assert set(NOTHING_KNOWN.values()) == {""}
    assert "birth_date" in NOTHING_KNOWN
    assert "first_name" not in NOTHING_KNOWN


def test_an_erased_person_is_called_so_in_every_language() -> None:
    said = say_name(NAME)
    assert isinstance(said, Said)
    assert (said, said.in_tongue(language_of("nb"))) == ("Erased", "Slettet")
    assert say_name("Ana Lind") == "Ana Lind"


@pytest.mark.parametrize(
    "number", ["+4722123456", "22 12 34 56", "0047 22-12-34-56", "(22) 123456", "4722.123.456"]
)
def test_a_reason_has_nobodys_number_however_it_is_written(number: str) -> None:
    with pytest.raises(NamesSomebody):
        refuse_names(f"told from {number} today", {"Ana Lind", "+4722123456", ""})


@pytest.mark.parametrize("number", ["22 12 34 57", "000000", "2031-03-10", "56", "order 12"])
def test_a_reason_may_have_another_number(number: str) -> None:
    refuse_names(f"see {number}", {"Ana Lind", "+4722123456", ""})
