"""The statement of an order's page: a row for each place, payment and refund of it together.

Not here: reading its rows (page.py).
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select

from app.domain.delivery import DeliveryState
from app.domain.naming import MAIL
from app.domain.payment_plan import Unpaid
from app.store.course_class import CourseClass
from app.store.database import table_of
from app.store.delivery import Delivery
from app.store.dispute import CLAIMED
from app.store.embedded_order import BACK_TO_SITE
from app.store.event import EventRow
from app.store.order import Order
from app.store.order_line import OrderLine
from app.store.outline import OUTLINE_COLUMNS, OUTLINE_SOURCE
from app.store.payment import MISTAKEN, Payment, Refund
from app.store.payment_terms import PaymentTerms
from app.store.program import Program
from app.store.registration import Registration
from app.store.stopped_address import StoppedAddress
from app.store.voucher import VoucherRow
from app.store.waiting import POSITION, WaitingEntry

_CLASS, _ORDER, _PLACE = table_of(CourseClass), table_of(Order), table_of(Registration)
_PROGRAM = table_of(Program)
_PAYMENT, _REFUND, _TERMS = table_of(Payment), table_of(Refund), table_of(PaymentTerms)
_EVENT, _DELIVERY, _STOPPED = table_of(EventRow), table_of(Delivery), table_of(StoppedAddress)
_ENTRY, _VOUCHER, _LINE = table_of(WaitingEntry), table_of(VoucherRow), table_of(OrderLine)
# Whether it was given vouchers instead of money.
_GIVEN: ColumnElement[bool] = exists().where(_VOUCHER.c.given_for_id == _ORDER.c.id)
# Whether a place has lines: a free one may have none.
_ITEMISED: ColumnElement[bool] = exists().where(_LINE.c.registration_id == _PLACE.c.id)
# Whether its places end where what is left stays unpaid.
_ENDS_UNPAID: ColumnElement[bool] = _TERMS.c.ends_at.is_not(None) & (
    _TERMS.c.unpaid == Unpaid.CANCEL
)
# Whether a letter about it came back, or was not sent: then its address may take no mail.
_CAME_BACK: ColumnElement[bool] = or_(
    exists().where(_STOPPED.c.order_id == _ORDER.c.id),
    exists().where(
        _EVENT.c.order_id == _ORDER.c.id,
        _DELIVERY.c.event_id == _EVENT.c.id,
        _DELIVERY.c.destination == MAIL,
        _DELIVERY.c.state.in_((DeliveryState.SKIPPED, DeliveryState.REFUSED)),
    ),
)
_OF_THE_ORDER = (
    _ORDER.c.reference,
    _ORDER.c.name.label("buyer_name"),
    _ORDER.c.email,
    _ORDER.c.language,
    _ORDER.c.company,
    _ORDER.c.vat_number,
    _ORDER.c.address,
    _ORDER.c.answers,
    _ORDER.c.currency,
    _ORDER.c.total_minor,
    _ORDER.c.paid_minor,
    _ORDER.c.owed_minor,
    _ORDER.c.hold_until,
    _ORDER.c.erased_at,
    _TERMS.c.plan,
    _TERMS.c.later_minor,
    _TERMS.c.due_at,
    _ENDS_UNPAID.label("ends_unpaid"),
    _TERMS.c.kept_minor,
    _ENTRY.c.state.label("entry_state"),
    _ENTRY.c.left_out,
    POSITION.label("line_position"),
    _GIVEN.label("given_vouchers"),
    _ITEMISED.label("itemised"),
    BACK_TO_SITE.label("back_to_site"),
    _CAME_BACK.label("came_back"),
)
_OF_A_PLACE = (
    *OUTLINE_COLUMNS,
    _CLASS.c.online_url,
    _CLASS.c.state.label("class_state"),
    _CLASS.c.paying,
    _CLASS.c.change_deadline,
    _CLASS.c.cancellation_deadline,
    _CLASS.c.refunds,
    func.coalesce(_PLACE.c.form_id, _PROGRAM.c.form_id).label("asked_in"),
    _PLACE.c.id.label("place_id"),
    _PLACE.c.position,
    _PLACE.c.reference.label("place_reference"),
    _PLACE.c.name,
    _PLACE.c.email.label("place_email"),
    _PLACE.c.state.label("place_state"),
    _PLACE.c.state_reason,
    _PLACE.c.certificate,
    _PLACE.c.channel,
)
_OF_MONEY = (
    _PAYMENT.c.id.label("payment_id"),
    _PAYMENT.c.state.label("payment_state"),
    _PAYMENT.c.gateway.label("paid_by"),
    _PAYMENT.c.url.label("payment_url"),
    CLAIMED.label("disputed"),
    _REFUND.c.id.label("refund_id"),
    _REFUND.c.amount_minor.label("refund_minor"),
    _REFUND.c.currency.label("refund_currency"),
    _REFUND.c.reason.label("refund_reason"),
    _REFUND.c.state.label("refund_state"),
    _REFUND.c.own_reason.label("refund_own"),
    _REFUND.c.asked_by.label("refund_asked_by"),
    _REFUND.c.created_at.label("refund_at"),
    _REFUND.c.registration_id.label("refund_place"),
    MISTAKEN.label("refund_mistaken"),
)
ORDER_BY_REFERENCE: Select[Any] = (
    select(*_OF_THE_ORDER, *_OF_A_PLACE, *_OF_MONEY)
    .select_from(
        OUTLINE_SOURCE.join(_PLACE, _PLACE.c.class_id == _CLASS.c.id)
        .join(_ORDER, _ORDER.c.id == _PLACE.c.order_id)
        .outerjoin(_TERMS, _TERMS.c.order_id == _ORDER.c.id)
        .outerjoin(_PAYMENT, _PAYMENT.c.order_id == _ORDER.c.id)
        .outerjoin(_REFUND, _REFUND.c.payment_id == _PAYMENT.c.id)
        .outerjoin(_ENTRY, _ENTRY.c.order_id == _ORDER.c.id)
    )
    .where(_ORDER.c.reference == bindparam("reference"))
    .order_by(_PLACE.c.position, _PLACE.c.id, _PAYMENT.c.id, _REFUND.c.id)
)
VOUCHERS_GIVEN: Select[Any] = (
    select(
        _VOUCHER.c.shown,
        _VOUCHER.c.amount_minor,
        _VOUCHER.c.balance_minor,
        _VOUCHER.c.currency,
        _VOUCHER.c.valid_until,
    )
    .join(_ORDER, _ORDER.c.id == _VOUCHER.c.given_for_id)
    .where(_ORDER.c.reference == bindparam("reference"), _VOUCHER.c.active)
    .order_by(_VOUCHER.c.id)
)
