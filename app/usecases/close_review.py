"""Close review: somebody of the staff has looked at a person. Not here: mending what they saw."""

from sqlalchemy import update

from app.domain.contract import Sessions
from app.store.database import rows_changed, transaction
from app.store.person import Person


def close_review(sessions: Sessions, *, person: str) -> bool:
    """Have the person (our record id) wait for nobody, and say whether they did."""
    with transaction(sessions) as session:
        closed = session.execute(
            update(Person).where(Person.code == person, Person.review != "").values(review="")
        )
        return rows_changed(closed) == 1
