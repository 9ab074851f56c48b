"""The step that issues papers, as the sweep takes it, and the same with its guard taken away."""

from datetime import datetime

from sqlalchemy.orm import Session

import app.store.paper_book
from app.parts import Parts
from app.queries.unissued import find_orders_without_papers
from app.store.legal_entity import LegalEntity
from app.store.paper import take_number
from app.usecases.issue_papers import issue_papers


def issue(parts: Parts, _: str) -> None:
    """Issue whatever is missing."""
    for reference in find_orders_without_papers(parts.sessions):
        issue_papers(
            parts.sessions, order_reference=reference, seller=parts.seller, now=parts.clock()
        )


def issue_without_the_guard(parts: Parts, _: str) -> None:
    """Issue where the number commits before the paper that has it."""
    app.store.paper_book.take_number = _take_and_commit  # type: ignore[attr-defined]  # control
    issue(parts, "")


def _take_and_commit(
    session: Session, entity: LegalEntity, *, now: datetime
) -> tuple[int, int, str, datetime]:
    taken = take_number(session, entity, now=now)
    session.connection().exec_driver_sql("COMMIT")
    session.connection().exec_driver_sql("BEGIN")
    return taken
