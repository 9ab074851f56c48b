"""The sweep: finds what was not woken, was killed or lapsed, every five seconds.

Each destination has a thread of its own, so that a slow partner holds nobody else up. Seven more
are the house's: money (ended holds, unsettled payments, refunds), which waits for the gateway,
waiting lists, what partners sent, codes that were asked for, upkeep (lapsed leases, reminders of
classes, what is to be forgotten, papers), which waits for nobody, and the pull of people who wait
at partners, every three minutes, and papers of whatever was paid long ago, every hour: upkeep looks
at the last days only. The last reads partners back, once a night.
"""

from datetime import datetime, timedelta
from threading import Event, Thread

from app import logs
from app.domain.contract import CODES, HOUSE, INBOUND, LINE, Told
from app.domain.night import NIGHT
from app.domain.notice import StaffMail
from app.domain.payment import RefundState
from app.domain.reason import OwnReason, say_reason
from app.domain.registration import RegistrationState
from app.jobs.chores import do_chore, do_each
from app.jobs.deliver import drain_destination, jitter
from app.jobs.inbound import drain_inbound
from app.jobs.line import move_lines
from app.jobs.nightly import read_back_everywhere
from app.jobs.pull import pull_everywhere
from app.jobs.reminders import remind_of_classes
from app.parts import Parts
from app.queries.outbox import (
    DueReminder,
    EndingOrder,
    find_due_refunds,
    find_due_reminders,
    find_ended_holds,
    find_orders_of_cancelled_classes,
    find_payments_to_look_at,
    find_unpaid_ends,
)
from app.queries.unissued import find_orders_without_papers
from app.usecases.cancel_places import cancel_places
from app.usecases.end_unpaid import end_unpaid
from app.usecases.follow_refund import follow_refund
from app.usecases.forget_answers import forget_answers
from app.usecases.forget_bookings import forget_bookings
from app.usecases.forget_drafts import forget_drafts
from app.usecases.forget_inbound import forget_inbound
from app.usecases.issue_papers import issue_papers
from app.usecases.keep_exchanges import forget_exchanges
from app.usecases.make_refund import make_refund
from app.usecases.release_hold import release_hold
from app.usecases.release_lapsed import release_lapsed
from app.usecases.remind_of_payment import remind_of_payment
from app.usecases.renew_address_keys import renew_address_keys
from app.usecases.send_codes import send_codes
from app.usecases.settle_payment import settle_payment
from app.usecases.take_notices import give_back, take_notices
from app.usecases.try_destination import try_with_new_settings

INTERVAL = 5.0
EXPIRED = say_reason(OwnReason.HOLD_ENDED)
UPKEEP = "upkeep"
PULL = "pull"
PULL_INTERVAL = 180.0
PAPERS = "papers"
PAPERS_INTERVAL = 3600.0
NIGHT_INTERVAL = 60.0
# What was paid longer ago and has no paper yet is looked for less often.
_NEW = timedelta(days=3)


def sweep(parts: Parts, *, stop: Event, interval: float = INTERVAL) -> None:
    """Sweep until ``stop`` is set; returns when every thread has finished what it had in hand."""
    # This process may have been started because somebody mended the settings, or changed them.
    do_chore(lambda: renew_address_keys(parts.sessions))
    do_chore(lambda: try_with_new_settings(parts.sessions, now=parts.clock()))
    intervals = {PULL: PULL_INTERVAL, PAPERS: PAPERS_INTERVAL, NIGHT: NIGHT_INTERVAL}
    names = [HOUSE, LINE, UPKEEP, INBOUND, CODES, PULL, PAPERS, NIGHT, *parts.partners]
    threads = [
        Thread(
            target=_repeat,
            args=(parts, name, stop, intervals.get(name, interval)),
            name=f"sweep-{name}",
        )
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def sweep_once(parts: Parts) -> None:
    """Do every chore and drain every destination once: ``./manage sweep``."""
    stop = Event()
    for name in (UPKEEP, INBOUND, HOUSE, LINE, CODES, PULL, PAPERS, *parts.partners, NIGHT):
        drain(parts, name, stop=stop)


def drain(parts: Parts, name: str, *, stop: Event) -> None:
    """Do what a wake is for: a destination's deliveries, or chores of the house."""
    if name == HOUSE:
        do_money(parts, stop=stop)
    elif name == LINE:
        move_lines(parts, stop=stop)
    elif name == UPKEEP:
        do_upkeep(parts)
    elif name == INBOUND:
        drain_inbound(parts, stop=stop)
    elif name == CODES:
        _send_codes(parts)
    elif name == PULL:
        pull_everywhere(parts)
    elif name == PAPERS:
        issue_missing(parts, stop=stop)
    elif name == NIGHT:
        read_back_everywhere(parts, stop=stop)
    else:
        drain_destination(parts, name, stop=stop)


def _repeat(parts: Parts, name: str, stop: Event, interval: float) -> None:
    while not stop.is_set():
        try:
            drain(parts, name, stop=stop)
        except Exception:  # noqa: BLE001 -- an edge: the database may be away for a while
            logs.log().error("sweep fault", part=name, exc_info=True)
        stop.wait(interval)


def _send_codes(parts: Parts) -> None:
    now = parts.clock()
    send_codes(parts.sessions, partners=parts.partners, wake=parts.wake, now=now)


def do_upkeep(parts: Parts) -> None:
    """Release what lapsed and forget what is old; a fault in one leaves the others to be done."""
    now = parts.clock()
    do_chore(
        lambda: release_lapsed(parts.sessions, partners=parts.partners, now=now, jitter=jitter())
    )
    do_chore(lambda: remind_of_classes(parts, stop=Event()))
    do_chore(lambda: forget_drafts(parts.sessions, now=now))
    do_chore(lambda: forget_inbound(parts.sessions, now=now))
    do_chore(lambda: forget_bookings(parts.sessions, now=now))
    do_chore(lambda: forget_answers(parts.sessions, now=now))
    do_chore(lambda: forget_exchanges(parts.sessions, now=now))
    do_chore(lambda: tell_staff(parts))
    do_chore(lambda: issue_missing(parts, stop=Event(), since=now - _NEW))


def issue_missing(parts: Parts, *, stop: Event, since: datetime | None = None) -> None:
    """Issue the papers of what was paid ``since`` then (UTC), or ever, and lacks them."""
    do_each(parts, _issue, find_orders_without_papers(parts.sessions, since=since), stop=stop)


def tell_staff(parts: Parts) -> None:
    """Write to staff of what only they can mend, once; later where the mail is away."""
    mail: object = parts.partners.get("mail")
    if not isinstance(mail, StaffMail):
        return
    for notice in take_notices(parts.sessions, now=parts.clock()):
        outcome = mail.write_to_staff(notice.destination, notice.words, to=notice.addresses)
        if not isinstance(outcome, Told):
            give_back(parts.sessions, notice)


def do_money(parts: Parts, *, stop: Event) -> None:
    """Look payments up, end what is not paid, remind, send money back; a fault stops one alone."""
    now = parts.clock()
    do_each(parts, _look, find_payments_to_look_at(parts.sessions, now=now), stop=stop)
    do_each(parts, _release, find_ended_holds(parts.sessions, now=now), stop=stop)
    do_each(parts, _end_unpaid, find_unpaid_ends(parts.sessions, now=now), stop=stop)
    do_each(parts, _end_places, find_orders_of_cancelled_classes(parts.sessions), stop=stop)
    do_each(
        parts, _remind, find_due_reminders(parts.sessions, parts.reminder_days, now=now), stop=stop
    )
    do_each(parts, _refund, find_due_refunds(parts.sessions, now=now), stop=stop)
    do_each(
        parts,
        _follow,
        find_due_refunds(parts.sessions, now=now, state=RefundState.PENDING),
        stop=stop,
    )


def _look(parts: Parts, uid: str) -> object:
    return settle_payment(
        parts.sessions,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        payment_uid=uid,
    )


def _release(parts: Parts, reference: str) -> object:
    return release_hold(
        parts.sessions,
        reference=reference,
        state=RegistrationState.EXPIRED,
        reason=EXPIRED,
        own=OwnReason.HOLD_ENDED,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def _end_unpaid(parts: Parts, reference: str) -> object:
    return end_unpaid(
        parts.sessions,
        reference=reference,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def _remind(parts: Parts, due: DueReminder) -> object:
    return remind_of_payment(
        parts.sessions,
        order_id=due.order_id,
        days=due.days,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def _end_places(parts: Parts, ending: EndingOrder) -> object:
    if not ending.unsettled:
        return cancel_places(
            parts.sessions,
            order_reference=ending.reference,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
        )
    return release_hold(
        parts.sessions,
        reference=ending.reference,
        state=RegistrationState.CANCELLED,
        reason=say_reason(OwnReason.CLASS_CANCELLED, ending.reason),
        own=OwnReason.CLASS_CANCELLED,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def _refund(parts: Parts, uid: str) -> object:
    return make_refund(
        parts.sessions,
        refund_uid=uid,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        jitter=jitter(),
    )


def _follow(parts: Parts, uid: str) -> object:
    return follow_refund(
        parts.sessions,
        refund_uid=uid,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def _issue(parts: Parts, reference: str) -> object:
    return issue_papers(
        parts.sessions, order_reference=reference, seller=parts.seller, now=parts.clock()
    )
