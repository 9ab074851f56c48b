"""Adding staff by command: the password is printed once, and signs in."""

import pytest

from app.commands.staff import add_to_staff
from app.store.database import Database
from app.usecases.add_staff import StaffRefused
from app.usecases.sign_in import sign_in
from tests.worlds import NOW, Desk


def test_the_password_that_is_printed_signs_in(
    sessions: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_to_staff(Desk(sessions).parts, "kim@example.org", "admin") == 0
    line = capsys.readouterr().out
    assert line.startswith("Added kim@example.org as admin. Password: ")
    password = line.rstrip().rpartition(" ")[2]
    assert len(password) == 22
    sign_in(sessions, email="kim@example.org", password=password, address="a", secret="s", now=NOW)


def test_a_role_there_is_not_adds_nobody_and_prints_no_password(
    sessions: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StaffRefused, match="there is no role king"):
        add_to_staff(Desk(sessions).parts, "kim@example.org", "king")
    assert capsys.readouterr().out == ""
