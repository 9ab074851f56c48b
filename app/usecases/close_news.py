"""Close news: somebody of the staff has looked at what a partner said. Not here: acting on it."""

from sqlalchemy import update

from app.domain.contract import Sessions
from app.store.database import rows_changed, transaction
from app.store.inbound import Inbound


def close_news(sessions: Sessions, *, news_id: int, by: str) -> bool:
    """Note who has looked at it, and say whether it was waiting for that."""
    with transaction(sessions) as session:
        closed = session.execute(
            update(Inbound)
            .where(Inbound.id == news_id, Inbound.look)
            .values(look=False, words=Inbound.words + f" (looked at by {by})")
            .execution_options(synchronize_session=False)
        )
        return rows_changed(closed) == 1
