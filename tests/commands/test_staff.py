"""Staff by command: the password is printed once and signs in; a name can be changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.commands.staff import add_to_staff, name_member
from app.domain.contact import ContactRefused
from app.domain.event import EventKind
from app.store.database import Database, reading
from app.store.staff import Staff
from app.usecases.add_staff import StaffRefused
from app.usecases.name_staff import StaffUnknown
from app.usecases.sign_in import sign_in
from tests.commands.place import ROOT
from tests.fakes.partner import FakePartner
from tests.worlds import NOW, Desk, deliveries


def test_the_password_that_is_printed_signs_in(
    sessions: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_to_staff(Desk(sessions).parts, "kim@example.org", "admin") == 0
    line = capsys.readouterr().out
    assert line.startswith("Added kim@example.org as admin. Password: ")
    password = line.rstrip().rpartition(" ")[2]
    assert len(password) == 22
    sign_in(sessions, email="kim@example.org", password=password, address="a", secret="s", now=NOW)


def test_somebody_is_named_anew_and_partners_hear_of_it(
    sessions: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = FakePartner("connector", frozenset({EventKind.STAFF_CHANGED}), listing=False)
    desk = Desk(sessions, partners={"connector": hub})
    add_to_staff(desk.parts, "kim@example.org", "admin", "Kim Lind")
    assert name_member(desk.parts, "KIM@example.org", " Kim  Berg ") == 0
    assert capsys.readouterr().out.endswith("KIM@example.org is called Kim Berg now.\n")
    assert named(sessions) == ["Kim Berg"]
    assert deliveries(sessions, "connector") == [("staff.changed", "due")] * 2
    name_member(desk.parts, "staff-1", "Kim Berg")
    assert len(deliveries(sessions, "connector")) == 2, "the same name again is no news"


def test_nobody_is_named_who_is_not_there_and_nothing_is_no_name(sessions: Database) -> None:
    desk = Desk(sessions)
    add_to_staff(desk.parts, "kim@example.org", "admin", "Kim Lind")
    with pytest.raises(StaffUnknown, match="nobody on the staff"):
        name_member(desk.parts, "bo@example.org", "Bo Berg")
    with pytest.raises(ContactRefused, match="Enter a full name"):
        name_member(desk.parts, "kim@example.org", "  ")
    assert named(sessions) == ["Kim Lind"]


@pytest.mark.parametrize(
    ("who", "code", "said"),
    [
        ("kim@example.org", 0, "kim@example.org is called Kim Berg now."),
        ("bo@example.org", 2, "coursedesk: nobody on the staff has that address"),
    ],
)
def test_the_command_names_somebody_of_the_desk_that_is_meant(
    database_url: str, sessions: Database, tmp_path: Path, who: str, code: int, said: str
) -> None:
    add_to_staff(Desk(sessions).parts, "kim@example.org", "admin")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app", "staff", "name", who, "Kim Berg"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": database_url,
            "INSTANCE_PATH": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, (done.stdout + done.stderr).strip()) == (code, said)
    assert named(sessions) == ["" if code else "Kim Berg"]


def named(sessions: Database) -> list[str]:
    """Return the names of the staff."""
    with reading(sessions) as session:
        return list(session.scalars(select(Staff.name)))


def test_a_role_there_is_not_adds_nobody_and_prints_no_password(
    sessions: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StaffRefused, match="there is no role king"):
        add_to_staff(Desk(sessions).parts, "kim@example.org", "king")
    assert capsys.readouterr().out == ""
