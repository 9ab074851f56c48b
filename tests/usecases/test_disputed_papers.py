"""Papers of a dispute: credited when lost, taken back when won, however often the bank decides."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.domain.account import DisputeState
from app.domain.paper import PaperKind
from app.store.database import Database
from tests.usecases.accounting import PRICE, Books
from tests.usecases.hearing import hear_dispute
from tests.usecases.papers import books, catch_up, said
from tests.worlds import money

LOST, WON, OPEN = DisputeState.LOST, DisputeState.WON, DisputeState.OPEN
RECEIPT = (PaperKind.RECEIPT, 420000)
CREDITED = (PaperKind.CREDIT_NOTE, -420000)
TAKEN_BACK = (PaperKind.CORRECTION, 420000)


@pytest.fixture
def desk(sessions: Database) -> Books:
    made = Books(sessions)
    order = made.paid()
    catch_up(made)
    made.gateway.dispute(made.intent(order), PRICE)
    return made


def decide(desk: Books, number: int, state: DisputeState) -> None:
    """Have the bank decide, an hour after it did last, and hear of it."""
    desk.later(hours=1)
    desk.gateway.claimed["du_1"] = replace(desk.gateway.claimed["du_1"], state=state)
    hear_dispute(desk, f"evt_{number}d")


@pytest.mark.parametrize(
    ("states", "papers"),
    [
        ([LOST], [CREDITED]),
        ([LOST, WON], [CREDITED, TAKEN_BACK]),
        ([LOST, WON, LOST], [CREDITED, TAKEN_BACK, CREDITED]),
        ([LOST, WON, OPEN, LOST, WON], [CREDITED, TAKEN_BACK] * 2),
        ([LOST, WON, LOST, WON, LOST], [CREDITED, TAKEN_BACK, CREDITED, TAKEN_BACK, CREDITED]),
    ],
)
def test_each_time_the_bank_decides_anew_it_has_papers_of_its_own(
    desk: Books, states: Sequence[DisputeState], papers: Sequence[tuple[PaperKind, int]]
) -> None:
    for number, state in enumerate(states):
        decide(desk, number, state)
        catch_up(desk)
        told = books(desk.sessions)
        assert told.papers == told.kept == money(desk.sessions).paid
    assert said(desk.sessions) == [RECEIPT, *papers]
    assert catch_up(desk) == 0


def test_what_was_decided_anew_before_anybody_looked_is_caught_up_with(desk: Books) -> None:
    decide(desk, 0, LOST)
    catch_up(desk)
    for number, state in enumerate((WON, LOST), start=1):
        decide(desk, number, state)
    catch_up(desk)
    told = books(desk.sessions)
    assert told.papers == told.kept == 0
    assert said(desk.sessions) == [RECEIPT, CREDITED, TAKEN_BACK, CREDITED]
    assert catch_up(desk) == 0
