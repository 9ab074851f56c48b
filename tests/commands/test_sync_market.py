"""`./manage sync trainingportal`: what is shown there is told again where it differs."""

import pytest

from app.commands.sync import sync
from app.domain.reconcile import Held, NotHeld, Thing
from app.store.database import Database
from tests.fakes.partner import CLASSES, FakePartner
from tests.usecases.mirror import Mirror
from tests.worlds import CLASS, Desk, add_class, deliveries

Said = pytest.CaptureFixture[str]
NAME = "trainingportal"


@pytest.fixture
def portal() -> Mirror:
    return Mirror(NAME, CLASSES, per="class", merges=True, reads=frozenset({Thing.CLASS}))


@pytest.fixture
def desk(sessions: Database, portal: Mirror) -> Desk:
    add_class(sessions)
    return Desk(sessions, partners={NAME: portal})


def test_a_class_that_is_missing_there_is_told(desk: Desk, portal: Mirror, capsys: Said) -> None:
    portal.held[CLASS] = NotHeld(Thing.CLASS, CLASS)
    assert sync(desk.parts, NAME) == 0
    assert capsys.readouterr().out == "Trainingportal: 1 compared, 1 to be told again.\n"
    assert [state for _, state in deliveries(desk.sessions, NAME)] == ["due"]
    assert desk.woken == [NAME]


def test_where_all_is_in_step_nothing_is_told(desk: Desk, capsys: Said) -> None:
    assert sync(desk.parts, NAME) == 0
    assert "0 to be told again" in capsys.readouterr().out
    assert deliveries(desk.sessions, NAME) == []


def test_a_class_of_theirs_is_left_to_a_person(desk: Desk, portal: Mirror, capsys: Said) -> None:
    portal.beside = [Held(Thing.CLASS, "THEIRS-1", {})]
    assert sync(desk.parts, NAME) == 1
    assert "1 difference somebody has to look at: /staff/reconcile" in capsys.readouterr().out


def test_what_could_not_be_read_is_said(desk: Desk, portal: Mirror, capsys: Said) -> None:
    portal.not_read = "classes: the call is not confirmed"
    assert sync(desk.parts, NAME) == 0
    assert "Not read: classes: the call is not confirmed" in capsys.readouterr().out


def test_a_portal_that_is_off_or_cannot_be_read_is_not_synced(desk: Desk, capsys: Said) -> None:
    for partners in ({}, {NAME: FakePartner(NAME, CLASSES)}):
        desk.partners = dict(partners)
        assert sync(desk.parts, NAME) == 2
        assert "Trainingportal is off" in capsys.readouterr().err
