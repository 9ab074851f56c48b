"""A form under a crowd of coordinators: nobody's change is overwritten, a version is made once."""

from collections import Counter

import pytest
from sqlalchemy import select

from app.store.database import Database, open_database, reading
from app.store.form_draft import FormDraft
from app.store.program import Form
from tests.races.crowd import crowd
from tests.races.form_deeds import build, build_without_the_guard
from tests.worlds import add_class

pytestmark = pytest.mark.races

CROWD = 16


def _edits(database: Database) -> list[str]:
    add_class(database, questions=({"key": "meal", "kind": "text", "label": "Meal"},))
    return [f"edit entry{number} 1.0" for number in range(CROWD)]


def _begun(database: Database, *deeds: str) -> list[str]:
    assert build(database, _edits(database)[0]) == "done"
    return [f"{deeds[number % len(deeds)]} entry{number} 1.1" for number in range(CROWD)]


def test_one_of_many_who_saw_the_same_form_changes_it(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, build, _edits(database))
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"done": 1, "moved on": CROWD - 1}
    with reading(database) as session:
        draft = session.scalars(select(FormDraft)).one()
        assert (len(draft.questions), draft.number) == (2, 1)


def test_of_many_who_publish_or_change_the_same_draft_one_does(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, build, _begun(database, "publish", "edit"))
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"done": 1, "moved on": CROWD - 1}
    with reading(database) as session:
        draft = session.scalars(select(FormDraft)).one()
        versions = session.scalars(select(Form.version)).all()
    assert (draft.number, len(versions)) == (2, 1 if draft.is_open else 2)


def test_without_the_guard_several_who_saw_the_same_draft_change_it(own_database_url: str) -> None:
    """None of them publishes: whoever does moves the version on, which all others would see."""
    database = open_database(own_database_url)
    ended = crowd(own_database_url, build_without_the_guard, _begun(database, "edit"))
    assert Counter(each.words for each in ended)["done"] > 1
    database.close()
