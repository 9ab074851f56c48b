"""What a crowd does about letters: remind of a class, report of an address, send; and unguarded."""

import app.store.stopped_address
import app.usecases.remind_of_class
import app.usecases.send_after_all
from app.domain.bounce import Bounced, BounceKind, BounceReport
from app.domain.unsent import StaysUnsent
from app.store.database import Database
from app.usecases.remind_of_class import remind_of_class
from app.usecases.send_after_all import send_after_all
from app.usecases.take_bounce import take_bounce
from tests.races.deeds import deferred, unlocked
from tests.worlds import ANA, NOW


def remind(database: Database, share: str) -> str:
    """Remind of a class that is near; the share is the order's number and the class's."""
    order_id, class_id = share.split()
    reminded = remind_of_class(
        database,
        order_id=int(order_id),
        class_id=int(class_id),
        usual_days=2,
        partners={},
        wake=lambda names: None,
        now=NOW,
    )
    return "reminded" if reminded else "known"


def remind_without_the_guard(database: Database, share: str) -> str:
    """Remind where the order's row is not locked (and SQLite's begin deferred, out of turn)."""
    app.usecases.remind_of_class.lock_order = unlocked  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return remind(database, share)


def report(database: Database, share: str) -> str:
    """Report of Ana's address; the share is the kind and the letter's id."""
    kind, message = share.split()
    bounced = Bounced(ANA.email, BounceKind(kind))
    return take_bounce(database, BounceReport(bounced, NOW, message, "gone"), now=NOW)


def report_without_the_guard(database: Database, share: str) -> str:
    """Report where what was written down before is taken for new."""
    app.store.stopped_address._is_new = lambda *_, **__: True  # control
    return report(database, share)


def send(database: Database, share: str) -> str:
    """Have a letter sent that was held back; the share is its number."""
    try:
        return send_after_all(database, delivery_id=int(share), now=NOW) or "nothing"
    except StaysUnsent as refused:
        return refused.why.name


def send_without_the_guard(database: Database, share: str) -> str:
    """Have it sent where nobody looks whether it waits."""
    app.usecases.send_after_all.was_held_back = lambda *_: True  # type: ignore[attr-defined]  # control
    return send(database, share)
