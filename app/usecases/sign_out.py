"""Sign out: end every session of an account, so that a cookie that was copied opens nothing."""

from sqlalchemy import update

from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.staff import Staff


def sign_out(sessions: Sessions, *, staff_id: int) -> None:
    """Make every session of the account worthless, on whatever machine it is."""
    with transaction(sessions) as session:
        session.execute(
            update(Staff)
            .where(Staff.id == staff_id)
            .values(sign_in_version=Staff.sign_in_version + 1)
            .execution_options(synchronize_session=False)
        )
