"""What the only order may have besides that names somebody. No claims."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.form.file import FileAnswer, FileType
from app.domain.payment_plan import Plan, Unpaid
from app.store.course_class import CourseClass
from app.store.delivery import Delivery
from app.store.order import Order
from app.store.payment_terms import PaymentTerms
from app.store.person import Person
from app.store.upload import Upload, keep_upload


def hand_in_what_names_ana(session: Session, *, now: datetime) -> None:
    """Have the only order be invoiced to Ana's company, and have a file of hers."""
    (number,) = session.scalars(select(Order.id))
    session.add(
        PaymentTerms(
            order_id=number,
            plan=Plan.INVOICE,
            unpaid=Unpaid.CANCEL,
            agreed_at=now,
            company="Lind AS",
            address="Lind Lane 1",
            reference="Ana Lind",
        )
    )
    cv = FileAnswer("8c0f6a52-0000-4000-8000-000000000000", "Ana Lind.pdf", 3)
    keep_upload(
        session.connection(),
        cv,
        b"of Ana Lind",
        class_id=session.scalars(select(CourseClass.id)).one(),
        key="cv",
        kind=FileType.PDF,
        seal=None,
        now=now,
    )
    session.execute(update(Upload).values(order_id=number, position=0))
    session.execute(update(Person).values(details={"city": "Ana Lind's", "gender": "F"}))
    session.execute(update(Delivery).values(words="550 no such user: ana@example.org"))
