"""The whole application, for the tests that visit every address."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.store.database import open_database
from tests.architecture.whole import Whole, build_whole


@pytest.fixture(scope="module")
def whole(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """Return the whole application; one kind of database is enough to see who is let in.

    One for all tests of a module: what they do does not get in each other's way.
    """
    place = tmp_path_factory.mktemp("whole")
    shutil.copyfile(sqlite_template, place / "coursedesk.db")
    database = open_database(f"sqlite:///{place / 'coursedesk.db'}")
    yield build_whole(database, place)
    database.close()


@pytest.fixture(scope="module")
def staff(whole: Whole) -> FlaskClient:
    """Return a client that somebody of the staff has signed in with."""
    return whole.sign_in()
