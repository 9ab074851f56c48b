"""Register: make an order of a draft, take its seats, and promise to tell everyone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.bill import Bill
from app.domain.contract import Partner, Sessions
from app.domain.course_class import ClassFull
from app.domain.draft import DraftGone, FormChanged
from app.domain.form.sensitive import Sealing
from app.domain.gateway import Gateway
from app.domain.money import Money
from app.domain.objection import Unpayable
from app.domain.payable import asked_first, objection_to, with_small_rest
from app.domain.payment_plan import AT_ONCE, Agreement, Plan, Wish, agree
from app.domain.price import OptionFull
from app.domain.priced import Priced
from app.domain.registration import Channel
from app.domain.voucher import VoucherGone, VoucherRefused
from app.domain.waiting import PlaceWish
from app.store.announcer import Announcer, announcing
from app.store.class_to_register import ClassToRegister, DraftToSend, find_draft_to_send
from app.store.database import reading_rows, writing_rows
from app.store.extra import take_extras
from app.store.joining import join_line, joins_line
from app.store.made_order import Sale, announce_order, make_order
from app.store.price_option import take_options
from app.store.quoting import price_now
from app.store.registration import refuse_second_places
from app.store.seat import take_seats
from app.store.upload import keep_files

# Of these something is to be paid online before the places are confirmed.
_BEGUN_ONLINE = (Plan.ONLINE, Plan.DEPOSIT)
# No class has so many prices that run out one after the other while somebody registers.
_MOST_TRIES = 10


@dataclass(frozen=True, slots=True)
class Registered:
    """The order made, whether it is to be paid online now, and the destinations that have news.

    ``asked`` is what is to be paid now, where it is known.
    """

    reference: str
    payable: bool
    destinations: frozenset[str]
    asked: Money | None = None


def register(
    sessions: Sessions,
    *,
    draft_token: str,
    partners: Mapping[str, Partner],
    now: datetime,
    hold: timedelta,
    agreed: Money | None = None,
    wish: Wish = AT_ONCE,
    place_wish: PlaceWish = PlaceWish.SEAT,
    channel: Channel = Channel.WEB,
    gateways: Mapping[str, Gateway] | None = None,
    request_id: str = "",
    seal: Sealing | None = None,
) -> Registered:
    """Make the order of a draft; a second call with the same draft gives the first one's order.

    ``agreed`` is the total that was shown: what was shown is what is charged. Seats are held for
    ``hold``, or as ``wish`` says to pay, or confirmed where nothing is to be paid; or waited for,
    as ``place_wish`` says. A family may share an address at the site; at the API one has one open
    place in a class (iso.md S7). ``gateways``, uncalled, say what they take, ``seal`` seals.

    Raises:
        DraftGone, Unpayable: no such draft; or no gateway takes what it costs.
        FormChanged, VoucherGone, ExtraGone: what was shown or answered holds no more.
        ClassClosed, ClassFull: the class takes no registrations, or not so many.
        SeatsFree, InLineAlready, AlreadyRegistered: nobody has to wait, or they do, or have one.
    """
    attempt = partial(
        _attempt,
        sessions,
        draft_token,
        partners=partners,
        now=now,
        hold=hold,
        agreed=agreed,
        wish=wish,
        place_wish=place_wish,
        channel=channel,
        gateways=gateways,
        request_id=request_id,
        seal=seal,
    )
    return _again_if_late(attempt, either=place_wish is PlaceWish.EITHER)


def _again_if_late(attempt: Callable[[], Registered], *, either: bool) -> Registered:
    """Attempt it; once more where two clicks came at once: the other one's order is there now.

    Or the last seat went, and whoever takes ``either`` joins the line. The first left nothing.
    """
    try:
        return _at_what_is_left(attempt)
    except (IntegrityError, ClassFull) as late:
        if isinstance(late, ClassFull) and not either:
            raise
        return _at_what_is_left(attempt)


def _at_what_is_left(attempt: Callable[[], Registered]) -> Registered:
    """Attempt it; where a price was used up meanwhile, at the next one.

    What comes next costs more, so whoever agreed to a total is shown it first. Each time another
    price is out, so that this ends.

    Raises:
        FormChanged: another total was agreed to, or prices come and go too fast.
    """
    for _ in range(_MOST_TRIES):
        try:
            return attempt()
        except OptionFull:
            continue
    raise FormChanged(class_code="")


def _attempt(
    sessions: Sessions,
    draft_token: str,
    *,
    partners: Mapping[str, Partner],
    now: datetime,
    hold: timedelta,
    agreed: Money | None,
    wish: Wish,
    place_wish: PlaceWish,
    channel: Channel,
    gateways: Mapping[str, Gateway] | None,
    request_id: str,
    seal: Sealing | None,
) -> Registered:
    with reading_rows(sessions) as connection:
        draft = _find(connection, draft_token)
        if draft.order_reference is not None:
            return _sent_already(draft.order_reference, draft, wish)
        waits = joins_line(draft, place_wish, channel=channel, now=now)
        priced = _price(connection, draft, agreed=None if waits else agreed, now=now)
    draft = draft.sealed(seal, now=now)
    if waits:
        return _join(
            sessions, draft_token, draft, partners, channel, now=now, request_id=request_id
        )
    agreement = _agree(draft, priced.bill, wish, gateways, now=now)
    with (
        writing_rows(sessions) as connection,
        announcing(connection, partners, now=now, request_id=request_id) as announcer,
    ):
        sale = Sale(
            token=draft_token,
            filled=draft.filled,
            priced=priced,
            channel=channel,
            hold=hold,
            now=now,
            agreement=agreement,
            invoice_to=wish.invoice_to,
            files=draft.files,
        )
        reference = _register(connection, announcer, draft.course_class, sale)
    asked = _asked_online(agreement, priced.bill)
    return Registered(reference, asked is not None, frozenset(announcer.destinations), asked)


def _find(connection: Connection, draft_token: str) -> DraftToSend:
    draft = find_draft_to_send(connection, draft_token)
    if draft is None:
        raise DraftGone
    return draft


def _sent_already(reference: str, draft: DraftToSend, wish: Wish) -> Registered:
    payable = bool(draft.order_total_minor) and wish.plan in _BEGUN_ONLINE
    return Registered(reference, payable, frozenset())


def _join(
    sessions: Sessions,
    draft_token: str,
    draft: DraftToSend,
    partners: Mapping[str, Partner],
    channel: Channel,
    *,
    now: datetime,
    request_id: str,
) -> Registered:
    """Have it join the line: nothing is charged before seats are offered."""
    with (
        writing_rows(sessions) as connection,
        announcing(connection, partners, now=now, request_id=request_id) as announcer,
    ):
        reference = join_line(
            connection,
            announcer,
            draft.course_class,
            draft.filled,
            channel=channel,
            now=now,
            token=draft_token,
        )
        keep_files(connection, draft.files, reference=reference)
    return Registered(reference, False, frozenset(announcer.destinations))


def _price(
    connection: Connection, draft: DraftToSend, *, agreed: Money | None, now: datetime
) -> Priced:
    """Return what is charged, which is what was shown.

    Raises:
        FormChanged: what was shown is no longer so, or the questions were not answered.
    """
    course_class, filled = draft.course_class, draft.filled
    if not draft.answers_all(now):
        raise FormChanged(class_code=course_class.code)
    try:
        priced = price_now(connection, course_class, filled, now=now)
    except VoucherRefused as refused:
        raise VoucherGone(class_code=course_class.code) from refused
    if priced is None or (agreed is not None and not _same(priced.bill.total, agreed)):
        raise FormChanged(class_code=course_class.code)
    return priced


def _agree(
    draft: DraftToSend,
    bill: Bill,
    wish: Wish,
    gateways: Mapping[str, Gateway] | None,
    *,
    now: datetime,
) -> Agreement:
    """Return how the order is to be paid.

    Raises:
        FormChanged, Unpayable: that way is not offered; or no gateway takes the amount.
    """
    course_class = draft.course_class
    when = course_class.when(now)
    takers = () if gateways is None else gateways.values()
    ways = with_small_rest(course_class.ways, bill.total, takers)
    agreement = agree(wish.plan, ways, total=bill.total, when=when)
    if agreement is None:
        raise FormChanged(class_code=course_class.code)
    objection = objection_to(agreement, bill.total, takers)
    if gateways is not None and objection is not None:
        raise Unpayable(asked_first(agreement, bill.total), objection)
    return agreement


def _asked_online(agreement: Agreement, bill: Bill) -> Money | None:
    payable = bill.payable and agreement.plan in _BEGUN_ONLINE
    return asked_first(agreement, bill.total) if payable else None


def _same(total: Money, agreed: Money) -> bool:
    """Say whether the totals are one; nothing is nothing in every currency."""
    return total == agreed or total.minor == agreed.minor == 0


def _register(
    connection: Connection, announcer: Announcer, course_class: ClassToRegister, sale: Sale
) -> str:
    """Write the order with all that belongs to it, and take its seats; return its reference.

    The seats come last, prices and extras behind them: everybody wants the class's row.
    """
    order = make_order(connection, course_class, sale)
    announce_order(announcer, course_class, order)
    announcer.write()
    take_seats(
        connection,
        course_class,
        order_id=order.id,
        seats=len(order.places),
        reason="registered",
        channel=sale.channel,
        now=sale.now,
    )
    take_options(connection, sale.bill.options)
    take_extras(connection, sale.bill, class_code=course_class.code)
    if sale.channel is Channel.API:
        attending = [each.contact for each in sale.filled.participants]
        refuse_second_places(connection, order.id, course_class.id, attending)
    return order.reference
